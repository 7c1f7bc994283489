import { auditPolicyRule } from "../../../policy/rules/audit-policy";
import { failed, PASS, told, undecided } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { type Change, carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(auditPolicyRule, { roles: ["control-plane"] });

describe("audit-policy", () => {
  const judged = (contract: "1.13" | "1.14", ...changes: readonly Change[]) =>
    told(auditPolicyRule, carried(changed(hardened(contract), ...changes)));
  const rules = (list: readonly unknown[]) => judged("1.14", ["KubeAuditPolicyConfig", "configuration/rules", list]);

  test("passes for Talos' own policy, where there is none", () => {
    for (const value of [undefined, {}])
      expect(judged("1.13", ["", "cluster/apiServer/auditPolicy", value])).toEqual(PASS);
    expect(judged("1.14", ["KubeAuditPolicyConfig", "", undefined])).toEqual(PASS);
  });

  test("fails for a document without a policy, of which Talos makes an empty file", () => {
    expect(judged("1.14", ["KubeAuditPolicyConfig", "configuration", undefined])).toEqual(
      failed(
        "machine-configs: node: KubeAuditPolicyConfig.configuration.rules is no part of an audit policy, and kube-apiserver does not start with it",
      ),
    );
  });

  test("passes for a rule that leaves out what a rule before it has recorded", () => {
    expect(rules([{ level: "Metadata" }, { level: "None", users: ["mallory"] }])).toEqual(PASS);
    expect(rules([{ level: "Metadata", users: ["mallory"] }, { level: "Metadata" }])).toEqual(PASS);
  });

  test("cannot judge a policy that names half the world", () => {
    const users = Array.from({ length: 2000 }, (_, index) => `user-${index}`);
    expect(rules([{ level: "Metadata", users }, { level: "Metadata" }])).toEqual(
      undecided(
        "machine-configs: node: KubeAuditPolicyConfig.configuration names more users, groups and objects than are tried",
      ),
    );
  });
});
