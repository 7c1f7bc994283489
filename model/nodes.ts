/** Control planes with fixed identities and addresses; worker groups, one per pool and zone. */
import type { Image, StackConfig, Volume, WorkerPool } from "../config/schema";
import { addressAt } from "./cidr";
import { physicalName } from "./names";
import { type NetworkPlan, type SubnetPlan, segmentOf, zoneKeyOf } from "./network";

export interface ControlPlaneNodePlan {
  /** "a", "b", "c", ...: fixed for life. */
  readonly identity: string;
  readonly name: string;
  readonly zone: string;
  readonly zoneKey: string;
  /** IPv4 address in the control-plane subnet of the zone; outlives every instance that carries it. */
  readonly address: string;
}

export interface ControlPlanePlan {
  /** In the order of their identities, which is the order in which they change. */
  readonly nodes: readonly ControlPlaneNodePlan[];
  readonly instanceType: string;
  readonly image: Image;
  readonly architecture: "amd64" | "arm64";
  readonly volume: Volume;
  readonly terminationProtection: boolean;
}

export interface WorkerGroupPlan {
  /** "<pool>-<zoneKey>": stable key for logical names. */
  readonly key: string;
  readonly pool: string;
  readonly name: string;
  readonly zone: string;
  readonly zoneKey: string;
  readonly instanceType: string;
  readonly image: Image;
  readonly architecture: "amd64" | "arm64";
  readonly volume: Volume;
  /** Nodes of this zone: the pool's totals, shared out. */
  readonly min: number;
  readonly size: number;
  readonly max: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

const IDENTITIES = ["a", "b", "c", "d", "e"] as const;
/** First address of a control plane in its subnet. AWS keeps 0 to 3; the rest below stays free for what is added by hand in an incident. */
const FIRST_ADDRESS = 10;

/** One node per identity. Zones by `controlPlane.placement`, else round robin over the zones of the environment. */
export function planControlPlane(config: StackConfig, network: NetworkPlan): ControlPlanePlan {
  const { count, instanceType, volume } = config.controlPlane;
  const subnets = segmentOf(network, "control-plane").subnets;
  const nodes = IDENTITIES.slice(0, count).map((identity, index): ControlPlaneNodePlan => {
    const { zone, zoneKey, cidr } = subnetOf(subnets, zoneOf(config, index));
    return {
      identity,
      name: physicalName(config, "control-plane", identity),
      zone,
      zoneKey,
      // By identity, not by place in the subnet: a member that moves to another zone never meets another's address there.
      address: addressAt(cidr, FIRST_ADDRESS + index),
    };
  });
  return {
    nodes,
    instanceType,
    image: config.talos.image,
    architecture: config.talos.architecture,
    volume,
    terminationProtection: config.protection.deletionProtection,
  };
}

function zoneOf(config: StackConfig, index: number): string {
  const { zones } = config.account;
  const zone = config.controlPlane.placement?.[index] ?? zones[index % zones.length];
  if (zone === undefined) throw new Error("account.zones is empty");
  return zone;
}

function subnetOf(subnets: readonly SubnetPlan[], zone: string): SubnetPlan {
  const subnet = subnets.find((candidate) => candidate.zone === zone);
  if (subnet === undefined) throw new Error(`zone ${zone} has no control-plane subnet`);
  return subnet;
}

/**
 * A group for every pool and zone, not one over all zones: a node's zone, and with it its volumes, stay when the group replaces it. A group
 * that gets no node yet is there too, so that a larger pool is a larger number and nothing else.
 */
export function planWorkers(config: StackConfig, network: NetworkPlan): readonly WorkerGroupPlan[] {
  const zones = segmentOf(network, "worker").subnets.map(({ zone }) => zone);
  return config.workers.flatMap((pool) => zones.map((zone, index) => groupOf(config, pool, zone, index, zones.length)));
}

function groupOf(
  config: StackConfig,
  pool: WorkerPool,
  zone: string,
  index: number,
  zoneCount: number,
): WorkerGroupPlan {
  const zoneKey = zoneKeyOf(zone);
  return {
    key: `${pool.name}-${zoneKey}`,
    pool: pool.name,
    name: physicalName(config, "worker", pool.name, zoneKey),
    zone,
    zoneKey,
    instanceType: pool.instanceType,
    image: config.talos.image,
    architecture: config.talos.architecture,
    volume: pool.volume,
    min: share(pool.min, zoneCount, index),
    size: share(pool.size, zoneCount, index),
    max: share(pool.max, zoneCount, index),
    labels: pool.labels,
    taints: pool.taints,
  };
}

/** Part of `total` for one of `parts`: earlier zones take the remainder. Never falls when `total` grows, so min ≤ size ≤ max holds in each zone. */
function share(total: number, parts: number, index: number): number {
  return Math.floor(total / parts) + (index < total % parts ? 1 : 0);
}
