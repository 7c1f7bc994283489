import { fail, type StackRule } from "../rule";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";

/** Arguments that another item is about are told there: K8S-01, K8S-02, K8S-04 and K8S-06. */
export const componentArgumentsRule: StackRule = {
  id: "K8S-07",
  name: "component-arguments-must-be-accepted",
  statement:
    "No argument of a component is one that Talos keeps for itself or cannot read, which only the node would notice",
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
        refusedArguments(config)
          .filter(({ item }) => item === "K8S-07")
          .map(({ message }) => fail(message)),
    }),
};
