/** Where the peers of the port matrix are: segments of roles, address blocks of everything outside the VPC. */
import type { StackConfig } from "../config/schema";
import { mergeCidrs } from "./cidr";
import { ANY_CIDR, type NetworkPlan, type SegmentName, segmentOf } from "./network";
import type { ExternalPeer, Flow, Role } from "./ports";

/** The segment whose subnets hold a role's network interfaces. */
export const ROLE_SEGMENTS: Readonly<Record<Role, SegmentName>> = {
  admin: "management",
  "api-load-balancer": "endpoints",
  "api-public-load-balancer": "public",
  "control-plane": "control-plane",
  worker: "worker",
  "management-function": "management",
  endpoint: "endpoints",
};

export function isRole(peer: Role | ExternalPeer): peer is Role {
  return peer in ROLE_SEGMENTS;
}

/** The roles that exist in this configuration, in a stable order: the public load balancer only with an allow-list. */
export function activeRoles(config: StackConfig): readonly Role[] {
  const roles = Object.keys(ROLE_SEGMENTS).filter((name): name is Role => name in ROLE_SEGMENTS);
  return roles.filter((role) => role !== "api-public-load-balancer" || config.access.api.exposure === "allow-list");
}

/**
 * Address blocks of a peer outside the VPC, without overlaps. S3 has public addresses that AWS changes: security groups name its prefix
 * list instead, and network ACLs, which cannot, take any address.
 */
export function externalCidrs(config: StackConfig, peer: ExternalPeer): readonly string[] {
  const { access, logs } = config;
  switch (peer) {
    case "admin-network":
      return mergeCidrs(access.adminCidrs);
    case "api-client":
      return access.api.exposure === "allow-list" ? mergeCidrs(access.api.cidrs) : [];
    case "siem":
      return mergeCidrs(logs.siem?.cidrs ?? []);
    case "registry-mirror":
      return mergeCidrs(config.registryMirrors.flatMap(({ cidrs }) => cidrs));
    case "internet":
    case "s3":
      return [ANY_CIDR];
  }
}

/** Address blocks of a peer as packets carry them; a role's is its whole segment, so that no zone is special. */
export function peerCidrs(config: StackConfig, network: NetworkPlan, peer: Role | ExternalPeer): readonly string[] {
  return isRole(peer) ? [segmentOf(network, ROLE_SEGMENTS[peer]).cidr] : externalCidrs(config, peer);
}

/**
 * What filters by address meet because the load balancers preserve client addresses: a packet from a balancer carries the balancer's
 * client as source, and the target's reply is addressed to that client. Security groups need no rule for it: they know the packet by
 * the balancer's group.
 */
export function preservedClientFlows(flows: readonly Flow[]): readonly Flow[] {
  const forwards = flows.filter(({ from }) => from === "api-load-balancer" || from === "api-public-load-balancer");
  return forwards.flatMap((forward) =>
    flows
      .filter((flow) => flow.to === forward.from)
      .map((flow) => ({ ...forward, id: `${flow.id}-preserved`, from: flow.from, reason: flow.reason })),
  );
}
