/** Entry of the policy pack. The only module that constructs a PolicyPack: that starts a server. */
import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./catalogue";
import { policiesOf } from "./pack";

new PolicyPack("palisade", {
  displayName: "Palisade pre-production checklist",
  description: "What may never be in a Talos Linux cluster on AWS",
  enforcementLevel: "mandatory",
  policies: policiesOf(RULES),
});
