import { fail, PASS, type StackRule } from "../rule";
import { truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

/** Talos 1.14 generates the document for new clusters; without it containers share Talos' own process and mount namespaces, as on 1.13. */
export const workloadIsolation: StackRule = {
  id: "K8S-19",
  name: "workloads-must-be-isolated-from-the-host",
  statement: "Containers run in namespaces of their own, apart from Talos' processes (Talos 1.14)",
  severity: "medium",
  level: "mandatory",
  references: [],
  remediation: "Add SecurityProfileConfig with workloadIsolation true.",
  scope: "stack",
  judge: (stack) =>
    judgeMachineConfigs(stack, {
      of: "complete",
      contract: "1.14",
      check: (config) => {
        const { field, value } = within(config.document("SecurityProfileConfig"), "workloadIsolation");
        return [truth(value) === true ? PASS : fail(`${field} must be true`)];
      },
    }),
};
