import { fail, PASS, type StackRule } from "../rule";
import { truth } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

/** Nothing in Talos 1.13 reads the field any more: roles are always asked for. Whoever switches it off means to, and older releases do. */
export const talosRoles: StackRule = {
  id: "ACC-01",
  name: "talos-roles-must-be-enforced",
  statement: "The Talos API asks for roles",
  severity: "high",
  level: "mandatory",
  references: [],
  remediation: "Take machine.features.rbac away, or set it to true.",
  scope: "stack",
  judge: (stack) =>
    judgeMachineConfigs(stack, {
      of: "complete",
      check: (config) => {
        const { field, value } = config.main("machine", "features", "rbac");
        const on = truth(value);
        return [on === undefined || on === true ? PASS : fail(`${field} must be true`)];
      },
    }),
};
