import { anonymousRequests } from "../../../policy/rules/anonymous-requests";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { type Change, carried, changed, facts, hardened } from "../machine-config-fixture";

describeMachineConfigRule(anonymousRequests, { roles: ["control-plane"] });

describe("anonymous-requests", () => {
  const judged = (contract: "1.13" | "1.14", ...changes: readonly Change[]) =>
    told(anonymousRequests, facts(contract), carried(changed(hardened(contract), ...changes)));

  test.each(["false", false, "F", "0"])("passes for the argument %j", (value) => {
    expect(judged("1.13", ["", "cluster/apiServer/extraArgs/anonymous-auth", value])).toEqual(PASS);
  });

  test("passes on Talos 1.14 for a v1alpha1 document, whose probes and file Talos leaves out", () => {
    const old = carried(hardened("1.13"));
    expect(told(anonymousRequests, facts("1.14"), old)).toEqual(PASS);
  });

  test("takes an anonymous user who is not mentioned as on for one who is not switched on", () => {
    expect(judged("1.14", ["KubeAuthenticationConfig", "configuration/anonymous", {}])).toEqual(PASS);
  });
});
