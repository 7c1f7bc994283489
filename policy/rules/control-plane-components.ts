import { type Check, fail, PASS, type StackRule } from "../rule";
import { type Component, componentArguments, componentSection } from "../view/component-arguments";
import { gateProblem } from "../view/feature-gates";
import { type MachineConfig, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

const LOOPBACK = ["127.0.0.1", "::1"];
const LOCAL = ["kube-controller-manager", "kube-scheduler"] as const;

/**
 * The scheduler takes profiling from its configuration file, where it is on by default, and ignores the argument that Talos sets
 * (cmd/kube-scheduler/app/options): off is what the file says alone.
 */
export const controlPlaneComponents: StackRule = {
  id: "K8S-07",
  name: "control-plane-components-must-be-closed",
  statement:
    "No component of the control plane offers profiles, scheduler and controller manager listen on loopback, controllers have accounts of their own, tokens of pods are short, and no feature gate takes a guard away",
  severity: "medium",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the --profiling argument is set to false",
    "CIS Kubernetes: Ensure that the --bind-address argument is set to 127.0.0.1",
    "CIS Kubernetes: Ensure that the --use-service-account-credentials argument is set to true",
    "CIS Kubernetes: Ensure that the --service-account-extend-token-expiration parameter is set to false",
    "CIS Kubernetes: Ensure that the RotateKubeletServerCertificate argument is set to true",
  ],
  remediation:
    "Take the arguments away, which leaves Talos' own, set enableProfiling: false in the scheduler's config, and service-account-extend-token-expiration: false for kube-apiserver.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  return [
    noProfiling(config, "kube-apiserver"),
    gates(config, "kube-apiserver"),
    expiringTokens(config),
    ...LOCAL.flatMap((component) => [
      noProfiling(config, component),
      onLoopback(config, component),
      gates(config, component),
    ]),
    controllers(config),
    schedulerProfiling(config),
  ];
}

function noProfiling(config: MachineConfig, component: Component): Check {
  const args = componentArguments(config, component);
  return args.flag("profiling") === false ? PASS : fail(`${args.nameOf("profiling")} must be false`);
}

function onLoopback(config: MachineConfig, component: Component): Check {
  const args = componentArguments(config, component);
  const name = "bind-address";
  return LOOPBACK.includes(args.last(name) ?? "") ? PASS : fail(`${args.nameOf(name)} must be 127.0.0.1`);
}

function controllers(config: MachineConfig): Check {
  const args = componentArguments(config, "kube-controller-manager");
  const own = "use-service-account-credentials";
  // Talos gives the switch once more, without a value: taken away here, it is still on.
  const isOn = args.last(own) === undefined || args.flag(own) === true;
  return isOn ? PASS : fail(`${args.nameOf(own)} must be true`);
}

function gates(config: MachineConfig, component: Component): Check {
  const args = componentArguments(config, component);
  const name = "feature-gates";
  switch (gateProblem(args.elements(name))) {
    case undefined:
      return PASS;
    case "rotation is off":
      return fail(`${args.nameOf(name)} must leave RotateKubeletServerCertificate on`);
    case "a gate is not judged":
      return fail(`${args.nameOf(name)} has a gate of which no rule says that it weakens nothing`);
  }
}

/** On by Kubernetes, and Talos leaves it: a token that a pod had would be good for a year. */
function expiringTokens(config: MachineConfig): Check {
  const args = componentArguments(config, "kube-apiserver");
  const name = "service-account-extend-token-expiration";
  return args.flag(name) === false ? PASS : fail(`${args.nameOf(name)} must be false`);
}

function schedulerProfiling(config: MachineConfig): Check {
  const { field, value } = within(componentSection(config, "kube-scheduler"), "config", "enableProfiling");
  return truth(value) === false ? PASS : fail(`${field} must be false`);
}
