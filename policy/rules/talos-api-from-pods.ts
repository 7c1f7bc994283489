import { type Check, fail, PASS, type StackRule } from "../rule";
import { type MachineConfig, texts, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

/** Reading without secrets, and copies of etcd. Every other role of Talos changes the host, or what is believed about it. */
const ALLOWED = ["os:reader", "os:etcd:backup"];

export const talosApiFromPods: StackRule = {
  id: "ACC-03",
  name: "pods-must-not-administer-the-host",
  statement: "Pods have no way to the Talos API, or the one of a reader or of a backup, from listed namespaces",
  severity: "critical",
  level: "mandatory",
  references: [],
  remediation:
    "Switch kubernetesTalosAPIAccess off, or name os:reader or os:etcd:backup and the namespaces that need it.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const kind = "KubeTalosAPIAccessConfig";
  const access = config.section(kind, "machine", "features", "kubernetesTalosAPIAccess");
  const on = truth(within(access, "enabled").value);
  // The document is on by being there.
  if (!config.has(kind) && (on === undefined || on === false)) return [PASS];
  const roles = within(access, "allowedRoles");
  const namespaces = within(access, "allowedKubernetesNamespaces");
  const named = texts(namespaces.value);
  return [
    texts(roles.value).every((role) => ALLOWED.includes(role))
      ? PASS
      : fail(`${roles.field} must have no other than ${ALLOWED.join(" and ")}`),
    named.length > 0 && named.every((name) => /^[a-z0-9-]+$/.test(name))
      ? PASS
      : fail(`${namespaces.field} must name the namespaces`),
  ];
}
