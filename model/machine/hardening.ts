/** The hardening guide, measure by measure: in which document and field each stands, per contract. Values are read from the documents themselves. */
import type { Contract } from "./contract";
import type { SYSCTLS } from "./sysctls";

/** A field of a document ("v1alpha1" for the one without a kind). `name` picks one of several of a kind. */
export interface Place {
  readonly document: string;
  readonly name?: string;
  /** Keys and list indexes. */
  readonly path: readonly (string | number)[];
}

/** Where Talos does it by itself, and the field would break the node or does nothing. */
export interface TalosOwn {
  readonly own: string;
}

export interface HardeningRow {
  /** Heading of the guide. */
  readonly section: string;
  readonly measure: string;
  /** Nodes whose configuration has it. */
  readonly role: "control-plane" | "node";
  /** Items of the pre-production checklist. */
  readonly items: readonly string[];
  readonly at: Readonly<Record<Contract, Place | TalosOwn>>;
  /** Key of the configuration that asks for the measure: without it the field may be absent. */
  readonly setting?: string;
}

type Path = Place["path"];

function place(document: string, ...path: Path): Place {
  return { document, path };
}

function named(document: string, name: string, ...path: Path): Place {
  return { document, name, path };
}

function both(at: Place | TalosOwn): HardeningRow["at"] {
  return { "1.13": at, "1.14": at };
}

function apiServer(...path: Path): Place {
  return place("v1alpha1", "cluster", "apiServer", ...path);
}

function argument(name: string): HardeningRow["at"] {
  return { "1.13": apiServer("extraArgs", name), "1.14": place("KubeAPIServerConfig", "extraArgs", name) };
}

function kubelet(name: string): HardeningRow["at"] {
  return {
    "1.13": place("v1alpha1", "machine", "kubelet", "extraConfig", name),
    "1.14": place("KubeletConfig", "config", name),
  };
}

function sysctl(name: string): HardeningRow["at"] {
  return { "1.13": place("v1alpha1", "machine", "sysctls", name), "1.14": place("SysctlConfig", "params", name) };
}

function row(
  section: string,
  measure: string,
  role: HardeningRow["role"],
  items: readonly string[],
  at: HardeningRow["at"],
  setting?: string,
): HardeningRow {
  return { section, measure, role, items, at, ...(setting === undefined ? {} : { setting }) };
}

function firewall(service: string): HardeningRow["at"] {
  return both(named("NetworkRuleConfig", service, "ingress"));
}

/** Every kernel parameter that is rendered is told: one without words does not compile. */
const KERNEL_MEASURES: Readonly<Record<keyof typeof SYSCTLS, string>> = {
  "kernel.kptr_restrict": "Kernel addresses are hidden",
  "kernel.dmesg_restrict": "Kernel log for root only",
  "net.ipv4.conf.all.send_redirects": "No redirects are sent",
  "net.ipv4.conf.default.send_redirects": "No redirects are sent: links to come",
  "net.ipv4.conf.all.accept_redirects": "No redirects are taken",
  "net.ipv4.conf.default.accept_redirects": "No redirects are taken: links to come",
  "net.ipv4.conf.all.secure_redirects": "No redirects are taken from gateways either",
  "net.ipv4.conf.default.secure_redirects": "No redirects are taken from gateways either: links to come",
  "net.ipv6.conf.all.accept_redirects": "No redirects are taken (IPv6)",
  "net.ipv6.conf.default.accept_redirects": "No redirects are taken (IPv6): links to come",
  "net.ipv4.conf.all.accept_source_route": "No source routes",
  "net.ipv4.conf.default.accept_source_route": "No source routes: links to come",
  "net.ipv6.conf.all.accept_source_route": "No source routes (IPv6)",
  "net.ipv6.conf.default.accept_source_route": "No source routes (IPv6): links to come",
  "net.ipv4.tcp_syncookies": "SYN cookies",
  "net.ipv4.conf.all.log_martians": "Impossible addresses are logged",
  "net.ipv4.conf.default.log_martians": "Impossible addresses are logged: links to come",
};

const NETWORK = "Network isolation";
const CERTIFICATES = "Certificate security";
const API_SERVER = "API server hardening";
const ETCD = "etcd encryption";
const PODS = "Pod Security Standards";
const TOKENS = "Service account tokens";
const KERNEL = "Kernel parameters";
const FEATURES = "Disable unused features";
const AUDIT = "Audit logging and audit trail";
const AIR_GAP = "Air-gapped deployments";
const DISKS = "Beyond the guide: disks";
const NODES = "Beyond the guide: nodes";

// biome-ignore format: one row a line reads as the table it is
export const HARDENING: readonly HardeningRow[] = [
  row(NETWORK, "Host firewall closes what the port matrix does not open", "node", ["INF-19"], both(place("NetworkDefaultActionConfig", "ingress"))),
  row(NETWORK, "Talos API for administrators and functions only", "node", ["INF-03", "INF-19"], firewall("talos-api")),
  row(NETWORK, "etcd for control planes only", "control-plane", ["INF-05", "INF-19"], firewall("etcd")),
  row(NETWORK, "kubelet for control planes only", "node", ["INF-06", "INF-19"], firewall("kubelet")),
  row(NETWORK, "Kubernetes API for nodes, load balancers, functions, administrators", "control-plane", ["INF-04", "INF-19"], firewall("kubernetes-api")),
  row(NETWORK, "trustd for nodes only", "control-plane", ["INF-07", "INF-19"], firewall("trustd")),
  row(NETWORK, "Cilium's health probes between nodes only", "node", ["INF-08", "INF-19"], firewall("cilium-health")),
  row(NETWORK, "Hubble between nodes only", "node", ["INF-08", "INF-19"], firewall("hubble-peer")),
  row(NETWORK, "Overlay between nodes only", "node", ["INF-08", "INF-19"], firewall("vxlan")),
  row(NETWORK, "Encrypted overlay between nodes only", "node", ["INF-08", "INF-19"], firewall("cilium-wireguard"), "encryption.wireGuard"),
  row(NETWORK, "KubeSpan's port between nodes only", "node", ["INF-08", "INF-19"], firewall("kubespan"), "encryption.kubeSpan"),
  row(CERTIFICATES, "Names in the API server's certificate: ours alone", "control-plane", ["CRT-10"], { "1.13": apiServer("certSANs"), "1.14": place("KubeAPIServerConfig", "certExtraSANs") }),
  row(CERTIFICATES, "Names in the Talos API's certificate: the node's own addresses alone", "node", ["CRT-10"], both(place("v1alpha1", "machine", "certSANs"))),
  row(API_SERVER, "Nobody is answered who is not signed in", "control-plane", ["K8S-01"], { "1.13": { own: "--anonymous-auth=false" }, "1.14": place("KubeAuthenticationConfig", "configuration", "anonymous", "enabled") }),
  row(API_SERVER, "No anonymous probe that would be refused", "control-plane", ["K8S-01"], { "1.13": { own: "no probes" }, "1.14": place("KubeAPIServerConfig", "startupProbes") }),
  row(API_SERVER, "Authorizers: Node", "control-plane", ["K8S-02"], { "1.13": apiServer("authorizationConfig", 0, "type"), "1.14": named("KubeAuthorizerConfig", "node", "type") }),
  row(API_SERVER, "Authorizers: RBAC", "control-plane", ["K8S-02"], { "1.13": apiServer("authorizationConfig", 1, "type"), "1.14": named("KubeAuthorizerConfig", "rbac", "type") }),
  row(API_SERVER, "Admission: NodeRestriction", "control-plane", ["K8S-03"], both({ own: "--enable-admission-plugins=NodeRestriction" })),
  row(API_SERVER, "TLS 1.3 at least", "control-plane", ["K8S-04"], { "1.13": apiServer("extraArgs", "tls-min-version"), "1.14": { own: "--tls-min-version=VersionTLS13; as an argument denied" } }),
  row(API_SERVER, "No profiling: API server, controller manager", "control-plane", ["K8S-07"], both({ own: "--profiling=false" })),
  row(API_SERVER, "No profiling: scheduler, whose argument does nothing", "control-plane", ["K8S-07"], { "1.13": place("v1alpha1", "cluster", "scheduler", "config", "enableProfiling"), "1.14": place("KubeSchedulerConfig", "config", "enableProfiling") }),
  row(ETCD, "Secrets are encrypted at rest (secretbox)", "control-plane", ["K8S-06"], { "1.13": place("v1alpha1", "cluster", "secretboxEncryptionSecret"), "1.14": place("KubeEtcdEncryptionConfig", "config", "resources", 0, "providers", 0, "secretbox", "keys", 0, "secret") }),
  row(ETCD, "Members advertise their planned address only", "control-plane", ["INF-05"], both(place("v1alpha1", "cluster", "etcd", "advertisedSubnets"))),
  row(PODS, "Enforced in namespaces that say nothing", "control-plane", ["K8S-08"], { "1.13": apiServer("admissionControl", 0, "configuration", "defaults", "enforce"), "1.14": place("KubeAdmissionControlConfig", "configuration", "defaults", "enforce") }),
  row(PODS, "Recorded and told", "control-plane", ["K8S-08"], { "1.13": apiServer("admissionControl", 0, "configuration", "defaults", "audit"), "1.14": place("KubeAdmissionControlConfig", "configuration", "defaults", "audit") }),
  row(PODS, "Exempt namespaces", "control-plane", ["K8S-08"], { "1.13": apiServer("admissionControl", 0, "configuration", "exemptions", "namespaces"), "1.14": place("KubeAdmissionControlConfig", "configuration", "exemptions", "namespaces") }),
  row(TOKENS, "Bound tokens live as long as they say", "control-plane", ["ACC-10"], argument("service-account-extend-token-expiration")),
  row(TOKENS, "Issuer", "control-plane", ["ACC-10"], { "1.13": apiServer("extraArgs", "service-account-issuer"), "1.14": place("KubeServiceAccountConfig", "issuer", "issuerURL") }),
  ...Object.entries(KERNEL_MEASURES).map(([name, measure]) => row(KERNEL, measure, "node", ["K8S-16"], sysctl(name))),
  row(FEATURES, "Host DNS, as configured", "node", ["K8S-17"], { "1.13": place("v1alpha1", "machine", "features", "hostDNS", "enabled"), "1.14": place("ResolverConfig", "hostDNS", "enabled") }),
  row(FEATURES, "No forwarding of cluster DNS to the host", "node", ["K8S-17"], { "1.13": place("v1alpha1", "machine", "features", "hostDNS", "forwardKubeDNSToHost"), "1.14": place("ResolverConfig", "hostDNS", "forwardKubeDNSToHost") }),
  row(FEATURES, "KubePrism: each node reaches the API by a port of its own loopback", "node", ["K8S-17"], { "1.13": place("v1alpha1", "machine", "features", "kubePrism", "port"), "1.14": place("KubePrismConfig", "port") }),
  row(FEATURES, "KubeSpan, as configured: no port is closed between nodes with it", "node", ["INF-08"], both(place("KubeSpanConfig", "enabled")), "encryption.kubeSpan"),
  row(FEATURES, "No CNI by Talos: Cilium is an add-on", "node", ["K8S-17"], { "1.13": place("v1alpha1", "cluster", "network", "cni", "name"), "1.14": { own: "none without KubeFlannelCNIConfig" } }),
  row(FEATURES, "No kube-proxy", "control-plane", ["K8S-17"], { "1.13": place("v1alpha1", "cluster", "proxy", "disabled"), "1.14": place("KubeProxyConfig", "enabled") }),
  row(FEATURES, "Cluster discovery, as stated", "node", ["K8S-20"], { "1.13": place("v1alpha1", "cluster", "discovery", "enabled"), "1.14": place("DiscoveryServiceConfig", "endpoint") }, "talos.discovery"),
  row(FEATURES, "No discovery through Kubernetes, whose registry is deprecated", "node", ["K8S-20"], { "1.13": place("v1alpha1", "cluster", "discovery", "registries", "kubernetes", "disabled"), "1.14": { own: "off unless it is configured" } }),
  row(FEATURES, "Nothing is installed and no disk wiped: the AMI is the installation", "node", ["K8S-20"], both({ own: "no machine.install" })),
  row(FEATURES, "No workloads on control planes", "control-plane", ["K8S-17"], { "1.13": place("v1alpha1", "cluster", "allowSchedulingOnControlPlanes"), "1.14": place("KubeNodeConfig", "taints", "node-role.kubernetes.io/control-plane") }),
  row(FEATURES, "No Kubernetes access to the Talos API", "control-plane", ["ACC-03"], both({ own: "off unless it is configured" })),
  row(FEATURES, "Roles of the Talos API", "node", ["ACC-01"], both({ own: "always on: features.rbac has no reader" })),
  row(AUDIT, "Days that the audit log is kept", "control-plane", ["K8S-05"], argument("audit-log-maxage")),
  row(AUDIT, "Files of the audit log", "control-plane", ["K8S-05"], argument("audit-log-maxbackup")),
  row(AUDIT, "Megabytes of each file", "control-plane", ["K8S-05"], argument("audit-log-maxsize")),
  row(AUDIT, "Audit policy, the particular first", "control-plane", ["K8S-05"], { "1.13": apiServer("auditPolicy", "rules"), "1.14": place("KubeAuditPolicyConfig", "configuration", "rules") }),
  row(AUDIT, "Talos' logs to the forwarder on loopback", "node", ["MON-05"], both(place("v1alpha1", "machine", "logging", "destinations", 0, "endpoint"))),
  row(AUDIT, "Kernel log to the forwarder on loopback", "node", ["MON-05"], both(place("KmsgLogConfig", "url"))),
  row(AUDIT, "To the collector over TLS, which Talos does not speak", "node", ["MON-05"], both({ own: "left to the forwarder, for logs.siem" })),
  row(AIR_GAP, "Images from mirrors, never around them", "node", ["K8S-11"], both(place("RegistryMirrorConfig", "skipFallback")), "registryMirrors"),
  row(AIR_GAP, "Further roots of trust", "node", [], both(place("TrustedRootsConfig")), "talos.trustedRoots"),
  row(AIR_GAP, "Signatures of images", "node", ["K8S-11"], both(place("ImageVerificationConfig", "rules")), "talos.imageVerification"),
  row(DISKS, "STATE is encrypted (LUKS2)", "node", ["K8S-18"], both(named("VolumeConfig", "STATE", "encryption", "provider"))),
  row(DISKS, "EPHEMERAL is encrypted (LUKS2)", "node", ["K8S-18"], both(named("VolumeConfig", "EPHEMERAL", "encryption", "provider"))),
  row(DISKS, "EPHEMERAL opens beside its own STATE only", "node", ["K8S-18"], both(named("VolumeConfig", "EPHEMERAL", "encryption", "keys", 0, "lockToState"))),
  row(DISKS, "EPHEMERAL has no devices and no set-user-id programs", "node", ["K8S-18"], { "1.13": { own: "mounted nosuid, nodev" }, "1.14": named("VolumeConfig", "EPHEMERAL", "mount", "secure") }),
  row(DISKS, "Quotas of EPHEMERAL's projects", "node", [], both(place("v1alpha1", "machine", "features", "diskQuotaSupport"))),
  row(NODES, "kubelet: seccomp profile for every container", "node", ["K8S-15"], { "1.13": place("v1alpha1", "machine", "kubelet", "defaultRuntimeSeccompProfileEnabled"), "1.14": place("KubeletConfig", "defaultRuntimeSeccompProfileEnabled") }),
  row(NODES, "kubelet: no pods from files on the node", "node", ["K8S-15"], { "1.13": place("v1alpha1", "machine", "kubelet", "disableManifestsDirectory"), "1.14": { own: "always" } }),
  row(NODES, "kubelet: certificate of the cluster's CA", "node", ["K8S-15"], kubelet("serverTLSBootstrap")),
  row(NODES, "kubelet: processes of a pod", "node", ["K8S-15"], kubelet("podPidsLimit")),
  row(NODES, "kubelet: known by the node's address in the VPC alone", "node", [], { "1.13": place("v1alpha1", "machine", "kubelet", "nodeIP", "validSubnets"), "1.14": place("KubeNodeConfig", "nodeIP", "validSubnets") }),
  row(NODES, "kubelet: nobody unknown, RBAC, TLS 1.3", "node", ["K8S-15"], both({ own: "forced or set by Talos" })),
  row(NODES, "Workloads in a sandbox of their own", "node", ["K8S-19"], { "1.13": { own: "not before 1.14" }, "1.14": place("SecurityProfileConfig", "workloadIsolation") }),
  row(NODES, "AWS' cloud controller names and admits nodes", "node", [], both(place("v1alpha1", "cluster", "externalCloudProvider", "enabled"))),
  row(NODES, "Clock from Amazon's time service on the link", "node", ["MON-05"], both(place("TimeSyncConfig", "ntp", "servers"))),
];

/** The value at a place; undefined where the documents lack it. */
export function valueAt(documents: readonly object[], { document, name, path }: Place): unknown {
  const found = documents.find((candidate) => {
    const { kind, name: own } = candidate as { readonly kind?: string; readonly name?: string };
    return (kind ?? "v1alpha1") === document && (name === undefined || own === name);
  });
  return path.reduce<unknown>(
    (here, key) =>
      typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[key] : undefined,
    found,
  );
}

/** "KubeAPIServerConfig extraArgs.audit-log-maxage", as people write it. */
export function placeText({ document, name, path }: Place): string {
  const field = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return `${document}${name === undefined ? "" : ` ${name}`} ${field.replace(/^\./, "")}`.trimEnd();
}
