import { unusedFeatures } from "../../../policy/rules/unused-features";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { type Change, carried, changed, facts, hardened } from "../machine-config-fixture";

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

  test("lets Talos 1.14 taint control planes of a v1alpha1 document", () => {
    expect(told(unusedFeatures, facts("1.14"), carried(hardened("1.13")))).toEqual(PASS);
  });

  test("lets workloads on workers", () => {
    expect(
      told(unusedFeatures, carried(changed(hardened("1.14", "worker"), ["KubeNodeConfig", "taints", undefined]))),
    ).toEqual(PASS);
  });
});
