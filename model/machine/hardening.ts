/** The hardening guide, measure by measure: in which document and field each stands, per contract. Values are read from the documents themselves. */
import type { Contract } from "./contract";

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
): HardeningRow {
  return { section, measure, role, items, at };
}

const NETWORK = "Network isolation";
const CERTIFICATES = "Certificate security";
const API_SERVER = "API server hardening";
const ETCD = "etcd encryption";
const PODS = "Pod Security Standards";
const TOKENS = "Service account tokens";
const KERNEL = "Kernel parameters";
const FEATURES = "Disable unused features";
const AUDIT = "Audit logging and audit trail";
const DISKS = "Beyond the guide: disks";
const NODES = "Beyond the guide: nodes";

// biome-ignore format: one row a line reads as the table it is
export const HARDENING: readonly HardeningRow[] = [
  row(NETWORK, "Host firewall closes what the port matrix does not open", "node", ["INF-19"], both(place("NetworkDefaultActionConfig", "ingress"))),
  row(NETWORK, "Talos API for administrators and functions only", "node", ["INF-03", "INF-19"], both(named("NetworkRuleConfig", "talos-api", "ingress"))),
  row(NETWORK, "etcd for control planes only", "control-plane", ["INF-05", "INF-19"], both(named("NetworkRuleConfig", "etcd", "ingress"))),
  row(NETWORK, "kubelet for control planes only", "node", ["INF-06", "INF-19"], both(named("NetworkRuleConfig", "kubelet", "ingress"))),
  row(CERTIFICATES, "Names in the API server's certificate: ours alone", "control-plane", ["CRT-10"], { "1.13": apiServer("certSANs"), "1.14": place("KubeAPIServerConfig", "certExtraSANs") }),
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
  row(KERNEL, "Kernel addresses are hidden", "node", ["K8S-16"], sysctl("kernel.kptr_restrict")),
  row(KERNEL, "Kernel log for root only", "node", ["K8S-16"], sysctl("kernel.dmesg_restrict")),
  row(KERNEL, "No redirects are sent", "node", ["K8S-16"], sysctl("net.ipv4.conf.all.send_redirects")),
  row(KERNEL, "No redirects are taken", "node", ["K8S-16"], sysctl("net.ipv4.conf.all.accept_redirects")),
  row(KERNEL, "No source routes", "node", ["K8S-16"], sysctl("net.ipv4.conf.all.accept_source_route")),
  row(KERNEL, "SYN cookies", "node", ["K8S-16"], sysctl("net.ipv4.tcp_syncookies")),
  row(KERNEL, "Impossible addresses are logged", "node", ["K8S-16"], sysctl("net.ipv4.conf.all.log_martians")),
  row(FEATURES, "Host DNS, as configured", "node", ["K8S-17"], { "1.13": place("v1alpha1", "machine", "features", "hostDNS", "enabled"), "1.14": place("ResolverConfig", "hostDNS", "enabled") }),
  row(FEATURES, "No forwarding of cluster DNS to the host", "node", ["K8S-17"], { "1.13": place("v1alpha1", "machine", "features", "hostDNS", "forwardKubeDNSToHost"), "1.14": place("ResolverConfig", "hostDNS", "forwardKubeDNSToHost") }),
  row(FEATURES, "No workloads on control planes", "control-plane", ["K8S-17"], { "1.13": place("v1alpha1", "cluster", "allowSchedulingOnControlPlanes"), "1.14": place("KubeNodeConfig", "taints", "node-role.kubernetes.io/control-plane") }),
  row(FEATURES, "No Kubernetes access to the Talos API", "control-plane", ["ACC-03"], both({ own: "off unless it is configured" })),
  row(FEATURES, "Roles of the Talos API", "node", ["ACC-01"], both({ own: "always on: features.rbac has no reader" })),
  row(AUDIT, "Days that the audit log is kept", "control-plane", ["K8S-05"], argument("audit-log-maxage")),
  row(AUDIT, "Files of the audit log", "control-plane", ["K8S-05"], argument("audit-log-maxbackup")),
  row(AUDIT, "Megabytes of each file", "control-plane", ["K8S-05"], argument("audit-log-maxsize")),
  row(AUDIT, "Audit policy, the particular first", "control-plane", ["K8S-05"], { "1.13": apiServer("auditPolicy", "rules"), "1.14": place("KubeAuditPolicyConfig", "configuration", "rules") }),
  row(AUDIT, "Talos' logs to the forwarder on loopback", "node", ["MON-05"], both(place("v1alpha1", "machine", "logging", "destinations", 0, "endpoint"))),
  row(AUDIT, "Kernel log to the forwarder on loopback", "node", ["MON-05"], both(place("KmsgLogConfig", "url"))),
  row(DISKS, "STATE is encrypted (LUKS2)", "node", ["K8S-18"], both(named("VolumeConfig", "STATE", "encryption", "provider"))),
  row(DISKS, "EPHEMERAL is encrypted (LUKS2)", "node", ["K8S-18"], both(named("VolumeConfig", "EPHEMERAL", "encryption", "provider"))),
  row(DISKS, "EPHEMERAL opens beside its own STATE only", "node", ["K8S-18"], both(named("VolumeConfig", "EPHEMERAL", "encryption", "keys", 0, "lockToState"))),
  row(NODES, "kubelet: seccomp profile for every container", "node", ["K8S-15"], { "1.13": place("v1alpha1", "machine", "kubelet", "defaultRuntimeSeccompProfileEnabled"), "1.14": place("KubeletConfig", "defaultRuntimeSeccompProfileEnabled") }),
  row(NODES, "kubelet: no pods from files on the node", "node", ["K8S-15"], { "1.13": place("v1alpha1", "machine", "kubelet", "disableManifestsDirectory"), "1.14": { own: "always" } }),
  row(NODES, "kubelet: certificate of the cluster's CA", "node", ["K8S-15"], kubelet("serverTLSBootstrap")),
  row(NODES, "kubelet: processes of a pod", "node", ["K8S-15"], kubelet("podPidsLimit")),
  row(NODES, "kubelet: nobody unknown, RBAC, TLS 1.3", "node", ["K8S-15"], both({ own: "forced or set by Talos" })),
  row(NODES, "Workloads in a sandbox of their own", "node", ["K8S-19"], { "1.13": { own: "not before 1.14" }, "1.14": place("SecurityProfileConfig", "workloadIsolation") }),
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
  return `${document}${name === undefined ? "" : ` ${name}`} ${field.replace(/^\./, "")}`;
}
