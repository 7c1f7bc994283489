/** Settings of the Kubernetes components, of etcd, of the kubelet and of the installation that are known, as in known-settings.ts. */

import { pemBlocks } from "./key-strength";
import { known, knownAll, must, none, type Tree } from "./known-tree";

const MOUNTS = "files of the host reach what no rule looks at";
const ENVIRONMENT = "variables change how a component works, and no rule judges them";
const SIGN_IN = "whoever has it signs people in, and no rule judges whom";

const POD: Tree = {
  // Arguments are judged by their names.
  ...knownAll("image", "extraArgs", "resources", "enabled"),
  extraVolumes: none(MOUNTS),
  env: none(ENVIRONMENT),
};

/** KubeSchedulerConfiguration: no extender, which would be told of every pod, and no other kubeconfig. */
const SCHEDULER_CONFIGURATION = knownAll(
  "apiVersion",
  "kind",
  "enableProfiling",
  "enableContentionProfiling",
  "leaderElection",
  "parallelism",
  "percentageOfNodesToScore",
  "podInitialBackoffSeconds",
  "podMaxBackoffSeconds",
  "profiles",
);

const PROXY: Tree = {
  ...knownAll("disabled", "enabled", "image", "mode", "resources"),
  config: none("no rule judges it; Cilium replaces kube-proxy"),
  extraArgs: none("no rule judges them; Cilium replaces kube-proxy"),
};

export const API_SERVER: Tree = {
  ...POD,
  ...knownAll("certSANs", "admissionControl", "auditPolicy", "authorizationConfig", "disablePodSecurityPolicy"),
  ...knownAll("apiPort", "certExtraSANs", "startupProbes"),
};

export const CONTROLLER_MANAGER: Tree = POD;
export const SCHEDULER: Tree = { ...POD, config: SCHEDULER_CONFIGURATION };
export { PROXY };

export const ETCD: Tree = {
  ...knownAll("image", "extraArgs", "subnet", "advertisedSubnets", "listenSubnets"),
  ca: {
    crt: must(
      "one certificate: each one more reads what etcd holds",
      (v) => typeof v !== "string" || pemBlocks(v) <= 1,
    ),
    key: known,
  },
};

export const AUTHENTICATION: Tree = {
  configuration: { ...knownAll("apiVersion", "kind", "anonymous"), jwt: none(SIGN_IN) },
};

export const SERVICE_ACCOUNT: Tree = {
  issuer: known,
  accepted: { ...knownAll("issuers", "audiences"), publicKeys: none(SIGN_IN) },
};

export const KUBELET: Tree = {
  // Arguments and settings are judged by their names.
  ...knownAll("image", "extraArgs", "extraConfig", "config", "clusterDNS", "defaultRuntimeSeccompProfileEnabled"),
  ...knownAll("registerWithFQDN", "nodeIP", "skipNodeRegistration", "disableManifestsDirectory"),
  extraMounts: none(MOUNTS),
};

export const INSTALL: Tree = {
  // Extensions are K8S-17's.
  ...knownAll("disk", "diskSelector", "image", "wipe", "extensions", "bootloader", "legacyBIOSSupport"),
  grubUseUKICmdline: known,
  extraKernelArgs: none("a switch of the kernel can undo what the configuration sets"),
};

export const UNATTENDED_INSTALL: Tree = {
  reboot: known,
  installer: { image: known },
  provisioning: knownAll("diskSelector", "wipe"),
};
