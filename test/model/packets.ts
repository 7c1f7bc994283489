/** Packets for brute force over the port matrix, and what each projection says of them. Written apart from the projections. */
import type { StackConfig } from "../../config/schema";
import { addressAt, cidrContains } from "../../model/cidr";
import type { SecurityGroupPlan, SecurityGroupRulePlan } from "../../model/firewall";
import type { HostFirewallDocument } from "../../model/host-firewall";
import type { NetworkPlan } from "../../model/network";
import type { NetworkAclEntry, NetworkAclPlan } from "../../model/network-acl";
import { activeRoles, isRole, ROLE_SEGMENTS } from "../../model/peers";
import type { ExternalPeer, Flow, Role } from "../../model/ports";

/** An interface or a machine outside: its address, and its role or (for S3, which groups know by prefix list) its service. */
export interface Party {
  readonly peer: Role | ExternalPeer;
  readonly address: string;
}

export interface Packet {
  readonly from: Party;
  readonly to: Party;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

export const STRANGER: Party = { peer: "internet", address: "8.8.4.4" };
const S3: Party = { peer: "s3", address: "52.219.10.20" };

/** One party of every role in the first and the last zone, one of every external block, S3, and a stranger. */
export function parties(config: StackConfig, network: NetworkPlan): readonly Party[] {
  const inside = activeRoles(config).flatMap((peer) => {
    const subnets = network.segments.find(({ name }) => name === ROLE_SEGMENTS[peer])?.subnets ?? [];
    return [...new Set([subnets.at(0), subnets.at(-1)])].flatMap((subnet) =>
      subnet === undefined ? [] : [{ peer, address: addressAt(subnet.cidr, 9) }],
    );
  });
  const outside = (["admin-network", "api-client", "siem", "registry-mirror"] as const).flatMap((peer) =>
    blocksOf(config, peer).map((cidr) => ({ peer, address: addressAt(cidr, 0) })),
  );
  return [...inside, ...outside, S3, STRANGER];
}

/** As written in the configuration; every address is on the internet. */
function blocksOf(config: StackConfig, peer: ExternalPeer): readonly string[] {
  const { access, logs } = config;
  const blocks = {
    "admin-network": access.adminCidrs,
    "api-client": access.api.exposure === "allow-list" ? access.api.cidrs : [],
    siem: logs.siem?.cidrs ?? [],
    "registry-mirror": config.registryMirrors.flatMap(({ cidrs }) => cidrs),
    internet: ["0.0.0.0/0"],
    s3: [],
  };
  return blocks[peer];
}

/** Ports of every open or closed flow, their neighbours, and the edges of what is often opened by mistake. */
export function interestingPorts(flows: readonly Flow[]): readonly number[] {
  const edges = flows.flatMap(({ fromPort, toPort }) => [fromPort - 1, fromPort, toPort, toPort + 1]);
  const fixed = [
    22, 80, 443, 1024, 2379, 2380, 3389, 4240, 4244, 6443, 7445, 8472, 10250, 30000, 50000, 50001, 51820, 51871, 65535,
  ];
  return [...new Set([...edges, ...fixed])].filter((port) => port >= 1 && port <= 65535);
}

export function packets(config: StackConfig, network: NetworkPlan, flows: readonly Flow[]): readonly Packet[] {
  const all = parties(config, network);
  const ports = interestingPorts(flows);
  return all.flatMap((from) =>
    all
      .filter((to) => isRole(from.peer) || isRole(to.peer))
      .flatMap((to) =>
        ports.flatMap((port) => (["tcp", "udp"] as const).map((protocol) => ({ from, to, protocol, port }))),
      ),
  );
}

export function matrixAllows(
  config: StackConfig,
  flows: readonly Flow[],
  { from, to, protocol, port }: Packet,
): boolean {
  const is = (peer: Role | ExternalPeer, party: Party) => {
    if (isRole(peer) || peer === "s3") return peer === party.peer;
    return !isRole(party.peer) && blocksOf(config, peer).some((cidr) => cidrContains(cidr, party.address));
  };
  return flows.some(
    (flow) =>
      flow.protocol === protocol &&
      flow.fromPort <= port &&
      port <= flow.toPort &&
      is(flow.from, from) &&
      is(flow.to, to),
  );
}

export function groupsAllow(groups: readonly SecurityGroupPlan[], { from, to, protocol, port }: Packet): boolean {
  const side = (own: Party, other: Party, direction: "ingress" | "egress") =>
    !isRole(own.peer) ||
    (groups.find(({ role }) => role === own.peer)?.rules ?? []).some(
      (rule) =>
        rule.direction === direction &&
        rule.protocol === protocol &&
        rule.fromPort <= port &&
        port <= rule.toPort &&
        ruleMeets(rule, other),
    );
  return side(from, to, "egress") && side(to, from, "ingress");
}

function ruleMeets({ peer }: SecurityGroupRulePlan, party: Party): boolean {
  switch (peer.kind) {
    case "security-group":
      return peer.role === party.peer;
    case "prefix-list":
      return peer.service === party.peer;
    case "cidr":
      return cidrContains(peer.cidr, party.address);
  }
}

export function hostAllows(
  documents: readonly HostFirewallDocument[],
  source: string,
  protocol: "tcp" | "udp",
  port: number,
): boolean {
  return documents.some((document) => {
    if (document.kind !== "NetworkRuleConfig" || document.portSelector.protocol !== protocol) return false;
    const open = document.portSelector.ports.some((ports) => {
      const [low = 0, high = low] = String(ports).split("-").map(Number);
      return low <= port && port <= high;
    });
    return open && document.ingress.some(({ subnet }) => cidrContains(subnet, source));
  });
}

/** The matching entry of the lowest number decides, as in AWS. */
export function aclAllows(
  acls: readonly NetworkAclPlan[],
  segment: string,
  direction: "ingress" | "egress",
  protocol: "tcp" | "udp",
  address: string,
  port: number,
): boolean {
  const entries = acls.find((acl) => acl.segment === segment)?.entries ?? [];
  const match = entries
    .filter(
      (entry) =>
        entry.direction === direction &&
        entry.protocol === protocol &&
        entry.fromPort <= port &&
        port <= entry.toPort &&
        cidrContains(entry.cidr, address),
    )
    .reduce<NetworkAclEntry | undefined>((a, b) => (a === undefined || b.ruleNumber < a.ruleNumber ? b : a), undefined);
  return match?.action === "allow";
}
