import { authorization } from "../../../policy/rules/authorization";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { type Change, carried, changed, facts, hardened } from "../machine-config-fixture";

describeMachineConfigRule(authorization, { roles: ["control-plane"] });

describe("authorization", () => {
  const MODE = "cluster/apiServer/extraArgs/authorization-mode";
  const LIST = "cluster/apiServer/authorizationConfig";
  const judged = (...changes: readonly Change[]) =>
    told(authorization, carried(changed(hardened("1.13"), ["", LIST, undefined], ...changes)));

  test.each(["Node,RBAC", "RBAC", ""])("passes for the argument %j, which Talos joins with its own two", (value) => {
    expect(judged(["", MODE, value])).toEqual(PASS);
  });

  test("passes for Talos' own, and for a list that it completes", () => {
    expect(judged()).toEqual(PASS);
    expect(judged(["", LIST, [{ type: "RBAC", name: "rbac" }]])).toEqual(PASS);
  });

  test("judges the list of a v1alpha1 document on Talos 1.14 too", () => {
    const old = carried(changed(hardened("1.13"), ["", LIST, [{ type: "Webhook", name: "x" }]]));
    expect(told(authorization, facts("1.14"), old)).toEqual(
      failed("machine-configs: node: cluster.apiServer.authorizationConfig.0.type must be Node or RBAC"),
    );
  });
});
