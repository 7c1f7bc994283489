/** The network as tables: segments with their subnets and way out, and the addresses fixed in the plan. */
import type { RouteTablePlan, RouteTarget } from "../../model/network";
import type { WorkerGroupPlan } from "../../model/nodes";
import type { Plan } from "../../model/plan";
import { table } from "../terminal";
import { grouped } from "./grouped";

export function renderNetwork(plan: Plan): string {
  const { network } = plan;
  const rows = network.segments.flatMap((segment) =>
    segment.subnets.map((subnet, index) => [
      index === 0 ? segment.name : "",
      index === 0 ? segment.cidr : "",
      subnet.zone,
      subnet.cidr,
      wayOut(network.routeTables, subnet.segment, subnet.zoneKey),
    ]),
  );
  return table(
    [
      { title: "SEGMENT", width: 15 },
      { title: "BLOCK", width: 19 },
      { title: "ZONE", width: 17 },
      { title: "SUBNET", width: 19 },
      { title: "WAY OUT", width: 10 },
    ],
    rows,
  );
}

export function renderNodes(plan: Plan): string {
  const controlPlanes = plan.controlPlane.nodes.map((node) => [
    `control-plane ${node.identity}`,
    node.zone,
    plan.controlPlane.instanceType,
    node.address,
  ]);
  return table(
    [
      { title: "NODES", width: 28 },
      { title: "ZONE", width: 16 },
      { title: "TYPE", width: 19 },
      { title: "ADDRESS OR SIZE", width: 17 },
    ],
    [...controlPlanes, ...pools(plan.workers)],
  );
}

/** One row for each pool; its groups are one in each zone. */
function pools(groups: readonly WorkerGroupPlan[]): readonly (readonly string[])[] {
  return [...grouped(groups, ({ pool }) => pool)].map(([pool, own]) => {
    const total = (key: "min" | "size" | "max") => own.reduce((sum, group) => sum + group[key], 0);
    return [
      `worker ${pool}`,
      own.map(({ zoneKey }) => zoneKey).join(", "),
      own[0]?.instanceType ?? "",
      `${total("size")} (${total("min")} to ${total("max")})`,
    ];
  });
}

function wayOut(tables: readonly RouteTablePlan[], segment: string, zoneKey: string): string {
  const routed = tables.find((candidate) => candidate.segment === segment && candidate.zoneKeys.includes(zoneKey));
  const byDefault = routed?.routes.find((route) => route.cidr === "0.0.0.0/0");
  return byDefault === undefined ? "none" : targetName(byDefault.target);
}

function targetName(target: RouteTarget): string {
  switch (target.kind) {
    case "internet-gateway":
      return "internet";
    case "nat-gateway":
      return `NAT ${target.zoneKey}`;
    case "transit-gateway":
      return "transit";
  }
}
