import { type Check, fail, PASS, type StackRule } from "../rule";
import { componentArguments, componentSection } from "../view/component-arguments";
import { items, type MachineConfig, type Section, texts, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

const PLUGIN = "PodSecurity";

/** Level of each mode: what is enforced may be stricter, what is only told is the strictest. */
const LEVELS: readonly (readonly [mode: string, allowed: readonly string[]])[] = [
  ["enforce", ["baseline", "restricted"]],
  ["audit", ["restricted"]],
  ["warn", ["restricted"]],
];

/** Talos' own pods, and the CNI. */
const EXEMPT = ["kube-system"];

/** Without a configuration, kube-apiserver lets every pod be that a namespace's labels do not forbid. */
export const podSecurity: StackRule = {
  id: "K8S-08",
  name: "pod-security-must-have-a-cluster-default",
  statement:
    "Pod Security admission enforces baseline or more in every namespace that says nothing, tells what is not restricted, and exempts kube-system alone",
  severity: "high",
  level: "mandatory",
  references: ["CIS Kubernetes: Ensure that the cluster has at least one active policy control mechanism in place"],
  remediation:
    "Give the plugin PodSecurity its configuration: enforce baseline, audit and warn restricted, exempt kube-system.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const args = componentArguments(config, "kube-apiserver");
  const file = "admission-control-config-file";
  const { field, plugins } = pluginsOf(config);
  const configured = plugins.filter((plugin) => within(plugin, "name").value === PLUGIN);
  return [
    args.has(file)
      ? fail(`${args.nameOf(file)} must not be there: it replaces the configuration of every plugin`)
      : PASS,
    ...(configured.length === 0 ? [fail(`${field} has no configuration for ${PLUGIN}`)] : []),
    ...configured.flatMap((plugin) => {
      const configuration = within(plugin, "configuration");
      return [...checkPlugin(configuration), ...versions(configuration, kubernetesMinor(config))];
    }),
  ];
}

/** Of kube-apiserver's image; undefined where its tag is no release. */
function kubernetesMinor(config: MachineConfig): number | undefined {
  const { value } = within(componentSection(config, "kube-apiserver"), "image");
  const minor = typeof value === "string" ? /:v1\.(\d+)\.\d+(?:@|$)/.exec(value)?.[1] : undefined;
  return minor === undefined ? undefined : Number(minor);
}

/** A level is what it was in the version that is named: an older one lets pass what was found since. */
function versions(configuration: Section, minor: number | undefined): readonly Check[] {
  return LEVELS.map(([mode]) => {
    const { field, value } = within(configuration, "defaults", `${mode}-version`);
    const named = typeof value === "string" ? /^v1\.(\d+)$/.exec(value)?.[1] : undefined;
    const isCurrent = named !== undefined && minor !== undefined && Number(named) >= minor;
    return value === undefined || value === "" || value === "latest" || isCurrent
      ? PASS
      : fail(`${field} must be latest, or no older than the release in the tag of kube-apiserver's image`);
  });
}

function pluginsOf(config: MachineConfig): { readonly field: string; readonly plugins: readonly Section[] } {
  const kind = "KubeAdmissionControlConfig";
  const legacy = config.main("cluster", "apiServer", "admissionControl");
  if (config.has(kind)) return { field: kind, plugins: config.all(kind) };
  return { field: config.has("KubeAPIServerConfig") ? kind : legacy.field, plugins: items(legacy) };
}

function checkPlugin(configuration: Section): readonly Check[] {
  const modes = LEVELS.map(([mode, allowed]) => {
    const { field, value } = within(configuration, "defaults", mode);
    return allowed.some((level) => level === value) ? PASS : fail(`${field} must be ${allowed.join(" or ")}`);
  });
  const namespaces = within(configuration, "exemptions", "namespaces");
  return [
    ...modes,
    texts(namespaces.value).every((namespace) => EXEMPT.includes(namespace))
      ? PASS
      : fail(`${namespaces.field} must have no other than ${EXEMPT.join(", ")}`),
    ...["usernames", "runtimeClasses"].map((key) => {
      const { field, value } = within(configuration, "exemptions", key);
      return texts(value).length === 0 ? PASS : fail(`${field} must be empty`);
    }),
  ];
}
