import { type Check, fail, inconclusive, judged, type StackRule } from "../rule";
import { DEFAULT_SECURITY_GROUP, groupRules, SECURITY_GROUP } from "../view/security-group-rules";
import type { ResourceView, StackView } from "../view/stack";
import { at, isHidden } from "../view/value";
import { VPC_TYPES } from "../view/vpc";

export const defaultSecurityGroup: StackRule = {
  id: "INF-12",
  name: "default-security-group-must-be-empty",
  statement: "The default security group of each VPC is managed and has no rule",
  severity: "high",
  level: "mandatory",
  references: ["AWS FSBP EC2.2"],
  remediation: "Add an aws.ec2.DefaultSecurityGroup for the VPC with empty ingress and egress.",
  scope: "stack",
  judge: (stack) => {
    const groups = stack.ofType(DEFAULT_SECURITY_GROUP).map((group) => ({
      group,
      vpc: stack.refer(group, ["vpcId"], ...VPC_TYPES),
    }));
    const unassigned = groups.some(({ vpc }) => vpc.unknown);
    return stack.ofType(...VPC_TYPES).flatMap((vpc) => {
      const own = groups.find((candidate) => candidate.vpc.resources.includes(vpc));
      if (own !== undefined) return judged(vpc.urn, ruleChecks(stack, own.group, vpc));
      return judged(vpc.urn, [
        unassigned
          ? inconclusive("it is not known which VPC a default security group of the stack belongs to")
          : fail("its default security group is not managed, so it keeps the rules that AWS gave it"),
      ]);
    });
  },
};

/** Rules on the group itself, inline or as resources that name the VPC's default group. */
function ruleChecks(stack: StackView, group: ResourceView, vpc: ResourceView): readonly Check[] {
  return groupRules(stack)
    .filter((rule) => rule.group === group || namesDefaultOf(stack, rule.resource, vpc))
    .map(({ resource, direction }) =>
      resource === group && isHidden(at(group.props, direction))
        ? inconclusive(`it is not known whether its default security group has an ${direction} rule`)
        : fail(`its default security group has an ${direction} rule; leave it empty`),
    );
}

/** A rule that takes the VPC's `defaultSecurityGroupId` refers to the VPC, not to a group. */
function namesDefaultOf(stack: StackView, rule: ResourceView, vpc: ResourceView): boolean {
  if (rule.type === SECURITY_GROUP || rule.type === DEFAULT_SECURITY_GROUP) return false;
  const id = rule.props["securityGroupId"];
  if (typeof id === "string") return id === vpc.props["defaultSecurityGroupId"];
  return stack.refer(rule, ["securityGroupId"], ...VPC_TYPES).resources.includes(vpc);
}
