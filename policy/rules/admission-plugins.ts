import { type Check, fail, type StackRule } from "../rule";
import { componentArguments } from "../view/component-arguments";
import type { MachineConfig } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";

/** On by Kubernetes or Talos, and each a border: nodes, pods, tokens, namespaces. */
const GUARDS = ["NodeRestriction", "PodSecurity", "ServiceAccount", "NamespaceLifecycle"];

/** Gone from Kubernetes: kube-apiserver does not start with their names. */
const REMOVED = [
  "DenyEscalatingExec",
  "DenyExecOnPrivileged",
  "Initializers",
  "PersistentVolumeLabel",
  "PodPreset",
  "PodSecurityPolicy",
  "SecurityContextDeny",
];

/** What is enabled is added to NodeRestriction, which can only be taken away by name. */
export const admissionPlugins: StackRule = {
  id: "K8S-03",
  name: "admission-must-keep-its-guards",
  statement: "No admission plugin that guards is off, none that admits everything and none that was removed is on",
  severity: "high",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the admission control plugin AlwaysAdmit is not set",
    "CIS Kubernetes: Ensure that the admission control plugin NodeRestriction is set",
    "CIS Kubernetes: Ensure that the admission control plugin ServiceAccount is set",
    "CIS Kubernetes: Ensure that the admission control plugin NamespaceLifecycle is set",
  ],
  remediation: "Take the plugin out of the argument; in place of PodSecurityPolicy set the defaults of PodSecurity.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const args = componentArguments(config, "kube-apiserver");
  const [on, off] = ["enable-admission-plugins", "disable-admission-plugins"] as const;
  const has = (argument: string, plugin: string) => args.elements(argument).includes(plugin);
  const refused = refusedArguments(config).filter(({ item }) => item === "K8S-03");
  // Quotes hide the names: nothing more can be said of them.
  if (refused.length > 0) return refused.map(({ message }) => fail(message));
  return [
    ...[on, off]
      .filter((argument) => !args.elements(argument).every((plugin) => /^[A-Za-z]+$/.test(plugin)))
      .map((argument) => fail(`${args.nameOf(argument)} has something that is no plugin's name`)),
    ...GUARDS.filter((plugin) => has(off, plugin)).map((plugin) => fail(`${args.nameOf(off)} must not have ${plugin}`)),
    ...(has(on, "AlwaysAdmit") ? [fail(`${args.nameOf(on)} must not have AlwaysAdmit, which admits everything`)] : []),
    ...REMOVED.filter((plugin) => has(on, plugin) || has(off, plugin)).map((plugin) =>
      fail(`${args.nameOf(has(on, plugin) ? on : off)} has ${plugin}, which Kubernetes does not know any more`),
    ),
  ];
}
