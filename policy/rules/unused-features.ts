import { type Check, fail, PASS, type StackRule } from "../rule";
import { items, type MachineConfig, type Section, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { unjudgedSettings } from "../view/unjudged-settings";
import { isObject, type Value } from "../view/value";

const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

/** Documents without a v1alpha1 document are looked at too: a node applies them while it waits for the rest. */
export const unusedFeatures: StackRule = {
  id: "K8S-17",
  name: "unused-features-must-be-off",
  statement:
    "Control planes take no workloads, KubePrism is on, host DNS is a choice that Talos takes, and no setting or document is there that gives the host away or that no rule judges",
  severity: "high",
  level: "mandatory",
  references: [],
  remediation: "Take the setting or document away; write kubePrism and hostDNS as objects.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "any", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const unjudged = unjudgedSettings(config, "K8S-17").map(fail);
  if (!config.has("")) return [PASS, ...unjudged];
  return [
    ...(config.role === "control-plane" ? scheduling(config) : []),
    kubePrism(config),
    ...hostDns(config),
    ...unjudged,
    none(config.main("machine", "kernel", "modules"), "a kernel module more"),
    none(config.main("machine", "install", "extensions"), "the image is where an extension belongs"),
  ];
}

/** The v1alpha1 document taints control planes unless it says otherwise; KubeNodeConfig is taken as it is. */
function scheduling(config: MachineConfig): readonly Check[] {
  const kind = "KubeNodeConfig";
  if (config.has(kind)) {
    const taints = within(config.document(kind), "taints");
    const taint = isObject(taints.value) ? taints.value[CONTROL_PLANE] : undefined;
    return [
      typeof taint === "string" && /(?:^|:)No(?:Schedule|Execute)$/.test(taint)
        ? PASS
        : fail(`${taints.field} must have ${CONTROL_PLANE} with effect NoSchedule`),
    ];
  }
  return ["allowSchedulingOnControlPlanes", "allowSchedulingOnMasters"].map((key) => {
    const { field, value } = config.main("cluster", key);
    return isOff(value) ? PASS : fail(`${field} must be false`);
  });
}

/** Without it nodes reach the API through its load balancer alone, and a control plane through itself. */
function kubePrism(config: MachineConfig): Check {
  if (config.has("KubePrismConfig")) return PASS;
  const { field, value } = config.main("machine", "features", "kubePrism");
  if (value !== undefined && !isObject(value)) return notAnObject(field);
  return truth(isObject(value) ? value["enabled"] : undefined) === true ? PASS : fail(`${field}.enabled must be true`);
}

/** On or off is the environment's choice; Talos refuses a resolver that is off and forwards. */
function hostDns(config: MachineConfig): readonly Check[] {
  const sections = [
    config.main("machine", "features", "hostDNS"),
    within(config.document("ResolverConfig"), "hostDNS"),
  ];
  return sections
    .filter(({ value }) => value !== undefined)
    .map((section) => {
      if (!isObject(section.value)) return notAnObject(section.field);
      const forwards = within(section, "forwardKubeDNSToHost");
      return truth(within(section, "enabled").value) === true || isOff(forwards.value)
        ? PASS
        : fail(`${forwards.field} must be false where the resolver is off: Talos refuses the configuration`);
    });
}

function notAnObject(field: string): Check {
  return fail(`${field} must be an object: Talos refuses the configuration`);
}

function none(section: Section, why: string): Check {
  return section.value === undefined || (Array.isArray(section.value) && items(section).length === 0)
    ? PASS
    : fail(`${section.field} must be empty: ${why}`);
}

function isOff(value: Value | undefined): boolean {
  const on = truth(value);
  return on === undefined || on === false;
}
