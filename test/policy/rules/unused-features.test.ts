import { unusedFeatures } from "../../../policy/rules/unused-features";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { bootFirewall, type Change, carried, changed, facts, hardened } from "../machine-config-fixture";

describeMachineConfigRule(unusedFeatures, { partial: true });

describe("unused-features", () => {
  test.each<[string, "1.13" | "1.14", Change]>([
    ["host DNS that is on", "1.13", ["", "machine/features/hostDNS", { enabled: true, forwardKubeDNSToHost: true }]],
    ["host DNS that is not mentioned", "1.13", ["", "machine/features/hostDNS", undefined]],
    ["no word about scheduling", "1.13", ["", "cluster/allowSchedulingOnControlPlanes", undefined]],
    ["no kernel modules", "1.13", ["", "machine/kernel", { modules: [] }]],
    [
      "a stronger taint with a value",
      "1.14",
      ["KubeNodeConfig", "taints", { "node-role.kubernetes.io/control-plane": "x:NoExecute" }],
    ],
  ])("passes for %s", (_, contract, change) => {
    expect(told(unusedFeatures, carried(changed(hardened(contract), change)))).toEqual(PASS);
  });

  test.each<[string, "1.13" | "1.14", Change]>([
    ["the own authority twice", "1.13", ["", "machine/acceptedCAs", [{ crt: "secret:certs.os.crt" }]]],
    ["empty lists, as Talos generates them", "1.13", ["", "cluster/extraManifests", []]],
    ["Talos' own network", "1.13", ["", "cluster/network/cni", { name: "flannel" }]],
    ["links that there are", "1.13", ["", "machine/network", { interfaces: [{ interface: "eth0", dhcp: true }] }]],
    ["proxies", "1.13", ["", "machine/env", { https_proxy: "http://x" }]],
    ["a mirror with TLS", "1.13", ["", "machine/registries", { mirrors: { x: { endpoints: ["https://x"] } } }]],
    [
      "an authority of a registry",
      "1.14",
      ["RegistryTLSConfig", "", { name: "x", ca: "x", insecureSkipVerify: false }],
    ],
    ["labels", "1.13", ["", "machine/nodeLabels", { "a.b/c": "d" }]],
    ["logs inside", "1.13", ["", "machine/logging", { destinations: [{ endpoint: "udp://10.9.8.7:514" }] }]],
    ["logs on the node", "1.14", ["KmsgLogConfig", "", { name: "x", url: "tcp://[::1]:514/" }]],
    [
      "a profile of system calls that refuses by default",
      "1.13",
      [
        "",
        "machine/seccompProfiles",
        [
          {
            name: "x.json",
            value: {
              defaultAction: "SCMP_ACT_ERRNO",
              syscalls: [
                { action: "SCMP_ACT_ALLOW", names: ["read"] },
                { action: "SCMP_ACT_KILL", names: ["mount"] },
              ],
            },
          },
        ],
      ],
    ],
  ])("takes %s", (_, contract, change) => {
    expect(told(unusedFeatures, carried(changed(hardened(contract), change)))).toEqual(PASS);
  });

  test.each([
    "udp://127.0.0.1.example.com:514",
    "udp://198.51.100.7:514",
    "udp://0.0.0.0:514",
    "udp://[2001:db8::1]:514",
    "no address",
    "",
    7,
  ])("sends no logs to %s", (endpoint) => {
    const documents = changed(hardened("1.13"), ["", "machine/logging", { destinations: [{ endpoint }] }]);
    expect(told(unusedFeatures, carried(documents)).outcome).toBe("fail");
  });

  test("judges documents of a node that waits for its v1alpha1 document", () => {
    const boot = changed(bootFirewall(), ["ContainerConfig", "", { name: "x", image: "x" }]);
    expect(told(unusedFeatures, carried(boot))).toEqual(
      failed(
        "machine-configs: node: ContainerConfig must not be there: a container beside Kubernetes passes no admission and may have every right of the host",
      ),
    );
  });

  test("counts every block of an authority, whatever it is called", () => {
    const block = (name: string) => `-----BEGIN ${name}-----\na: b\n\n-----END ${name}-----\n`;
    const judged = (...names: readonly string[]) =>
      told(
        unusedFeatures,
        carried(
          changed(hardened("1.14", "worker"), ["KubeAPIServerCAConfig", "acceptedCAs", [names.map(block).join("")]]),
        ),
      ).outcome;
    expect(judged("CERTIFICATE")).toBe("pass");
    expect(judged("CERTIFICATE", "CERTIFICATE")).toBe("fail");
    expect(judged("CERTIFICATE", "X")).toBe("fail");
  });

  test("lets Talos 1.14 taint control planes of a v1alpha1 document", () => {
    expect(told(unusedFeatures, facts("1.14"), carried(hardened("1.13")))).toEqual(PASS);
  });

  test("lets workloads on workers", () => {
    expect(
      told(unusedFeatures, carried(changed(hardened("1.14", "worker"), ["KubeNodeConfig", "taints", undefined]))),
    ).toEqual(PASS);
  });
});
