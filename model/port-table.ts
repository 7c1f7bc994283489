/** The port matrix as a page: docs/port-matrix.md. */
import { MATRIX, type MatrixRow, PORT_CONDITIONS, type PortCondition } from "./ports";

/** The whole text of docs/port-matrix.md. */
export function portMatrixDocument(): string {
  const rows = MATRIX.map((row) => [
    row.from,
    row.to,
    row.service,
    portText(row.ports, row.protocol),
    whenText(row),
    row.reason,
  ]);
  const conditions = Object.entries(PORT_CONDITIONS).map(([name, { meaning }]) => [name, meaning]);
  return `${[
    "# Port matrix",
    "Generated from `model/ports.ts`; do not edit. Anything that is not a row here is closed, but not between nodes [with KubeSpan](#with-kubespan). Security groups, network ACLs and the Talos host firewall are projections of it; tests show that they agree.",
    table(["from", "to", "service", "port", "when", "why"], rows),
    "## When a row is open",
    table(["when", "meaning"], [["always", "in every configuration"], ...conditions]),
    ...NOTES,
  ].join("\n\n")}\n`;
}

const NOTES: readonly string[] = [
  "## Who is who",
  table(
    ["peer", "meaning"],
    [
      ["admin", "people inside the VPC, by SSM bastion or Client VPN: security group in the management segment"],
      ["admin-network", "`access.adminCidrs`, behind the transit gateway"],
      ["api-client", "`access.api.cidrs`, on the internet"],
      ["api-load-balancer", "internal load balancer, endpoints segment"],
      ["api-public-load-balancer", "internet-facing load balancer, public segment"],
      ["control-plane, worker", "Talos nodes, each in its own segment"],
      ["management-function", "functions in the management segment"],
      ["endpoint", "interface endpoints of AWS services, endpoints segment"],
      ["s3", "S3 of the region, through the gateway endpoint"],
      ["internet", "any address, through NAT"],
      ["siem", "`logs.siem.cidrs`: private ones in the VPC or behind the transit gateway, public ones through NAT"],
      ["registry-mirror", "`registryMirrors[].cidrs`: likewise"],
    ],
  ),
  "## With KubeSpan",
  [
    "With `encryption.kubeSpan` nothing here holds between nodes. Talos accepts what comes in by KubeSpan's interface before any rule of the host firewall, the peers of that interface carry each other's addresses in the VPC, and traffic to these is sent through it. Security groups and network ACLs see 51820/udp alone. A worker, and what runs on it and may send to a node's address, then reaches etcd, the kubelets and the Talos API of control planes: their certificates alone keep it out.",
    "No setting of KubeSpan closes this (read in the sources of Talos 1.13.0 and 1.14.1): `filters.endpoints` chooses where peers send the encrypted packets, `allowDownPeerBypass` what happens without a peer. `filters.excludeAdvertisedNetworks` is announced by each node about itself, so a node that was taken over leaves it out; and with every node's network excluded the interface would carry nothing but KubeSpan's own addresses, still before any rule. On one network use `encryption.wireGuard`, which encrypts what pods send and leaves the matrix as it is.",
  ].join("\n\n"),
  "## What has no row",
  [
    "- DNS by the VPC resolver, time by 169.254.169.123, DHCP and instance metadata: neither security groups nor network ACLs filter them. No other resolver or time server can be reached.",
    "- Talos API from node to node. Nobody but administrators and management functions reaches 50000, so `talosctl` cannot go through one node to another: give each node's own address as its endpoint (`talosctl --endpoints <node> --nodes <node>`).",
    "- Control plane to load balancer. Nodes use KubePrism on loopback; client addresses are preserved for the audit log, and a control plane that called itself through the balancer would break.",
    "- Kubelet (10250) from workers. A metrics server has to run on a control plane's host network.",
    "- Node ports and host ports. They stay closed until a row opens them.",
    "- ICMP. Cilium's health status shows its ICMP probe as failed; its TCP probe (4240) decides.",
  ].join("\n"),
  "## How coarse each projection is",
  [
    "- Security groups: exact, by group, in both directions.",
    "- Talos host firewall: by port and by the segment of the source; on 6443 also the clients whose addresses the load balancers preserve.",
    "- Network ACLs: by segment, one range per peer from its lowest to its highest port from 1024 up, replies included, within AWS's 20 entries a direction. Replies from outside the VPC reach nodes on 1024 to 65535 without 2379-2380, 6443, 10250 and 50000-50001. Talos reserves 50000 and 50001 on the host; a pod that picks one of them as its own source port for a connection out of the VPC has to connect again.",
  ].join("\n"),
];

function whenText(row: MatrixRow): PortCondition | "always" {
  return row.when ?? "always";
}

function portText(ports: MatrixRow["ports"], protocol: string): string {
  if (ports === "siem") return `of logs.siem.endpoint/${protocol}`;
  if (ports === "registry-mirrors") return `of each endpoint/${protocol}`;
  const [from, to] = ports;
  return `${from === to ? from : `${from}-${to}`}/${protocol}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
