import { type Check, fail, PASS, type StackRule } from "../rule";
import { type MachineConfig, texts, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

/** Each gives all that os:admin does. */
const FORBIDDEN = ["os:admin", "os:impersonator"];

export const talosApiFromPods: StackRule = {
  id: "ACC-03",
  name: "pods-must-not-administer-the-host",
  statement: "Pods have no way to the Talos API, or one of listed roles without os:admin from listed namespaces",
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
    texts(roles.value).some((role) => FORBIDDEN.includes(role))
      ? fail(`${roles.field} must not have ${FORBIDDEN.join(" or ")}`)
      : PASS,
    named.length > 0 && named.every((name) => /^[a-z0-9-]+$/.test(name))
      ? PASS
      : fail(`${namespaces.field} must name the namespaces`),
  ];
}
