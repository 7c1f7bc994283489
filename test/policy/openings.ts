/** One opening of a security group in every spelling that the AWS provider has. */
import type { StateResource } from "../../policy/view/stack";
import { type Inputs, idOf, resource } from "./fixture";

export interface Opening {
  readonly protocol?: string | number;
  readonly from?: number | string;
  readonly to?: number | string;
  readonly peer:
    | { readonly cidr: string }
    | { readonly ipv6: string }
    | { readonly prefixList: string }
    /** Id of a group. */
    | { readonly group: string }
    | "self";
}

export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
export const SEPARATE_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export function group(role: string | undefined, inputs: Inputs = {}): StateResource {
  const tags = role === undefined ? {} : { tags: { "palisade:role": role } };
  return resource(GROUP, role ?? "no-role", { ...tags, ...inputs });
}

const ports = ({ from, to }: Opening): Inputs => ({
  ...(from === undefined ? {} : { fromPort: from }),
  ...(to === undefined ? {} : { toPort: to }),
});

export interface Spelling {
  readonly spelling: string;
  /** The group and, but for inline rules, the rule. */
  readonly resources: readonly StateResource[];
  /** Name of the resource that a finding is about. */
  readonly at: string;
}

/** The opening on the group of a role, three times. */
export function spellings(role: string, opening: Opening): readonly Spelling[] {
  const own = group(role);
  const securityGroupId = idOf(role);
  const protocol = opening.protocol ?? "tcp";
  return [
    {
      spelling: "inline",
      resources: [group(role, { ingress: [{ protocol, ...ports(opening), ...inlinePeer(opening.peer) }] })],
      at: role,
    },
    {
      spelling: "SecurityGroupRule",
      resources: [
        own,
        resource(SEPARATE_RULE, "rule", {
          type: "ingress",
          securityGroupId,
          protocol,
          ...ports(opening),
          ...separatePeer(opening.peer),
        }),
      ],
      at: "rule",
    },
    {
      spelling: "vpc.SecurityGroupIngressRule",
      resources: [
        own,
        resource(INGRESS_RULE, "rule", {
          securityGroupId,
          ipProtocol: protocol,
          ...ports(opening),
          ...vpcPeer(opening.peer, securityGroupId),
        }),
      ],
      at: "rule",
    },
  ];
}

function inlinePeer(peer: Opening["peer"]): Inputs {
  if (peer === "self") return { self: true };
  if ("cidr" in peer) return { cidrBlocks: [peer.cidr] };
  if ("ipv6" in peer) return { ipv6CidrBlocks: [peer.ipv6] };
  return "prefixList" in peer ? { prefixListIds: [peer.prefixList] } : { securityGroups: [peer.group] };
}

function separatePeer(peer: Opening["peer"]): Inputs {
  return peer !== "self" && "group" in peer ? { sourceSecurityGroupId: peer.group } : inlinePeer(peer);
}

function vpcPeer(peer: Opening["peer"], own: string): Inputs {
  if (peer === "self") return { referencedSecurityGroupId: own };
  if ("cidr" in peer) return { cidrIpv4: peer.cidr };
  if ("ipv6" in peer) return { cidrIpv6: peer.ipv6 };
  return "prefixList" in peer ? { prefixListId: peer.prefixList } : { referencedSecurityGroupId: peer.group };
}
