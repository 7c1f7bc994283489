/**
 * Network ACLs per segment: the coarser, stateless second layer, projected from the same matrix.
 *
 * Every entry allows, and what no entry allows is refused, so the order of entries never decides anything. To stay within the quota an
 * entry is coarser than the security groups: whole segments as peers, one range per peer from its lowest to its highest port from 1024
 * up, and any address for S3 (its addresses are public and change; an ACL cannot name a prefix list). Traffic inside one subnet is not
 * filtered, but the zones of a segment are different subnets, so a segment's own block is a peer like any other.
 *
 * The public segment holds NAT gateways, which use any source port from 1024 up: closing 6443 there to all but the allow-list would cut
 * a connection in 64,000, so the allow-list holds by the load balancer's security group, and by the control planes' ACL a second time.
 */
import type { Problem } from "../config/error";
import type { StackConfig } from "../config/schema";
import { type BorderOpening, borderOpenings } from "./border-openings";
import { cidrContains, cidrKey } from "./cidr";
import { ANY_CIDR, type NetworkPlan, type SegmentName } from "./network";
import type { Flow } from "./ports";

export interface NetworkAclEntry {
  /** Stable within its ACL and direction, e.g. "tcp-10-8-0-0-16-6443-50000"; logical name part. */
  readonly key: string;
  readonly direction: "ingress" | "egress";
  readonly ruleNumber: number;
  readonly action: "allow" | "deny";
  readonly protocol: "tcp" | "udp";
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

export interface NetworkAclPlan {
  readonly segment: SegmentName;
  readonly entries: readonly NetworkAclEntry[];
}

/** AWS quota of rules per network ACL and direction; 40 on request, at a cost in latency. */
export const NETWORK_ACL_ENTRIES = 20;

export function planNetworkAcls(
  config: StackConfig,
  network: NetworkPlan,
  flows: readonly Flow[],
): readonly NetworkAclPlan[] {
  const openings = borderOpenings(config, network, flows);
  const acls = network.segments.map(({ name }) => ({ segment: name, entries: entriesOf(openings.get(name) ?? []) }));
  const [excess] = excesses(acls);
  if (excess !== undefined) {
    // A caller that asked networkAclProblems first never gets here.
    throw new Error(
      `network ACL of ${excess.segment} needs ${excess.count} ${excess.direction} entries, AWS allows ${NETWORK_ACL_ENTRIES}`,
    );
  }
  return acls;
}

/** What the configuration asks for beyond the quota of a network ACL: each listed network takes an entry of the control planes' ACL. */
export function networkAclProblems(
  config: StackConfig,
  network: NetworkPlan,
  flows: readonly Flow[],
): readonly Problem[] {
  const openings = borderOpenings(config, network, flows);
  const found = excesses(
    network.segments.map(({ name }) => ({ segment: name, entries: entriesOf(openings.get(name) ?? []) })),
  );
  const worst = found.toSorted((a, b) => b.count - a.count)[0];
  if (worst === undefined) return [];
  const { access, logs } = config;
  const mirrors = new Set(config.registryMirrors.flatMap(({ cidrs }) => cidrs)).size;
  const clients = access.api.exposure === "allow-list" ? access.api.cidrs.length : 0;
  return [
    {
      path: "palisade:access",
      message: `the network ACL of segment ${worst.segment} would need ${worst.count} ${worst.direction} entries, AWS allows ${NETWORK_ACL_ENTRIES}`,
      got: `${access.adminCidrs.length} adminCidrs, ${clients} api.cidrs, ${logs.siem?.cidrs.length ?? 0} SIEM cidrs and ${mirrors} mirror cidrs`,
      fix: `join neighbouring blocks into a wider one, up to /16, or take ${worst.count - NETWORK_ACL_ENTRIES} out`,
    },
  ];
}

function excesses(acls: readonly NetworkAclPlan[]) {
  return acls
    .flatMap(({ segment, entries }) =>
      (["ingress", "egress"] as const).map((direction) => ({
        segment,
        direction,
        count: entries.filter((entry) => entry.direction === direction).length,
      })),
    )
    .filter(({ count }) => count > NETWORK_ACL_ENTRIES);
}

function entriesOf(openings: readonly BorderOpening[]): readonly NetworkAclEntry[] {
  const ranges = widened(openings);
  const needed = ranges.filter(
    (range, index) =>
      !ranges.some((other, at) => at !== index && covers(other, range) && (at < index || !covers(range, other))),
  );
  return (["ingress", "egress"] as const).flatMap((direction) =>
    numbered(needed.filter((range) => range.direction === direction)),
  );
}

/** One range per direction, protocol and peer from its lowest to its highest port from 1024 up; well-known ports stay as they are. */
function widened(openings: readonly BorderOpening[]): readonly BorderOpening[] {
  const kept = openings.filter(({ exact, fromPort }) => exact || fromPort < 1024);
  const wide = new Map<string, BorderOpening>();
  for (const opening of openings.filter((candidate) => !kept.includes(candidate))) {
    const peer = `${opening.direction} ${opening.protocol} ${opening.cidr}`;
    const other = wide.get(peer) ?? opening;
    const fromPort = Math.min(opening.fromPort, other.fromPort);
    const toPort = Math.max(opening.toPort, other.toPort);
    wide.set(peer, { ...opening, fromPort, toPort });
  }
  return [...kept, ...wide.values()];
}

function covers(outer: BorderOpening, inner: BorderOpening): boolean {
  return (
    outer.direction === inner.direction &&
    outer.protocol === inner.protocol &&
    outer.fromPort <= inner.fromPort &&
    outer.toPort >= inner.toPort &&
    cidrContains(outer.cidr, inner.cidr)
  );
}

/**
 * A number depends on the entry alone, not on its place in the list: were numbers counted, taking one network out would give its number
 * to the next entry, and AWS refuses to create that while the old one still holds it.
 */
function numbered(openings: readonly BorderOpening[]): readonly NetworkAclEntry[] {
  const taken = new Set<number>();
  return openings
    .map((opening) => ({ opening, key: keyOf(opening) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ opening: { direction, protocol, cidr, fromPort, toPort }, key }) => {
      let ruleNumber = 100 + (fnv1a(key) % 32000);
      while (taken.has(ruleNumber)) ruleNumber += 1;
      taken.add(ruleNumber);
      return { key, direction, ruleNumber, action: "allow", protocol, cidr, fromPort, toPort } as const;
    })
    .toSorted((a, b) => a.ruleNumber - b.ruleNumber);
}

function keyOf({ protocol, cidr, fromPort, toPort }: BorderOpening): string {
  const peer = cidr === ANY_CIDR ? "any" : cidrKey(cidr);
  return [protocol, peer, ...new Set([fromPort, toPort])].join("-");
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  return [...text].reduce((hash, character) => Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
}
