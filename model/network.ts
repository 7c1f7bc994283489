/** The VPC as data: segments, subnets, route tables, NAT. Layout is segment-major, so every segment is one CIDR over all zones. */
import type { StackConfig } from "../config/schema";
import { addressAt, canonicalCidr, cidrContains, isPrivateCidr, mergeCidrs, subCidr } from "./cidr";
import { pathName } from "./names";

export type SegmentName = "public" | "control-plane" | "worker" | "management" | "endpoints" | "transit";

export interface SubnetPlan {
  readonly segment: SegmentName;
  readonly zone: string;
  /** Letter of the zone ("a"): the stable part of logical names. */
  readonly zoneKey: string;
  readonly cidr: string;
}

export interface SegmentPlan {
  readonly name: SegmentName;
  /** One block that holds the segment's subnets of every zone, present and future. */
  readonly cidr: string;
  readonly subnets: readonly SubnetPlan[];
}

export type RouteTarget =
  | { readonly kind: "internet-gateway" }
  | { readonly kind: "nat-gateway"; readonly zoneKey: string }
  | { readonly kind: "transit-gateway"; readonly id: string };

export interface RoutePlan {
  readonly cidr: string;
  readonly target: RouteTarget;
}

export interface RouteTablePlan {
  /** "worker-a" or "endpoints": stable key for logical names. */
  readonly key: string;
  readonly segment: SegmentName;
  /** Zone keys of the subnets associated with this table. */
  readonly zoneKeys: readonly string[];
  readonly routes: readonly RoutePlan[];
  /** Whether the S3 gateway endpoint adds its prefix-list route here. */
  readonly s3Gateway: boolean;
}

export interface TransitGatewayPlan {
  readonly id: string;
  /** Every network behind it that the VPC talks to. */
  readonly cidrs: readonly string[];
  /** Whose subnets hold the attachment's interfaces; their network ACL sees all traffic of the gateway. */
  readonly segment: SegmentName;
}

export interface NetworkPlan {
  readonly vpcCidr: string;
  /** VPC resolver: base address + 2. */
  readonly resolver: string;
  readonly mode: "public-egress" | "isolated";
  readonly internetGateway: boolean;
  readonly segments: readonly SegmentPlan[];
  /** Zone keys that have a NAT gateway (in the public segment). */
  readonly natZoneKeys: readonly string[];
  readonly routeTables: readonly RouteTablePlan[];
  readonly transitGateway?: TransitGatewayPlan;
  readonly flowLog: { readonly logGroup: string; readonly trafficType: "ALL"; readonly aggregationSeconds: 60 };
}

/** Every address: the default route's destination. */
export const ANY_CIDR = "0.0.0.0/0";

/**
 * Where each segment lies in the VPC: block `index` of the VPC prefix + `bits`. Workers take the upper half, the others one sixteenth
 * each of the lower half, whose three upper blocks stay free. Only an internet gateway needs `public`, only a transit gateway `transit`. A zone takes the eighth of its segment that its letter names (a to h), so
 * no subnet moves when a zone comes or goes. The smallest VPC (/20) gives /27 subnets (27 usable addresses) outside the worker segment.
 */
const LAYOUT: readonly { readonly name: SegmentName; readonly bits: number; readonly index: number }[] = [
  { name: "public", bits: 4, index: 0 },
  { name: "control-plane", bits: 4, index: 1 },
  { name: "worker", bits: 1, index: 1 },
  { name: "management", bits: 4, index: 2 },
  { name: "endpoints", bits: 4, index: 3 },
  { name: "transit", bits: 4, index: 4 },
];
const ZONE_BITS = 3;

export function planNetwork(config: StackConfig): NetworkPlan {
  const { mode } = config.network;
  const zoneKeys = config.account.zones.map(zoneKeyOf);
  const natZoneKeys = mode === "isolated" ? [] : config.network.nat === "single" ? zoneKeys.slice(0, 1) : zoneKeys;
  const transitGateway = planTransitGateway(config);
  return {
    vpcCidr: canonicalCidr(config.network.vpcCidr),
    resolver: addressAt(config.network.vpcCidr, 2),
    mode,
    internetGateway: mode === "public-egress",
    segments: planSegments(config),
    natZoneKeys,
    routeTables: planRouteTables(config, zoneKeys, natZoneKeys),
    ...(transitGateway === undefined ? {} : { transitGateway }),
    flowLog: { logGroup: pathName(config, "flow-logs"), trafficType: "ALL", aggregationSeconds: 60 },
  };
}

/** The segment of that name; throws for one that this network lacks. */
export function segmentOf(network: NetworkPlan, name: SegmentName): SegmentPlan {
  const segment = network.segments.find((candidate) => candidate.name === name);
  if (segment === undefined) throw new Error(`the ${network.mode} network has no ${name} segment`);
  return segment;
}

/** Letter of a zone: "a" of "eu-central-1a". */
export function zoneKeyOf(zone: string): string {
  return zone.slice(-1);
}

/** Whether packets to a network outside the cluster leave by the transit gateway: it is private, and not a part of the VPC itself. */
export function isBehindTransitGateway(config: StackConfig, cidr: string): boolean {
  return isPrivateCidr(cidr) && !cidrContains(canonicalCidr(config.network.vpcCidr), cidr);
}

/** Networks that nodes, and only nodes, reach through the transit gateway: of the log collector and of registry mirrors. */
function nodeTransitCidrs(config: StackConfig): readonly string[] {
  const wanted = [...(config.logs.siem?.cidrs ?? []), ...config.registryMirrors.flatMap(({ cidrs }) => cidrs)];
  return mergeCidrs(wanted.filter((cidr) => isBehindTransitGateway(config, cidr)));
}

function planSegments(config: StackConfig): readonly SegmentPlan[] {
  const vpcCidr = canonicalCidr(config.network.vpcCidr);
  const prefix = Number(vpcCidr.split("/")[1]);
  const layout = LAYOUT.filter(
    ({ name }) =>
      (name !== "public" || config.network.mode !== "isolated") &&
      (name !== "transit" || config.access.transitGatewayId !== undefined),
  );
  return layout.map(({ name, bits, index }) => {
    const cidr = subCidr(vpcCidr, prefix + bits, index);
    const subnets = config.account.zones.map((zone) => {
      const zoneKey = zoneKeyOf(zone);
      const zoneIndex = zoneKey.charCodeAt(0) - "a".charCodeAt(0);
      return { segment: name, zone, zoneKey, cidr: subCidr(cidr, prefix + bits + ZONE_BITS, zoneIndex) };
    });
    return { name, cidr, subnets };
  });
}

function planTransitGateway(config: StackConfig): TransitGatewayPlan | undefined {
  const id = config.access.transitGatewayId;
  if (id === undefined) return undefined;
  const cidrs = mergeCidrs([...config.access.adminCidrs, ...nodeTransitCidrs(config)]);
  // A segment of its own: where an attachment shares a subnet with what it leads to, AWS applies the subnet's ACL to half of the packets only.
  return { id, cidrs, segment: "transit" };
}

function planRouteTables(
  config: StackConfig,
  zoneKeys: readonly string[],
  natZoneKeys: readonly string[],
): readonly RouteTablePlan[] {
  // Administrators reach nodes (Talos API) and the load balancer; only nodes talk to collector and mirrors. Management has no way out.
  const admin = transitRoutes(config, config.access.adminCidrs);
  const nodes = transitRoutes(config, [...config.access.adminCidrs, ...nodeTransitCidrs(config)]);
  const perZone = (segment: SegmentName) =>
    zoneKeys.map((zoneKey): RouteTablePlan => {
      const nat = natZoneKeys.includes(zoneKey) ? zoneKey : natZoneKeys[0];
      const egress: readonly RoutePlan[] =
        nat === undefined ? [] : [{ cidr: ANY_CIDR, target: { kind: "nat-gateway", zoneKey: nat } }];
      return {
        key: `${segment}-${zoneKey}`,
        segment,
        zoneKeys: [zoneKey],
        routes: [...egress, ...nodes],
        s3Gateway: true,
      };
    });
  const publicTables: readonly RouteTablePlan[] =
    config.network.mode === "isolated"
      ? []
      : [
          {
            key: "public",
            segment: "public",
            zoneKeys,
            routes: [{ cidr: ANY_CIDR, target: { kind: "internet-gateway" } }],
            s3Gateway: false,
          },
        ];
  return [
    ...publicTables,
    ...perZone("control-plane"),
    ...perZone("worker"),
    { key: "management", segment: "management", zoneKeys, routes: [], s3Gateway: true },
    { key: "endpoints", segment: "endpoints", zoneKeys, routes: admin, s3Gateway: false },
    ...(config.access.transitGatewayId === undefined
      ? []
      : [{ key: "transit", segment: "transit" as const, zoneKeys, routes: [], s3Gateway: false }]),
  ];
}

function transitRoutes(config: StackConfig, cidrs: readonly string[]): readonly RoutePlan[] {
  const id = config.access.transitGatewayId;
  return id === undefined ? [] : mergeCidrs(cidrs).map((cidr) => ({ cidr, target: { kind: "transit-gateway", id } }));
}
