/** Every spelling of a security-group rule (inline, SecurityGroupRule, vpc.SecurityGroup*Rule) in one form. */
import { type Block, parseBlock } from "./block";
import type { PortSpan } from "./ports";
import { portSpan } from "./ports";
import { type ResourceView, type StackView, tagOf } from "./stack";
import { at, elements, flag, isHidden, type Value } from "./value";

export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const GROUP_TYPES = [SECURITY_GROUP, DEFAULT_SECURITY_GROUP] as const;
const SEPARATE_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export type Peer =
  /** A group of the stack, and whether it is the rule's own. */
  | { readonly kind: "group"; readonly group: ResourceView; readonly self: boolean }
  | { readonly kind: "external-group" }
  | { readonly kind: "block"; readonly block: Block }
  | { readonly kind: "prefix-list" }
  | { readonly kind: "unknown" };

export interface GroupRule {
  /** The resource that holds the rule. */
  readonly resource: ResourceView;
  readonly direction: "ingress" | "egress";
  /** The group that the rule is part of; undefined where it is not a resource of the stack, or not known. */
  readonly group: ResourceView | undefined;
  readonly ports: PortSpan;
  /** Empty: the rule admits nobody. */
  readonly peers: readonly Peer[];
}

/** Role that a group's instances have, by its tag. */
export function roleOf(group: ResourceView | undefined): string | undefined {
  const role = group === undefined ? undefined : tagOf(group, "palisade:role");
  return typeof role === "string" ? role : undefined;
}

export function groupRules(stack: StackView): readonly GroupRule[] {
  return [
    ...stack.ofType(...GROUP_TYPES).flatMap((group) => inlineRules(stack, group)),
    ...stack.ofType(SEPARATE_RULE).map((resource) => separateRule(stack, resource)),
    ...stack.ofType(INGRESS_RULE).map((resource) => vpcRule(stack, resource, "ingress")),
    ...stack.ofType(EGRESS_RULE).map((resource) => vpcRule(stack, resource, "egress")),
  ];
}

function inlineRules(stack: StackView, group: ResourceView): readonly GroupRule[] {
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const rules = elements(at(group.props, direction));
    if (isHidden(rules)) {
      return [
        { resource: group, direction, group, ports: portSpan(rules, rules, rules), peers: [{ kind: "unknown" }] },
      ];
    }
    return rules.map((rule, index): GroupRule => {
      const path = [direction, index];
      return {
        resource: group,
        direction,
        group,
        ports: portSpan(at(rule, "protocol"), at(rule, "fromPort"), at(rule, "toPort")),
        peers: isHidden(rule)
          ? [{ kind: "unknown" }]
          : [
              ...blockPeers(at(rule, "cidrBlocks")),
              ...blockPeers(at(rule, "ipv6CidrBlocks")),
              ...prefixListPeers(at(rule, "prefixListIds")),
              ...groupPeers(stack, group, [...path, "securityGroups"], group),
              ...selfPeers(at(rule, "self"), group),
            ],
      };
    });
  });
}

function separateRule(stack: StackView, resource: ResourceView): GroupRule {
  const { props } = resource;
  const group = groupOf(stack, resource);
  return {
    resource,
    direction: props["type"] === "egress" ? "egress" : "ingress",
    group,
    ports: portSpan(props["protocol"], props["fromPort"], props["toPort"]),
    peers: [
      ...blockPeers(at(props, "cidrBlocks")),
      ...blockPeers(at(props, "ipv6CidrBlocks")),
      ...prefixListPeers(at(props, "prefixListIds")),
      ...groupPeers(stack, resource, ["sourceSecurityGroupId"], group),
      ...selfPeers(at(props, "self"), group),
    ],
  };
}

function vpcRule(stack: StackView, resource: ResourceView, direction: GroupRule["direction"]): GroupRule {
  const { props } = resource;
  const group = groupOf(stack, resource);
  return {
    resource,
    direction,
    group,
    ports: portSpan(props["ipProtocol"], props["fromPort"], props["toPort"]),
    peers: [
      ...blockPeers(at(props, "cidrIpv4")),
      ...blockPeers(at(props, "cidrIpv6")),
      ...prefixListPeers(at(props, "prefixListId")),
      ...groupPeers(stack, resource, ["referencedSecurityGroupId"], group),
    ],
  };
}

function groupOf(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const { resources } = stack.refer(resource, ["securityGroupId"], ...GROUP_TYPES);
  return resources.length === 1 ? resources[0] : undefined;
}

function selfPeers(value: Value | undefined, group: ResourceView | undefined): readonly Peer[] {
  const self = flag(value);
  if (isHidden(self) || (self === true && group === undefined)) return [{ kind: "unknown" }];
  return self === true && group !== undefined ? [{ kind: "group", group, self: true }] : [];
}

function blockPeers(value: Value | undefined): readonly Peer[] {
  const blocks = elements(value);
  if (isHidden(blocks)) return [{ kind: "unknown" }];
  return blocks.map((text): Peer => {
    const block = typeof text === "string" ? parseBlock(text) : undefined;
    return block === undefined ? { kind: "unknown" } : { kind: "block", block };
  });
}

function prefixListPeers(value: Value | undefined): readonly Peer[] {
  const lists = elements(value);
  if (isHidden(lists)) return [{ kind: "prefix-list" }];
  return lists.map(() => ({ kind: "prefix-list" }));
}

function groupPeers(
  stack: StackView,
  from: ResourceView,
  path: readonly (string | number)[],
  own: ResourceView | undefined,
): readonly Peer[] {
  const { resources, external, unknown } = stack.refer(from, path, ...GROUP_TYPES);
  return [
    ...resources.map((group): Peer => ({ kind: "group", group, self: group === own })),
    ...(external ? [{ kind: "external-group" } as const] : []),
    ...(unknown ? [{ kind: "unknown" } as const] : []),
  ];
}
