/** The network as tables: segments with their subnets and way out, and the addresses fixed in the plan. */
import type { RouteTablePlan, RouteTarget } from "../../model/network";
import type { Plan } from "../../model/plan";
import { table } from "../terminal";

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
      { title: "ZONE", width: 16 },
      { title: "SUBNET", width: 19 },
      { title: "WAY OUT", width: 11 },
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
  const workers = plan.workers.map((group) => [
    `worker ${group.pool}`,
    group.zone,
    group.instanceType,
    `${group.size} (${group.min} to ${group.max})`,
  ]);
  return table(
    [
      { title: "NODES", width: 29 },
      { title: "ZONE", width: 16 },
      { title: "TYPE", width: 17 },
      { title: "ADDRESS OR SIZE", width: 18 },
    ],
    [...controlPlanes, ...workers],
  );
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
