import { fail, type StackRule } from "../rule";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";
import { unjudgedSettings } from "../view/unjudged-settings";

/**
 * Arguments that another item is about are told there: K8S-01 to K8S-06, and the kubelet's K8S-15. Settings beside the arguments are told here,
 * since they reach the same programs.
 */
export const componentArgumentsRule: StackRule = {
  id: "K8S-07",
  name: "component-arguments-must-be-accepted",
  statement:
    "Every argument and setting of a component is one that Talos takes and that is known to weaken nothing, or that a rule judges",
  severity: "high",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the --service-account-private-key-file argument is set as appropriate",
    "CIS Kubernetes: Ensure that the --root-ca-file argument is set as appropriate",
  ],
  remediation: "Take the argument away; where Talos has a field for it, use the field.",
  scope: "stack",
  judge: (stack) =>
    judgeMachineConfigs(stack, {
      of: "complete",
      check: (config) =>
        [
          ...refusedArguments(config)
            .filter(({ item }) => item === "K8S-07")
            .map(({ message }) => message),
          ...unjudgedSettings(config, "K8S-07"),
        ].map(fail),
    }),
};
