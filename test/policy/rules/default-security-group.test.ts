import { defaultSecurityGroup } from "../../../policy/rules/default-security-group";
import { failed, type Inputs, idOf, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";
import { DEFAULT_GROUP, EGRESS_RULE, group, INGRESS_RULE, SEPARATE_RULE } from "../openings";

const VPC = "aws:ec2/vpc:Vpc";
const vpc = (name = "vpc") =>
  resource(VPC, name, { cidrBlock: "10.20.0.0/16" }, { outputs: { defaultSecurityGroupId: `sg-default-of-${name}` } });
const emptied = (inputs: Inputs = {}) =>
  resource(DEFAULT_GROUP, "default", { vpcId: idOf("vpc"), ingress: [], egress: [], ...inputs });

const UNMANAGED = "its default security group is not managed, so it keeps the rules that AWS gave it";
const has = (rule: string) => `its default security group has an ${rule} rule; leave it empty`;
const open = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };

describe("default-security-group", () => {
  test("passes for an empty group, written out or left to the provider", () => {
    expect(told(defaultSecurityGroup, vpc(), emptied())).toEqual(PASS);
    const left = resource(
      DEFAULT_GROUP,
      "default",
      { vpcId: idOf("vpc") },
      { outputs: { ingress: UNKNOWN, egress: UNKNOWN } },
    );
    expect(told(defaultSecurityGroup, vpc(), left)).toEqual(PASS);
  });

  test("fails for a VPC without one, beside one that has it", () => {
    expect(told(defaultSecurityGroup, vpc())).toEqual(failed(`vpc: ${UNMANAGED}`));
    expect(told(defaultSecurityGroup, vpc(), vpc("other"), emptied())).toEqual(failed(`other: ${UNMANAGED}`));
    expect(told(defaultSecurityGroup, vpc(), group("worker", { vpcId: idOf("vpc") }))).toEqual(
      failed(`vpc: ${UNMANAGED}`),
    );
    expect(told(defaultSecurityGroup, resource("aws:ec2/defaultVpc:DefaultVpc", "account"))).toEqual(
      failed(`account: ${UNMANAGED}`),
    );
  });

  test.each<[string, Inputs, string]>([
    ["ingress", { ingress: [open] }, "ingress"],
    ["ingress from itself, as AWS makes it", { ingress: [{ protocol: "-1", self: true }] }, "ingress"],
    ["egress", { egress: [open] }, "egress"],
    ["a rule that admits nobody", { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443 }] }, "ingress"],
  ])("fails for inline %s", (_, inputs, direction) => {
    expect(told(defaultSecurityGroup, vpc(), emptied(inputs))).toEqual(failed(`vpc: ${has(direction)}`));
  });

  test("tells both directions", () => {
    expect(told(defaultSecurityGroup, vpc(), emptied({ ingress: [open], egress: [open] }))).toEqual(
      failed(`vpc: ${has("ingress")}`, `vpc: ${has("egress")}`),
    );
  });

  describe.each([
    ["the group's id", idOf("default")],
    ["the VPC's defaultSecurityGroupId", "sg-default-of-vpc"],
  ])("fails for a rule beside it that takes %s", (_, securityGroupId) => {
    test.each<[string, Inputs, string]>([
      [INGRESS_RULE, { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" }, "ingress"],
      [EGRESS_RULE, { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }, "egress"],
      [SEPARATE_RULE, { ...open, type: "ingress" }, "ingress"],
      [SEPARATE_RULE, { ...open, type: "egress" }, "egress"],
    ])("%s", (type, inputs, direction) => {
      const rule = resource(type, "rule", { securityGroupId, ...inputs });
      expect(told(defaultSecurityGroup, vpc(), emptied(), rule)).toEqual(failed(`vpc: ${has(direction)}`));
    });
  });

  test("knows by the engine's word what ids that are not known stand for", () => {
    const made = resource(VPC, "vpc", {}, { id: null, outputs: { defaultSecurityGroupId: UNKNOWN } });
    const own = resource(
      DEFAULT_GROUP,
      "default",
      { vpcId: UNKNOWN, ingress: [], egress: [] },
      { id: null, refersTo: { vpcId: [made] } },
    );
    expect(told(defaultSecurityGroup, made, own)).toEqual(PASS);
    for (const target of [made, own]) {
      const rule = resource(
        INGRESS_RULE,
        "rule",
        { securityGroupId: UNKNOWN, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
        { refersTo: { securityGroupId: [target] } },
      );
      expect(told(defaultSecurityGroup, made, own, rule)).toEqual(failed(`vpc: ${has("ingress")}`));
    }
  });

  test("cannot judge a group of a VPC that is not known, nor rules that are not known", () => {
    expect(told(defaultSecurityGroup, vpc(), emptied({ vpcId: UNKNOWN }))).toEqual(
      undecided("vpc: it is not known which VPC a default security group of the stack belongs to"),
    );
    expect(told(defaultSecurityGroup, vpc(), emptied({ egress: UNKNOWN }))).toEqual(
      undecided("vpc: it is not known whether its default security group has an egress rule"),
    );
  });

  test("does not look at a stack without a VPC, nor at rules of other groups", () => {
    expect(told(defaultSecurityGroup, group("worker", { ingress: [open] }))).toEqual(NOT_APPLICABLE);
    const rule = resource(INGRESS_RULE, "rule", { securityGroupId: idOf("worker"), ipProtocol: "-1" });
    expect(told(defaultSecurityGroup, vpc(), emptied(), group("worker", { ingress: [open] }), rule)).toEqual(PASS);
  });
});
