import { kubeletSettings } from "../../../policy/rules/kubelet-settings";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(kubeletSettings);

describe("kubelet-settings", () => {
  test("lets an argument say what the file would", () => {
    const args = {
      "rotate-server-certificates": "true",
      "pod-max-pids": 2048,
      "read-only-port": "0",
      "anonymous-auth": "false",
    };
    const documents = changed(
      hardened("1.13", "worker"),
      ["", "machine/kubelet/extraArgs", args],
      ["", "machine/kubelet/extraConfig", { readOnlyPort: 0, tlsMinVersion: "VersionTLS13" }],
    );
    expect(told(kubeletSettings, carried(documents))).toEqual(PASS);
  });

  test("takes settings of size and speed, and values that weaken nothing", () => {
    const settings = {
      podPidsLimit: 4096,
      serverTLSBootstrap: true,
      maxPods: 200,
      evictionHard: { "memory.available": "5%" },
      allowedUnsafeSysctls: [],
      featureGates: { UserNamespacesSupport: true, RotateKubeletServerCertificate: true },
      healthzBindAddress: "127.0.0.1",
      streamingConnectionIdleTimeout: "4h0m0s",
      tlsCipherSuites: ["TLS_AES_128_GCM_SHA256"],
    };
    const args = { "node-labels": "a=b", "feature-gates": "UserNamespacesSupport=true", "fail-swap-on": true, v: "2" };
    const documents = changed(
      hardened("1.14", "worker"),
      ["KubeletConfig", "config", settings],
      ["KubeletConfig", "extraArgs", args],
    );
    expect(told(kubeletSettings, carried(documents))).toEqual(PASS);
  });

  test.each([
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
  ])("knows that Talos refuses %s", (key) => {
    const documents = changed(hardened("1.14", "worker"), ["KubeletConfig", `config/${key}`, "x"]);
    expect(told(kubeletSettings, carried(documents))).toEqual(
      failed(`machine-configs: node: KubeletConfig.config.${key} is Talos' own to set: it refuses the configuration`),
    );
  });

  test("names an empty kubelet's every gap", () => {
    expect(told(kubeletSettings, carried(changed(hardened("1.13"), ["", "machine/kubelet", undefined])))).toEqual(
      failed(
        ...[
          "extraConfig.serverTLSBootstrap must be true",
          "extraConfig.podPidsLimit must be a number above 0",
          "defaultRuntimeSeccompProfileEnabled must be true",
          "disableManifestsDirectory must be true",
        ].map((text) => `machine-configs: node: machine.kubelet.${text}`),
      ),
    );
  });
});
