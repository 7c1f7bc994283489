/**
 * Settings of a machine configuration that rules judge, that Talos' own generator writes, or that can weaken nothing. Talos has more with every
 * release, and some of them give the host away: what is not here fails by its name. Names are those of pkg/machinery/config/types of v1.13.0 and
 * v1.14.1. Kinds of both releases stand together: a kind that a release lacks is refused by Talos itself.
 */
import ipaddr from "ipaddr.js";
import { isPrivateBlock, parseBlock } from "./block";
import { pemBlocks } from "./key-strength";
import { each, entries, known, knownAll, must, none, off, type Tree } from "./known-tree";
import { items, type Section, texts, truth, within } from "./machine-config";
import { allowsWeakCalls } from "./seccomp-profile";
import { at, type Value } from "./value";

const ROOT_PODS = "pods of the configuration pass no admission and may have every right of the host";
const MANIFESTS = "Talos gives them to the cluster with every right, and no rule judges what is in them";
const MORE_AUTHORITIES = "the node's own authority alone: whoever holds another one signs people in";
const HOST_FILES = "files and mounts of the host reach what no rule looks at";

const https = must("an https URL: nothing else proves whose answer it is", (value) => isHttps(value));
const inClear = must("on the node itself or in a private network: logs are sent in clear", (value) => isNear(value));

/** Proxies see ciphertext; any other variable changes how Talos' own programs work. */
const VARIABLES = knownAll("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");

const ONE = must("one certificate: each one more signs people in", (value) => isOne(value));
const AUTHORITY = { crt: ONE, key: known };

const HOST_DNS = knownAll("enabled", "forwardKubeDNSToHost", "resolveMemberNames");
const MIRROR: Tree = { ...knownAll("overridePath", "skipFallback"), endpoints: each(https) };
const REGISTRY_TLS: Tree = {
  ...knownAll("ca", "clientIdentity"),
  insecureSkipVerify: off("whoever answers would be believed, and gives the node its images"),
};

/** What else is in an interface makes another one, with tunnels and names that the host firewall may trust. */
const INTERFACE = knownAll(
  "interface",
  "deviceSelector",
  "addresses",
  "cidr",
  "routes",
  "mtu",
  "dhcp",
  "dhcpOptions",
  "ignore",
);

const OWN_AUTHORITY = must(MORE_AUTHORITIES, (_, around) =>
  items(within(around, "acceptedCAs")).every((one) => same(within(one, "crt"), within(around, "ca", "crt"))),
);

const MACHINE: Tree = {
  // Judged as sections of their own.
  ...knownAll("kubelet", "install"),
  ...knownAll("type", "token", "certSANs", "controlPlane", "sysctls", "systemDiskEncryption", "kernel"),
  ...knownAll("nodeLabels", "nodeAnnotations", "nodeTaints"),
  ca: AUTHORITY,
  acceptedCAs: OWN_AUTHORITY,
  pods: none(ROOT_PODS),
  network: {
    ...knownAll("hostname", "nameservers", "searchDomains", "disableSearchDomain", "extraHostEntries", "kubespan"),
    interfaces: each(INTERFACE),
  },
  files: none(HOST_FILES),
  env: VARIABLES,
  time: { ...knownAll("servers", "bootTimeout"), disabled: off("certificates and logs need the time") },
  registries: {
    mirrors: entries(MIRROR),
    config: entries({ auth: known, tls: REGISTRY_TLS }),
  },
  features: {
    ...knownAll("rbac", "stableHostname", "kubernetesTalosAPIAccess", "diskQuotaSupport", "kubePrism"),
    ...knownAll("imageCache", "nodeAddressSortAlgorithm"),
    apidCheckExtKeyUsage: must(
      "true: certificates of servers would sign in as clients",
      (value) => truth(value) === true,
    ),
    hostDNS: HOST_DNS,
  },
  logging: { destinations: each({ ...knownAll("format", "extraTags"), endpoint: inClear }) },
  seccompProfiles: each({
    name: known,
    value: must(
      "a profile that refuses by default and allows no call that administers the host",
      (value) => !allowsWeakCalls(value),
    ),
  }),
  baseRuntimeSpecOverrides: none("every container would get them"),
};

const CLUSTER: Tree = {
  // Judged as sections of their own.
  ...knownAll("apiServer", "controllerManager", "scheduler", "proxy", "etcd"),
  ...knownAll("id", "secret", "controlPlane", "clusterName", "token", "serviceAccount"),
  ...knownAll("aescbcEncryptionSecret", "secretboxEncryptionSecret", "coreDNS"),
  ...knownAll("allowSchedulingOnControlPlanes", "allowSchedulingOnMasters"),
  ca: AUTHORITY,
  aggregatorCA: AUTHORITY,
  acceptedCAs: OWN_AUTHORITY,
  network: {
    ...knownAll("dnsDomain", "podSubnets", "serviceSubnets"),
    cni: {
      name: must("none or flannel: any other is installed from elsewhere", (value) =>
        ["none", "flannel"].some((name) => name === value),
      ),
      urls: none(MANIFESTS),
      flannel: { kubeNetworkPoliciesEnabled: known },
    },
  },
  discovery: { enabled: known, registries: { kubernetes: known, service: { disabled: known, endpoint: https } } },
  externalCloudProvider: { enabled: known, manifests: none(MANIFESTS) },
  extraManifests: none(MANIFESTS),
  extraManifestHeaders: none(MANIFESTS),
  inlineManifests: none(MANIFESTS),
};

export const V1ALPHA1: Tree = {
  ...knownAll("version", "debug", "persist"),
  machine: MACHINE,
  cluster: CLUSTER,
};

const AUTHORITY_DOCUMENT: Tree = {
  issuingCA: { cert: ONE, key: known },
  acceptedCAs: must(MORE_AUTHORITIES, (_, around) => onlyIssuer(around)),
};

/** Documents by their kind; those of the components are judged as sections of their own. */
export const DOCUMENTS: Readonly<Record<string, Tree>> = {
  ...knownAll("KubeAPIServerConfig", "KubeControllerManagerConfig", "KubeSchedulerConfig", "KubeProxyConfig"),
  ...knownAll("KubeAuthenticationConfig", "KubeServiceAccountConfig", "KubeletConfig", "UnattendedInstallConfig"),
  ...knownAll("DiscoveryIdentityConfig", "HostnameConfig", "ImageCacheConfig", "ImageVerificationConfig"),
  ...knownAll("KubeAdmissionControlConfig", "KubeAuditPolicyConfig", "KubeAuthorizerConfig", "KubeClusterConfig"),
  ...knownAll("KubeCoreDNSConfig", "KubeEtcdEncryptionConfig", "KubeNetworkConfig", "KubeNodeConfig"),
  ...knownAll("KubePrismConfig", "KubeSpanConfig", "KubeSpanEndpointsConfig", "KubeTalosAPIAccessConfig"),
  ...knownAll("NetworkDefaultActionConfig", "NetworkRuleConfig", "RegistryAuthConfig", "SecurityProfileConfig"),
  ...knownAll("StaticHostConfig", "SysctlConfig", "TrustedRootsConfig", "VolumeConfig"),
  // Timers, and links that there are.
  ...knownAll("DHCPv4Config", "DHCPv6Config", "EthernetConfig", "LinkConfig", "HTTPProbeConfig", "TCPProbeConfig"),
  ...knownAll("FilesystemScrubConfig", "FilesystemTrimConfig", "OOMConfig", "WatchdogTimerConfig", "ZswapConfig"),
  DiscoveryServiceConfig: { endpoint: https },
  EnvironmentConfig: { variables: VARIABLES },
  KmsgLogConfig: { url: inClear },
  KubeAPIServerCAConfig: AUTHORITY_DOCUMENT,
  KubeAggregatorCAConfig: AUTHORITY_DOCUMENT,
  KubeFlannelCNIConfig: {
    ...knownAll("backendType", "backendPort", "backendMTU", "resources", "kubeNetworkPoliciesEnabled"),
  },
  RegistryMirrorConfig: {
    skipFallback: known,
    endpoints: each({ url: https, overridePath: known }),
  },
  RegistryTLSConfig: REGISTRY_TLS,
  ResolverConfig: { ...knownAll("nameservers", "searchDomains"), hostDNS: HOST_DNS },
  TimeSyncConfig: {
    ...knownAll("ntp", "ptp", "bootTimeout"),
    enabled: must("true: certificates and logs need the time", (value) => truth(value) === true),
  },
};

/** Documents that give the host to somebody else, or more code to the kernel. */
export const UNWANTED: Readonly<Record<string, string>> = {
  CRIBaseRuntimeSpecConfig: "every container would get what it says",
  CRICustomizationConfig: "it changes how every container is run",
  ContainerConfig: "a container beside Kubernetes passes no admission and may have every right of the host",
  ExtensionServiceConfig: "an extension's service has every role of the Talos API",
  KernelModuleConfig: "a kernel module more",
  KubeExternalManifestConfig: MANIFESTS,
  KubeInlineManifestConfig: MANIFESTS,
  KubeStaticPodConfig: ROOT_PODS,
  SideroLinkConfig: "an outside service would manage the node",
  UdevRulesConfig: "its rules run programs of the host",
};

function same(one: Section, other: Section): boolean {
  return typeof one.value === "string" && typeof other.value === "string" && one.value.trim() === other.value.trim();
}

/** A worker has no issuing authority and accepts the cluster's one. */
function onlyIssuer(document: Section): boolean {
  const issuer = at(document.value, "issuingCA", "cert");
  const accepted = texts(at(document.value, "acceptedCAs")).map((text) => text.trim());
  const all = new Set([...accepted, ...(typeof issuer === "string" ? [issuer.trim()] : [])]);
  return all.size <= 1 && [...all].every(isOne);
}

function isOne(value: Value): boolean {
  return typeof value !== "string" || pemBlocks(value) <= 1;
}

function isHttps(value: Value): boolean {
  return typeof value === "string" && /^https:\/\//i.test(value);
}

/** Addresses only: whose a name is, is said elsewhere. */
function isNear(value: Value): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const host = new URL(value).hostname.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(host)) return false;
  const address = ipaddr.parse(host);
  const block = parseBlock(`${host}/${address.kind() === "ipv4" ? 32 : 128}`);
  return address.range() === "loopback" || (block !== undefined && isPrivateBlock(block));
}
