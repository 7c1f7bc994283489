import { type Check, fail, PASS, type StackRule } from "../rule";
import { isStrongSuite } from "../view/cipher-suites";
import { type Component, componentArguments } from "../view/component-arguments";
import type { MachineConfig } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";

const MINIMUM = "tls-min-version";
const SUITES = "tls-cipher-suites";

/** Talos 1.13 starts kube-apiserver with TLS 1.2, so the argument must be there; Talos 1.14 starts it with 1.3 and denies the argument. */
export const apiTls: StackRule = {
  id: "K8S-04",
  name: "kubernetes-api-must-speak-current-tls",
  statement: "The Kubernetes API and the other components of the control plane speak TLS 1.3 at least",
  severity: "high",
  level: "mandatory",
  references: ["CIS Kubernetes: Ensure that the API Server only makes use of Strong Cryptographic Ciphers"],
  remediation: "Set tls-min-version to VersionTLS13 for kube-apiserver on Talos 1.13, and take it away anywhere else.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const refused = refusedArguments(config).filter(({ item }) => item === "K8S-04");
  return [
    ...refused.map(({ message }) => fail(message)),
    ...(refused.length > 0 ? [] : [minimum(config, "kube-apiserver")]),
    minimum(config, "kube-controller-manager"),
    minimum(config, "kube-scheduler"),
    suites(config, "kube-apiserver"),
    suites(config, "kube-controller-manager"),
    suites(config, "kube-scheduler"),
  ];
}

function minimum(config: MachineConfig, component: Component): Check {
  const args = componentArguments(config, component);
  return args.last(MINIMUM) === "VersionTLS13" ? PASS : fail(`${args.nameOf(MINIMUM)} must be VersionTLS13`);
}

/** TLS 1.3 has no weak suites; a weaker one that is named would count as soon as the minimum is lowered. */
function suites(config: MachineConfig, component: Component): Check {
  const args = componentArguments(config, component);
  return args.elements(SUITES).every(isStrongSuite)
    ? PASS
    : fail(`${args.nameOf(SUITES)} has a suite without forward secrecy or authenticated encryption`);
}
