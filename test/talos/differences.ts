/** Where Palisade's configurations differ from those of Talos' own generator, and why. */
import { CONTRACTS, type Contract } from "./judge";

type Role = "controlplane" | "worker";

export interface Difference {
  readonly contracts: readonly Contract[];
  readonly roles: readonly Role[];
  /** Documents and paths, as "v1alpha1 cluster.apiServer.image". */
  readonly at: RegExp;
  readonly why: string;
}

const BOTH: readonly Role[] = ["controlplane", "worker"];
const CONTROL_PLANE: readonly Role[] = ["controlplane"];

function difference(at: RegExp, why: string, contracts: readonly Contract[] = CONTRACTS, roles = BOTH): Difference {
  return { contracts, roles, at, why };
}

export const DIFFERENCES: readonly Difference[] = [
  difference(/^Network(DefaultAction|Rule)Config /, "the port matrix as host firewall"),
  difference(/^VolumeConfig \w+ encryption\./, "encrypted system volumes"),
  difference(/^KmsgLogConfig |^v1alpha1 machine\.logging\./, "logs to the forwarder on loopback"),
  difference(/^TimeSyncConfig /, "Amazon's time service"),
  difference(/^(v1alpha1 machine\.sysctls|SysctlConfig params)\./, "kernel parameters of the guide"),
  difference(/^(v1alpha1 machine\.features\.hostDNS|ResolverConfig hostDNS)\./, "host DNS only where it is asked for"),
  difference(/^v1alpha1 cluster\.externalCloudProvider\./, "AWS's cloud controller"),
  difference(
    /^(v1alpha1 machine\.kubelet\.extraConfig|KubeletConfig config)(\.|$)/,
    "limits and serving certificates of the kubelet",
  ),
  difference(
    /^(v1alpha1 machine\.kubelet\.(nodeIP|registerWithFQDN)|KubeNodeConfig (nodeIP|registerWithFQDN))/,
    "the node's own address and its name at AWS",
  ),
  difference(/^v1alpha1 machine\.install\./, "nothing is installed: the image is", ["1.13"]),
  difference(/^v1alpha1 cluster\.network\.cni\./, "no CNI of Talos' own: Cilium is an add-on", ["1.13"]),
  difference(/^KubeFlannelCNIConfig /, "no CNI of Talos' own: Cilium is an add-on", ["1.14"], CONTROL_PLANE),
  difference(
    /^(v1alpha1 cluster\.proxy\.|KubeProxyConfig )/,
    "no kube-proxy: Cilium does its work",
    CONTRACTS,
    CONTROL_PLANE,
  ),
  difference(
    /^(v1alpha1 cluster\.apiServer\.auditPolicy|KubeAuditPolicyConfig configuration)\./,
    "an audit policy that keeps credentials out",
    CONTRACTS,
    CONTROL_PLANE,
  ),
  difference(
    /^(v1alpha1 cluster\.apiServer|KubeAPIServerConfig) ?\.?extraArgs\./,
    "audit log, bound tokens, TLS 1.3",
    CONTRACTS,
    CONTROL_PLANE,
  ),
  difference(
    /^(v1alpha1 cluster\.apiServer\.certSANs|KubeAPIServerConfig certExtraSANs)\./,
    "the API's name in its certificate",
    CONTRACTS,
    CONTROL_PLANE,
  ),
  difference(
    /(admissionControl\.0\.|KubeAdmissionControlConfig PodSecurity )configuration\.apiVersion$/,
    "the stable version of the same configuration",
    CONTRACTS,
    CONTROL_PLANE,
  ),
  difference(
    /^(v1alpha1 cluster\.scheduler|KubeSchedulerConfig) ?\.?config/,
    "no profiles of the scheduler, which ignores Talos' argument",
    CONTRACTS,
    CONTROL_PLANE,
  ),
  difference(/^v1alpha1 cluster\.etcd\.advertisedSubnets\./, "a member's planned address", CONTRACTS, CONTROL_PLANE),
  difference(
    /^v1alpha1 cluster\.(apiServer\.authorizationConfig|allowSchedulingOnControlPlanes)/,
    "Talos' own, written down",
    ["1.13"],
    CONTROL_PLANE,
  ),
  difference(
    /^(KubeAuthenticationConfig configuration\.|KubeAPIServerConfig startupProbes$)/,
    "nobody is answered who is not signed in, and so no probe is",
    ["1.14"],
    CONTROL_PLANE,
  ),
  difference(
    /^KubeEtcdEncryptionConfig config\.resources\.0\.providers\.1\.identity$/,
    "what an older cluster holds in clear can still be read",
    ["1.14"],
    CONTROL_PLANE,
  ),
];
