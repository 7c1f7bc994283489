/** The port matrix of one environment: for each destination, what is open and to whom. The reasons are in docs/port-matrix.md and plan.json. */
import type { Flow } from "../../model/ports";
import { groupedTable, heading, paint } from "../terminal";
import { grouped } from "./grouped";

const KUBESPAN = [
  "encryption.kubeSpan: between nodes every port is open. Talos trusts what comes",
  "in by KubeSpan's interface, before any rule of the host firewall, and security",
  "groups see 51820/udp alone. encryption.wireGuard leaves the matrix as it is.",
];

/** With its title, and the warning where the matrix does not hold. */
export function renderPorts(flows: readonly Flow[], kubeSpan: boolean): string {
  return [
    heading(
      `Port matrix (${flows.length} flows; everything else is closed${kubeSpan ? ", but not between nodes" : ""})`,
    ),
    ...(kubeSpan ? KUBESPAN.map((line) => paint.yellow(line)) : []),
    flowTable(flows),
  ].join("\n");
}

function flowTable(flows: readonly Flow[]): string {
  return groupedTable(
    [
      { title: "  PORT", width: 17 },
      { title: "SERVICE", width: 22 },
      { title: "FROM", width: 41 },
    ],
    [...grouped(flows, ({ to }) => to)].map(([to, own]) => [`to ${to}`, services(own)]),
  );
}

/** One row for each service of a destination, with all its sources. */
function services(flows: readonly Flow[]): readonly (readonly string[])[] {
  return [...grouped(flows, ({ service }) => service)].flatMap(([service, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    const { fromPort, toPort, protocol } = first;
    const ports = fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;
    return [[`  ${ports}/${protocol}`, service, same.map(({ from }) => from).join(", ")]];
  });
}
