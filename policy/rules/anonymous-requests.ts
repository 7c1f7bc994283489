import { type Check, fail, PASS, type StackRule } from "../rule";
import { componentArguments } from "../view/component-arguments";
import { type MachineConfig, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";
import { isObject } from "../view/value";

/**
 * Talos 1.13 answers nobody who is not signed in, unless an argument says otherwise. With the documents of 1.14 a file decides, and what the file
 * leaves open falls back to kube-apiserver's own default, which answers everybody (kubeapiserver/options/authentication.go).
 */
export const anonymousRequests: StackRule = {
  id: "K8S-01",
  name: "anonymous-requests-must-be-refused",
  statement: "The Kubernetes API answers nobody who is not signed in, on no path",
  severity: "critical",
  level: "mandatory",
  references: ["CIS Kubernetes: Ensure that the --anonymous-auth argument is set to false"],
  remediation:
    "Take the argument away; on Talos 1.14 set anonymous.enabled to false in KubeAuthenticationConfig and startupProbes to false in KubeAPIServerConfig.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const refused = refusedArguments(config).filter(({ item }) => item === "K8S-01");
  const answered = config.has("KubeAPIServerConfig") ? byDocument(config) : byArgument(config);
  return [...refused.map(({ message }) => fail(message)), answered];
}

function byArgument(config: MachineConfig): Check {
  const args = componentArguments(config, "kube-apiserver");
  const name = "anonymous-auth";
  return args.flag(name) === false ? PASS : fail(`${args.nameOf(name)} must be false`);
}

function byDocument(config: MachineConfig): Check {
  const kind = "KubeAuthenticationConfig";
  if (!config.has(kind))
    return fail(`${kind} is missing: Talos gives kube-apiserver an empty file, with which it does not start`);
  const anonymous = within(config.document(kind), "configuration", "anonymous");
  if (!isObject(anonymous.value))
    return fail(`${anonymous.field} is not set, and kube-apiserver's own default answers everybody`);
  const enabled = within(anonymous, "enabled");
  if (enabled.value !== undefined && enabled.value !== false)
    return fail(`${enabled.field} must be false, for single paths too`);
  const probes = within(config.document("KubeAPIServerConfig"), "startupProbes");
  return truth(probes.value) === false
    ? PASS
    : fail(
        `${probes.field} must be false: its probes are anonymous, and kube-apiserver would be ended again and again`,
      );
}
