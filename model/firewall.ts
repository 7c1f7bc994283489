/** Security groups from the port matrix: one rule resource per flow, peer and direction. */
import type { StackConfig } from "../config/schema";
import { cidrKey } from "./cidr";
import { physicalName } from "./names";
import { activeRoles, externalCidrs, isRole } from "./peers";
import type { ExternalPeer, Flow, Role } from "./ports";

export type RulePeer =
  | { readonly kind: "security-group"; readonly role: Role }
  | { readonly kind: "cidr"; readonly cidr: string }
  | { readonly kind: "prefix-list"; readonly service: "s3" };

export interface SecurityGroupRulePlan {
  /** Stable within its group and direction; logical name part. */
  readonly key: string;
  readonly direction: "ingress" | "egress";
  readonly flowId: string;
  readonly protocol: "tcp" | "udp";
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: RulePeer;
  readonly description: string;
}

export interface SecurityGroupPlan {
  readonly role: Role;
  readonly name: string;
  readonly description: string;
  readonly rules: readonly SecurityGroupRulePlan[];
}

/** A group's description cannot be changed: AWS replaces the group, and with it every rule that names it. */
const DESCRIPTIONS: Readonly<Record<Role, string>> = {
  admin: "Administrators inside the VPC: SSM bastion and Client VPN associations",
  "api-load-balancer": "Internal load balancer of the Kubernetes API",
  "api-public-load-balancer": "Internet-facing load balancer of the Kubernetes API",
  "control-plane": "Talos control planes",
  worker: "Talos workers",
  "management-function": "Functions that configure, back up and watch the cluster",
  endpoint: "Interface endpoints of AWS services",
};

export function planSecurityGroups(config: StackConfig, flows: readonly Flow[]): readonly SecurityGroupPlan[] {
  return activeRoles(config).map((role) => ({
    role,
    name: physicalName(config, role),
    description: DESCRIPTIONS[role],
    rules: distinct([
      ...flows.filter(({ to }) => to === role).flatMap((flow) => rulesOf(config, "ingress", flow, flow.from)),
      ...flows.filter(({ from }) => from === role).flatMap((flow) => rulesOf(config, "egress", flow, flow.to)),
    ]),
  }));
}

function rulesOf(
  config: StackConfig,
  direction: "ingress" | "egress",
  flow: Flow,
  peer: Role | ExternalPeer,
): readonly SecurityGroupRulePlan[] {
  const { id: flowId, protocol, fromPort, toPort, reason: description } = flow;
  const rule = { key: flowId, direction, flowId, protocol, fromPort, toPort, description };
  if (isRole(peer)) return [{ ...rule, peer: { kind: "security-group", role: peer } }];
  if (peer === "s3") return [{ ...rule, peer: { kind: "prefix-list", service: "s3" } }];
  return externalCidrs(config, peer).map((cidr) => ({
    ...rule,
    // The internet is one block for good: its key needs no address.
    key: peer === "internet" ? flowId : `${flowId}-${cidrKey(cidr)}`,
    peer: { kind: "cidr", cidr },
  }));
}

/** AWS refuses a second rule of the same direction, protocol, ports and peer; two flows meet where, say, a collector listens on 443. */
function distinct(rules: readonly SecurityGroupRulePlan[]): readonly SecurityGroupRulePlan[] {
  const seen = new Set<string>();
  return rules.filter(({ direction, protocol, fromPort, toPort, peer }) => {
    const identity = JSON.stringify([direction, protocol, fromPort, toPort, peer]);
    return !seen.has(identity) && seen.add(identity);
  });
}
