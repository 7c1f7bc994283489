/** The port matrix of one environment: for each destination, what is open and to whom. The reasons are in docs/port-matrix.md and plan.json. */
import type { Flow } from "../../model/ports";
import { groupedTable } from "../terminal";

export function renderPorts(flows: readonly Flow[]): string {
  const destinations = [...new Set(flows.map(({ to }) => to))];
  return groupedTable(
    [
      { title: "  PORT", width: 17 },
      { title: "SERVICE", width: 22 },
      { title: "FROM", width: 41 },
    ],
    destinations.map((to) => [`to ${to}`, services(flows.filter((flow) => flow.to === to))]),
  );
}

/** One row for each service of a destination, with all its sources. */
function services(flows: readonly Flow[]): readonly (readonly string[])[] {
  const sources = new Map<string, readonly Flow[]>();
  for (const flow of flows) sources.set(flow.service, [...(sources.get(flow.service) ?? []), flow]);
  return [...sources].flatMap(([service, [first, ...others]]) => {
    if (first === undefined) return [];
    const { fromPort, toPort, protocol } = first;
    const ports = fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;
    return [[`  ${ports}/${protocol}`, service, [first, ...others].map(({ from }) => from).join(", ")]];
  });
}
