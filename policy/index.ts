/** Entry of the policy pack. The only module that constructs a PolicyPack: that starts a server. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { RULES } from "./catalogue";
import { policiesOf } from "./pack";
import { dayOf, readSuppressions } from "./suppressions";

/** Beside the compiled JavaScript's folder. */
const suppressions = readFileSync(join(__dirname, "..", "suppressions.yaml"), "utf8");

new PolicyPack("palisade", {
  displayName: "Palisade pre-production checklist",
  description: "What may never be in a Talos Linux cluster on AWS",
  enforcementLevel: "mandatory",
  policies: policiesOf(RULES, readSuppressions(suppressions, RULES, dayOf(new Date()))),
});
