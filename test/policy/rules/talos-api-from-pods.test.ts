import { talosApiFromPods } from "../../../policy/rules/talos-api-from-pods";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(talosApiFromPods);

describe("talos-api-from-pods", () => {
  const backup = { allowedRoles: ["os:etcd:backup"], allowedKubernetesNamespaces: ["backup"] };
  const PATH = "machine/features/kubernetesTalosAPIAccess";

  test.each([
    ["off", { enabled: false, allowedRoles: ["os:admin"] }],
    ["off by default", { allowedRoles: ["os:admin"] }],
    ["of one role in one namespace", { enabled: true, ...backup }],
  ])("passes for access %s", (_, value) => {
    expect(told(talosApiFromPods, carried(changed(hardened("1.13"), ["", PATH, value])))).toEqual(PASS);
  });

  test("passes for a document of one role in one namespace", () => {
    expect(
      told(talosApiFromPods, carried(changed(hardened("1.14"), ["KubeTalosAPIAccessConfig", "", backup]))),
    ).toEqual(PASS);
  });
});
