/**
 * The port matrix: the only place where a port is opened. Everything else (security groups, NACLs, Talos host firewall, docs) is a
 * projection.
 *
 * Without a row, because neither security groups nor network ACLs filter them: the VPC resolver (base + 2 and 169.254.169.253), the time
 * service 169.254.169.123, DHCP and instance metadata 169.254.169.254. No row has ICMP: TCP learns the path's segment size from its
 * peer, and Cilium reports its ICMP probe apart from the TCP one (4240).
 *
 * No row leads from a control plane to a load balancer: nodes reach the API through KubePrism on their own loopback, so a control plane
 * never meets itself through the balancer, and client addresses can be preserved for the audit log.
 */
import type { StackConfig } from "../config/schema";

/** Roles that have a security group of their own. `admin`: people inside the VPC, by SSM bastion or Client VPN. */
export type Role =
  | "admin"
  | "api-load-balancer"
  | "api-public-load-balancer"
  | "control-plane"
  | "worker"
  | "management-function"
  | "endpoint";

/** Peers outside the VPC's security groups. */
export type ExternalPeer = "admin-network" | "api-client" | "internet" | "registry-mirror" | "s3" | "siem";

export interface Flow {
  /** Stable key, e.g. "worker-to-control-plane-trustd": logical names are built from it. */
  readonly id: string;
  readonly from: Role | ExternalPeer;
  readonly to: Role | ExternalPeer;
  /** What listens, e.g. "trustd": a service has one protocol and one port range. */
  readonly service: string;
  readonly protocol: "tcp" | "udp";
  /** Inclusive range. */
  readonly fromPort: number;
  readonly toPort: number;
  /** Why it is open: becomes the rule's description (AWS allows 255 characters of a limited set). */
  readonly reason: string;
}

/** What of the configuration opens a row that is not always open. */
export type PortCondition =
  | "admin-networks"
  | "allow-list"
  | "kubespan"
  | "public-egress"
  | "registry-mirrors"
  | "siem"
  | "wireguard";

export const PORT_CONDITIONS: Readonly<
  Record<PortCondition, { readonly meaning: string; readonly holds: (config: StackConfig) => boolean }>
> = {
  "admin-networks": {
    meaning: "access.adminCidrs names a network",
    holds: (config) => config.access.adminCidrs.length > 0,
  },
  "allow-list": {
    meaning: "access.api.exposure is allow-list",
    holds: (config) => config.access.api.exposure === "allow-list",
  },
  kubespan: {
    meaning: "encryption.kubeSpan is true: the matrix then does not hold between nodes (With KubeSpan, below)",
    holds: (config) => config.encryption.kubeSpan,
  },
  "public-egress": {
    meaning: "network.mode is public-egress",
    holds: (config) => config.network.mode === "public-egress",
  },
  "registry-mirrors": {
    meaning: "an entry of registryMirrors names its cidrs",
    holds: (config) => config.registryMirrors.some(({ cidrs }) => cidrs.length > 0),
  },
  siem: { meaning: "logs.siem is set", holds: (config) => config.logs.siem !== undefined },
  wireguard: { meaning: "encryption.wireGuard is true", holds: (config) => config.encryption.wireGuard },
};

export interface MatrixRow {
  readonly from: Role | ExternalPeer;
  readonly to: Role | ExternalPeer;
  readonly service: string;
  readonly protocol: "tcp" | "udp";
  /** Inclusive range; or the port of `logs.siem.endpoint`; or a flow for each port of the mirrors that name their networks. */
  readonly ports: readonly [number, number] | "siem" | "registry-mirrors";
  readonly reason: string;
  /** Absent: always open. */
  readonly when?: PortCondition;
}

type Service = Pick<MatrixRow, "service" | "protocol" | "ports">;

const kubernetesApi: Service = { service: "kubernetes-api", protocol: "tcp", ports: [6443, 6443] };
const talosApi: Service = { service: "talos-api", protocol: "tcp", ports: [50000, 50000] };
const trustd: Service = { service: "trustd", protocol: "tcp", ports: [50001, 50001] };
const etcd: Service = { service: "etcd", protocol: "tcp", ports: [2379, 2380] };
const kubelet: Service = { service: "kubelet", protocol: "tcp", ports: [10250, 10250] };
const ciliumHealth: Service = { service: "cilium-health", protocol: "tcp", ports: [4240, 4240] };
const hubblePeer: Service = { service: "hubble-peer", protocol: "tcp", ports: [4244, 4244] };
const vxlan: Service = { service: "vxlan", protocol: "udp", ports: [8472, 8472] };
const wireGuard: Service = { service: "cilium-wireguard", protocol: "udp", ports: [51871, 51871] };
const kubeSpan: Service = { service: "kubespan", protocol: "udp", ports: [51820, 51820] };
const https: Service = { service: "https", protocol: "tcp", ports: [443, 443] };
const siem: Service = { service: "siem", protocol: "tcp", ports: "siem" };
const registryMirror: Service = { service: "registry-mirror", protocol: "tcp", ports: "registry-mirrors" };

const NODE_PAIRS = [
  ["control-plane", "control-plane"],
  ["control-plane", "worker"],
  ["worker", "control-plane"],
  ["worker", "worker"],
] as const;

function betweenNodes(service: Service, reason: string, when?: PortCondition): readonly MatrixRow[] {
  return NODE_PAIRS.map(([from, to]) => ({ from, to, ...service, reason, ...(when === undefined ? {} : { when }) }));
}

/** Every row of every configuration, in the order of the documentation. Anything that is not here is closed. */
// biome-ignore format: one row a line reads as the table it is
export const MATRIX: readonly MatrixRow[] = [
  { from: "admin", to: "api-load-balancer", ...kubernetesApi, reason: "Administrators inside the VPC call the Kubernetes API by its name" },
  { from: "admin-network", to: "api-load-balancer", ...kubernetesApi, reason: "Administrators in networks behind the transit gateway call the Kubernetes API", when: "admin-networks" },
  { from: "worker", to: "api-load-balancer", ...kubernetesApi, reason: "Joining workers reach the cluster endpoint until KubePrism knows a control plane" },
  { from: "api-load-balancer", to: "control-plane", ...kubernetesApi, reason: "Internal load balancer forwards to and health-checks the Kubernetes API" },
  { from: "api-client", to: "api-public-load-balancer", ...kubernetesApi, reason: "Listed networks on the internet call the Kubernetes API", when: "allow-list" },
  { from: "api-public-load-balancer", to: "control-plane", ...kubernetesApi, reason: "Public load balancer forwards to and health-checks the Kubernetes API", when: "allow-list" },
  { from: "worker", to: "control-plane", ...kubernetesApi, reason: "KubePrism on workers balances over the control planes themselves" },
  { from: "control-plane", to: "control-plane", ...kubernetesApi, reason: "KubePrism on control planes balances over the control planes themselves" },
  { from: "management-function", to: "control-plane", ...kubernetesApi, reason: "Functions check API health and watch its certificate" },

  { from: "admin", to: "control-plane", ...talosApi, reason: "Administrators inside the VPC use talosctl with the address of the node itself as endpoint" },
  { from: "admin", to: "worker", ...talosApi, reason: "Administrators inside the VPC use talosctl with the address of the node itself as endpoint" },
  { from: "admin-network", to: "control-plane", ...talosApi, reason: "Administrators behind the transit gateway use talosctl with the address of the node itself as endpoint", when: "admin-networks" },
  { from: "admin-network", to: "worker", ...talosApi, reason: "Administrators behind the transit gateway use talosctl with the address of the node itself as endpoint", when: "admin-networks" },
  { from: "management-function", to: "control-plane", ...talosApi, reason: "Functions configure, back up and watch control planes over the Talos API" },
  { from: "management-function", to: "worker", ...talosApi, reason: "Functions drain, reset and watch workers over the Talos API" },
  { from: "worker", to: "control-plane", ...trustd, reason: "Workers get their Talos API certificate from trustd" },
  { from: "control-plane", to: "control-plane", ...trustd, reason: "Control planes get their Talos API certificate from trustd of another" },

  { from: "control-plane", to: "control-plane", ...etcd, reason: "etcd clients and peers: control planes only" },
  { from: "control-plane", to: "control-plane", ...kubelet, reason: "API server reads logs, exec and metrics from kubelets of control planes" },
  { from: "control-plane", to: "worker", ...kubelet, reason: "API server reads logs, exec and metrics from kubelets of workers" },

  ...betweenNodes(ciliumHealth, "Cilium agents probe the health of each other"),
  ...betweenNodes(hubblePeer, "Hubble relay reads flows from the Cilium agent of each node"),
  ...betweenNodes(vxlan, "Cilium overlay carries pod traffic between nodes (VXLAN)"),
  ...betweenNodes(wireGuard, "Cilium transparent encryption carries pod traffic between nodes (WireGuard)", "wireguard"),
  ...betweenNodes(kubeSpan, "KubeSpan carries traffic between nodes (WireGuard)", "kubespan"),

  { from: "control-plane", to: "endpoint", ...https, reason: "Control planes call AWS services through interface endpoints" },
  { from: "worker", to: "endpoint", ...https, reason: "Workers call AWS services through interface endpoints" },
  { from: "admin", to: "endpoint", ...https, reason: "Bastion holds its Session Manager channel through interface endpoints" },
  { from: "management-function", to: "endpoint", ...https, reason: "Functions call AWS services through interface endpoints" },
  { from: "control-plane", to: "s3", ...https, reason: "Control planes read image layers through the S3 gateway endpoint" },
  { from: "worker", to: "s3", ...https, reason: "Workers read image layers through the S3 gateway endpoint" },
  { from: "management-function", to: "s3", ...https, reason: "Functions write and read snapshots through the S3 gateway endpoint" },
  { from: "control-plane", to: "internet", ...https, reason: "Control planes pull from registries and the image factory and use the discovery service", when: "public-egress" },
  { from: "worker", to: "internet", ...https, reason: "Workers pull from registries and the image factory and use the discovery service", when: "public-egress" },
  { from: "control-plane", to: "siem", ...siem, reason: "Control planes ship audit and system logs to the collector", when: "siem" },
  { from: "worker", to: "siem", ...siem, reason: "Workers ship audit and system logs to the collector", when: "siem" },
  { from: "control-plane", to: "registry-mirror", ...registryMirror, reason: "Control planes pull images from registry mirrors", when: "registry-mirrors" },
  { from: "worker", to: "registry-mirror", ...registryMirror, reason: "Workers pull images from registry mirrors", when: "registry-mirrors" },
];

/** The flows that are open for this configuration, in a stable order. */
export function planFlows(config: StackConfig): readonly Flow[] {
  return MATRIX.filter(({ when }) => when === undefined || PORT_CONDITIONS[when].holds(config)).flatMap((row) =>
    servicesOf(config, row).map(({ service, fromPort, toPort }) => {
      const { from, to, protocol, reason } = row;
      return { id: `${from}-to-${to}-${service}`, from, to, service, protocol, fromPort, toPort, reason };
    }),
  );
}

function servicesOf(
  config: StackConfig,
  { ports, service }: MatrixRow,
): readonly Pick<Flow, "service" | "fromPort" | "toPort">[] {
  if (ports === "siem") {
    const port = siemPort(config);
    return [{ service, fromPort: port, toPort: port }];
  }
  if (ports !== "registry-mirrors") return [{ service, fromPort: ports[0], toPort: ports[1] }];
  const mirrors = config.registryMirrors.filter(({ cidrs }) => cidrs.length > 0);
  // A service has one port: each port of the mirrors is a service of its own.
  return [...new Set(mirrors.map(({ endpoint }) => mirrorPort(endpoint)))]
    .toSorted((a, b) => a - b)
    .map((port) => ({ service: `${service}-${port}`, fromPort: port, toPort: port }));
}

function siemPort(config: StackConfig): number {
  const endpoint = config.logs.siem?.endpoint ?? "";
  const port = Number(/:(\d+)\/?$/.exec(endpoint)?.[1]);
  if (!Number.isInteger(port)) throw new Error(`logs.siem.endpoint has no port: ${endpoint}`);
  return port;
}

/** 443 where an https URL names none. */
function mirrorPort(endpoint: string): number {
  return Number(/^https:\/\/[^/:]+:(\d+)/.exec(endpoint)?.[1] ?? 443);
}
