import { type Check, fail, PASS, type StackRule } from "../rule";
import { type ComponentArguments, componentArguments, componentSection } from "../view/component-arguments";
import { gateProblem } from "../view/feature-gates";
import { kubeletSettingProblem } from "../view/known-kubelet-settings";
import { decimal, type MachineConfig, type Section, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";
import { unjudgedSettings } from "../view/unjudged-settings";
import { isObject, type Value } from "../view/value";

/** Switches that an argument could put back to a weaker value, and the value that each must have where it is given. */
const SWITCHES: readonly (readonly [name: string, value: boolean])[] = [
  ["anonymous-auth", false],
  ["authentication-token-webhook", true],
  ["make-iptables-util-chains", true],
  ["protect-kernel-defaults", true],
  ["rotate-certificates", true],
  ["seccomp-default", true],
];

/** Texts likewise. */
const TEXTS: readonly (readonly [name: string, value: string])[] = [
  ["authorization-mode", "Webhook"],
  ["read-only-port", "0"],
  ["tls-min-version", "VersionTLS13"],
];

/** Files and addresses from which the kubelet would take pods, or whom to believe, beside what Talos gives it. */
const SOURCES = ["client-ca-file", "config-dir", "manifest-url", "pod-manifest-path"];

/** Forced by Talos, which refuses a configuration that has one of them (pkg/machinery/kubelet). */
const PROTECTED = [
  "apiVersion",
  "authentication",
  "authorization",
  "cgroupRoot",
  "kind",
  "kubeletCgroups",
  "port",
  "protectKernelDefaults",
  "resolvConf",
  "rotateCertificates",
  "seccompDefault",
  "staticPodPath",
  "systemCgroups",
];

/**
 * Talos forces webhook authentication and authorization, the rotation of client certificates and the kernel's own settings, for every kubelet that
 * registers; an argument still wins over the file that says so.
 */
export const kubeletSettings: StackRule = {
  id: "K8S-15",
  name: "kubelet-settings-must-be-hardened",
  statement:
    "The kubelet admits nobody without the API server's word, has no read-only port and no static pods of a directory, asks for its serving certificate, limits processes and system calls of pods, and has no setting that weakens it or that no rule judges",
  severity: "high",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the --anonymous-auth argument is set to false",
    "CIS Kubernetes: Ensure that the --authorization-mode argument is not set to AlwaysAllow",
    "CIS Kubernetes: Verify that if defined, readOnlyPort is set to 0",
    "CIS Kubernetes: Verify that the RotateKubeletServerCertificate argument is set to true",
    "CIS Kubernetes: Ensure that a limit is set on pod PIDs",
  ],
  remediation:
    "Set serverTLSBootstrap, podPidsLimit, defaultRuntimeSeccompProfileEnabled and, in the v1alpha1 document, disableManifestsDirectory; take arguments away.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const kubelet = componentSection(config, "kubelet");
  const isDocument = config.has("KubeletConfig");
  const settings = within(kubelet, isDocument ? "config" : "extraConfig");
  const args = componentArguments(config, "kubelet");
  return [
    ...argumentChecks(args),
    ...settingChecks(settings),
    servingCertificate(args, settings),
    processLimit(args, settings),
    isTrue(within(kubelet, "defaultRuntimeSeccompProfileEnabled")),
    // The document has no such field: Talos starts its kubelet without the directory.
    isDocument ? PASS : isTrue(within(kubelet, "disableManifestsDirectory")),
    registration(config),
    gates(args.nameOf("feature-gates"), args.elements("feature-gates")),
    ...refusedArguments(config)
      .filter(({ item }) => item === "K8S-15")
      .map(({ message }) => fail(message)),
    ...unjudgedSettings(config, "K8S-15").map(fail),
  ];
}

function argumentChecks(args: ComponentArguments): readonly Check[] {
  return [
    ...SWITCHES.filter(([name, value]) => args.last(name) !== undefined && args.flag(name) !== value).map(
      ([name, value]) => fail(`${args.nameOf(name)} must be ${value}`),
    ),
    ...TEXTS.filter(([name, value]) => args.last(name) !== undefined && args.last(name) !== value).map(
      ([name, value]) => fail(`${args.nameOf(name)} must be ${value}`),
    ),
    ...SOURCES.filter((name) => args.last(name) !== undefined).map((name) =>
      fail(`${args.nameOf(name)} must not be there: the kubelet takes it in place of what Talos gives it`),
    ),
  ];
}

function settingChecks(settings: Section): readonly Check[] {
  const given = isObject(settings.value) ? settings.value : {};
  const [port, version] = [within(settings, "readOnlyPort"), within(settings, "tlsMinVersion")];
  return [
    ...PROTECTED.filter((key) => Object.hasOwn(given, key)).map((key) =>
      fail(`${settings.field}.${key} is Talos' own to set: it refuses the configuration`),
    ),
    gates(`${settings.field}.featureGates`, gatesOf(given["featureGates"])),
    ...Object.keys(given)
      .filter((key) => !PROTECTED.includes(key))
      .flatMap((key) => kubeletSettingProblem(key, given[key]).map((says) => fail(`${settings.field}.${says}`))),
    port.value === undefined || decimal(port.value) === 0 ? PASS : fail(`${port.field} must be 0`),
    version.value === undefined || version.value === "VersionTLS13"
      ? PASS
      : fail(`${version.field} must be VersionTLS13`),
  ];
}

function gates(field: string, given: readonly string[]): Check {
  return gateProblem(given) === undefined
    ? PASS
    : fail(`${field} has a gate of which no rule says that it weakens nothing`);
}

/** As an argument has them. What is no map has no gates: the kubelet does not start with it. */
function gatesOf(value: Value | undefined): readonly string[] {
  return isObject(value) ? Object.entries(value).map(([name, on]) => `${name}=${String(on)}`) : [];
}

/** An argument wins over the file. */
function servingCertificate(args: ComponentArguments, settings: Section): Check {
  const name = "rotate-server-certificates";
  const { field, value } = within(settings, "serverTLSBootstrap");
  if (args.last(name) !== undefined) return args.flag(name) === true ? PASS : fail(`${args.nameOf(name)} must be true`);
  return value === true ? PASS : fail(`${field} must be true`);
}

function processLimit(args: ComponentArguments, settings: Section): Check {
  const name = "pod-max-pids";
  const { field, value } = within(settings, "podPidsLimit");
  const given = args.last(name);
  return decimal(given ?? value) > 0
    ? PASS
    : fail(`${given === undefined ? field : args.nameOf(name)} must be a number above 0`);
}

function isTrue({ field, value }: Section): Check {
  return truth(value) === true ? PASS : fail(`${field} must be true`);
}

/** Without it the kubelet answers whoever asks: Talos then gives it the authorizer AlwaysAllow. */
function registration(config: MachineConfig): Check {
  const { field, value } = within(config.section("KubeNodeConfig", "machine", "kubelet"), "skipNodeRegistration");
  const skips = truth(value);
  return skips === undefined || skips === false
    ? PASS
    : fail(`${field} must be false: the kubelet would ask nobody whom to let in`);
}
