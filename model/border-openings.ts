/** What of the matrix each segment's border must let through: requests and replies, gateways and preserved client addresses included. */
import type { StackConfig } from "../config/schema";
import { isPrivateCidr } from "./cidr";
import { isBehindTransitGateway, type NetworkPlan, type SegmentName, segmentOf } from "./network";
import { isRole, peerCidrs, preservedClientFlows, ROLE_SEGMENTS } from "./peers";
import type { ExternalPeer, Flow, Role } from "./ports";

type Range = readonly [number, number];
/** Packets that may cross a segment's border; `cidr` is the far side, ports are the destination's. */
export interface BorderOpening {
  readonly direction: "ingress" | "egress";
  readonly protocol: "tcp" | "udp";
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** True where ports between this range and another were left out on purpose: the ranges must not be joined. */
  readonly exact: boolean;
}

/** Replies go to a port that the client chose: NAT gateways, load balancers and clients of any system stay within this range. */
const REPLY_PORTS: Range = [1024, 65535];

/**
 * Replies from outside the VPC to nodes: without etcd, Kubernetes API, kubelet and Talos ports. Linux picks 32768 to 60999, of which
 * Talos reserves 50000 and 50001 on the host. A pod has its own range: one that happens to pick 50000 or 50001 gets no reply from
 * outside the VPC and has to connect again (2 of 28,232 ports).
 */
const NODE_REPLY_PORTS: readonly Range[] = [
  [1024, 2378],
  [2381, 6442],
  [6444, 10249],
  [10251, 49999],
  [50002, 65535],
];

/** Both ways of every flow, at every segment border that its packets cross. */
export function borderOpenings(
  config: StackConfig,
  network: NetworkPlan,
  flows: readonly Flow[],
): ReadonlyMap<SegmentName, BorderOpening[]> {
  const openings = new Map<SegmentName, BorderOpening[]>();

  for (const flow of flows) {
    outgoing(flow);
    incoming(flow);
    for (const [inside, outside, requests] of [
      [flow.from, flow.to, "leave"],
      [flow.to, flow.from, "enter"],
    ] as const) {
      if (!isRole(inside) || isRole(outside)) continue;
      for (const cidr of peerCidrs(config, network, outside)) throughGateway(flow, inside, outside, cidr, requests);
    }
  }
  // Between balancer and client nothing changes: only the target sees the client's address.
  for (const flow of preservedClientFlows(flows)) incoming(flow);
  return openings;

  function outgoing(flow: Flow): void {
    if (!isRole(flow.from)) return;
    const segment = ROLE_SEGMENTS[flow.from];
    for (const cidr of peerCidrs(config, network, flow.to)) {
      open(segment, "egress", flow.protocol, cidr, portsOf(flow));
      const node = segment === "control-plane" || segment === "worker";
      replies(flow, segment, "ingress", cidr, node && !isRole(flow.to) ? NODE_REPLY_PORTS : [REPLY_PORTS]);
    }
  }

  function incoming(flow: Flow): void {
    if (!isRole(flow.to)) return;
    const segment = ROLE_SEGMENTS[flow.to];
    for (const cidr of peerCidrs(config, network, flow.from)) {
      open(segment, "ingress", flow.protocol, cidr, portsOf(flow));
      replies(flow, segment, "egress", cidr, [REPLY_PORTS]);
    }
  }

  /** The subnets of the gateway's interfaces see the packets too: NAT in the public segment, the transit gateway's attachment in its own. */
  function throughGateway(
    flow: Flow,
    inside: Role,
    outside: ExternalPeer,
    cidr: string,
    requests: "leave" | "enter",
  ): void {
    const own = segmentOf(network, ROLE_SEGMENTS[inside]);
    const gateway = gatewayTo(config, outside, cidr);
    if (gateway === "transit") {
      const transit = network.transitGateway;
      if (transit === undefined) return;
      // AWS applies only these two to an attachment's subnet: ingress by source from the VPC, egress by destination into the VPC.
      if (requests === "leave") {
        open(transit.segment, "ingress", flow.protocol, own.cidr, portsOf(flow));
        replies(flow, transit.segment, "egress", own.cidr, [REPLY_PORTS]);
      } else {
        open(transit.segment, "egress", flow.protocol, own.cidr, portsOf(flow));
        replies(flow, transit.segment, "ingress", own.cidr, [REPLY_PORTS]);
      }
    } else if (gateway === "nat" && network.natZoneKeys.length > 0) {
      open("public", "ingress", flow.protocol, own.cidr, portsOf(flow));
      open("public", "egress", flow.protocol, cidr, portsOf(flow));
      replies(flow, "public", "ingress", cidr, [REPLY_PORTS]);
      replies(flow, "public", "egress", own.cidr, [REPLY_PORTS]);
    }
  }

  /** UDP flows run both ways between the same ports (a test holds that), so each way has a flow of its own. */
  function replies(
    flow: Flow,
    segment: SegmentName,
    direction: BorderOpening["direction"],
    cidr: string,
    ranges: readonly Range[],
  ): void {
    if (flow.protocol === "udp") return;
    for (const range of ranges) open(segment, direction, "tcp", cidr, range, ranges.length > 1);
  }

  function open(
    segment: SegmentName,
    direction: BorderOpening["direction"],
    protocol: BorderOpening["protocol"],
    cidr: string,
    [fromPort, toPort]: Range,
    exact = false,
  ): void {
    const list = openings.get(segment) ?? [];
    list.push({ direction, protocol, cidr, fromPort, toPort, exact });
    openings.set(segment, list);
  }
}

/** Undefined: by the load balancer, the S3 gateway endpoint, or within the VPC. */
function gatewayTo(config: StackConfig, outside: ExternalPeer, cidr: string): "transit" | "nat" | undefined {
  switch (outside) {
    case "admin-network":
      return "transit";
    case "internet":
      return "nat";
    case "siem":
    case "registry-mirror":
      if (isBehindTransitGateway(config, cidr)) return "transit";
      return isPrivateCidr(cidr) ? undefined : "nat";
    case "api-client":
    case "s3":
      return undefined;
  }
}

function portsOf(flow: Flow): Range {
  return [flow.fromPort, flow.toPort];
}
