/** Hardened machine configurations of both contracts, changes to them, and resources that carry them. No secret is in them: names stand for each. */
import { stringify } from "yaml";
import type { StateResource } from "../../policy/view/stack";
import { environment, type Inputs, resource } from "./fixture";

export type Contract = "1.13" | "1.14";
export type Role = "control-plane" | "worker";
export type TalosDocument = Record<string, unknown>;

export const CONTRACTS: readonly Contract[] = ["1.13", "1.14"];
export const ROLES: readonly Role[] = ["control-plane", "worker"];

const API_NAME = "api.test.palisade.internal";
const ENDPOINT = `https://${API_NAME}:6443`;

const AUDIT_POLICY = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "Request", verbs: ["get", "list", "watch"], resources: [{ group: "", resources: ["secrets"] }] },
    {
      level: "Metadata",
      resources: [
        { group: "", resources: ["secrets", "serviceaccounts/token"] },
        { group: "authentication.k8s.io", resources: ["tokenreviews"] },
      ],
    },
    { level: "RequestResponse", userGroups: ["system:unauthenticated"] },
    { level: "Metadata" },
  ],
};

const POD_SECURITY = {
  apiVersion: "pod-security.admission.config.k8s.io/v1",
  kind: "PodSecurityConfiguration",
  defaults: {
    enforce: "baseline",
    "enforce-version": "latest",
    audit: "restricted",
    "audit-version": "latest",
    warn: "restricted",
    "warn-version": "latest",
  },
  exemptions: { usernames: [], runtimeClasses: [], namespaces: ["kube-system"] },
};

const TOKENS = { "service-account-extend-token-expiration": "false" };
const KUBELET = { podPidsLimit: 4096, serverTLSBootstrap: true };
const SYSCTLS = { "kernel.kptr_restrict": "2", "net.ipv4.conf.all.accept_redirects": "0" };

const image = (name: string) => `registry.k8s.io/${name}:v1.35.3`;
const document = (kind: string, fields: Inputs): TalosDocument => ({ apiVersion: "v1alpha1", kind, ...fields });

/** PEM in base64 in the v1alpha1 document, PEM as it is in the documents of 1.14; here a name stands for either. */
function pair(role: Role, name: string): Inputs {
  return { crt: `secret:certs.${name}.crt`, key: role === "control-plane" ? `secret:certs.${name}.key` : "" };
}

function rule(name: string, ports: readonly (number | string)[], subnets: readonly string[]): TalosDocument {
  return document("NetworkRuleConfig", {
    name,
    portSelector: { ports, protocol: "tcp" },
    ingress: subnets.map((subnet) => ({ subnet })),
  });
}

/** What a node boots with: no v1alpha1 document. */
export function bootFirewall(): readonly TalosDocument[] {
  return [document("NetworkDefaultActionConfig", { ingress: "block" }), rule("talos-api", [50000], ["10.0.48.0/24"])];
}

function firewall(role: Role): readonly TalosDocument[] {
  return [
    ...bootFirewall(),
    rule("kubelet", [10250], ["10.0.16.0/20"]),
    ...(role === "worker"
      ? []
      : [rule("etcd", ["2379-2380"], ["10.0.16.0/20"]), rule("kubernetes-api", [6443], ["10.0.0.0/16"])]),
  ];
}

function volume(name: string, more: Inputs = {}): TalosDocument {
  return document("VolumeConfig", {
    name,
    encryption: { provider: "luks2", keys: [{ slot: 0, tpm: { checkSecurebootStatusOnEnroll: true }, ...more }] },
  });
}

const VOLUMES = [volume("STATE"), volume("EPHEMERAL", { lockToState: true })];

function base(role: Role): Inputs {
  return {
    type: role === "control-plane" ? "controlplane" : "worker",
    token: "secret:trustdToken",
    ca: pair(role, "os"),
    certSANs: ["127.0.0.1"],
  };
}

function main(machine: Inputs, cluster: Inputs): TalosDocument {
  return { version: "v1alpha1", debug: false, persist: true, machine, cluster };
}

function of113(role: Role): readonly TalosDocument[] {
  const machine = {
    ...base(role),
    kubelet: {
      image: "ghcr.io/siderolabs/kubelet:v1.35.3",
      defaultRuntimeSeccompProfileEnabled: true,
      disableManifestsDirectory: true,
      extraConfig: KUBELET,
    },
    features: {
      diskQuotaSupport: true,
      kubePrism: { enabled: true, port: 7445 },
      hostDNS: { enabled: false, forwardKubeDNSToHost: false },
    },
    sysctls: SYSCTLS,
  };
  const controlPlane = {
    ca: pair(role, "k8s"),
    aggregatorCA: pair(role, "k8sAggregator"),
    serviceAccount: { key: "secret:certs.k8sServiceAccount.key" },
    secretboxEncryptionSecret: "secret:secretboxEncryptionSecret",
    allowSchedulingOnControlPlanes: false,
    apiServer: {
      image: image("kube-apiserver"),
      certSANs: [API_NAME],
      extraArgs: { ...TOKENS, "tls-min-version": "VersionTLS13" },
      authorizationConfig: [
        { type: "Node", name: "node" },
        { type: "RBAC", name: "rbac" },
      ],
      admissionControl: [{ name: "PodSecurity", configuration: POD_SECURITY }],
      auditPolicy: AUDIT_POLICY,
    },
    controllerManager: { image: image("kube-controller-manager") },
    scheduler: { image: image("kube-scheduler"), config: { enableProfiling: false } },
    proxy: { disabled: true },
    etcd: { ca: pair(role, "etcd") },
  };
  const cluster = {
    id: "secret:cluster.id",
    secret: "secret:cluster.secret",
    clusterName: "palisade-test",
    controlPlane: { endpoint: ENDPOINT },
    network: {
      cni: { name: "none" },
      dnsDomain: "cluster.local",
      podSubnets: ["10.2.0.0/16"],
      serviceSubnets: ["10.3.0.0/16"],
    },
    token: "secret:bootstrapToken",
    discovery: { enabled: false },
    ...(role === "control-plane" ? controlPlane : { ca: pair(role, "k8s") }),
  };
  return [main(machine, cluster)];
}

function of114(role: Role): readonly TalosDocument[] {
  const cluster = {
    token: "secret:bootstrapToken",
    ...(role === "control-plane" ? { etcd: { ca: pair(role, "etcd") } } : {}),
  };
  const controlPlane = { "node-role.kubernetes.io/control-plane": "NoSchedule" };
  return [
    main({ ...base(role), features: { diskQuotaSupport: true } }, cluster),
    document("DiscoveryIdentityConfig", { clusterID: "secret:cluster.id", clusterSecret: "secret:cluster.secret" }),
    document("ResolverConfig", { hostDNS: { enabled: false, forwardKubeDNSToHost: false } }),
    document("SysctlConfig", { params: SYSCTLS }),
    document("SecurityProfileConfig", { workloadIsolation: true }),
    document("KubeClusterConfig", { clusterName: "palisade-test", endpoint: ENDPOINT }),
    document("KubeNetworkConfig", {
      dnsDomain: "cluster.local",
      podSubnets: ["10.2.0.0/16"],
      serviceSubnets: ["10.3.0.0/16"],
    }),
    document("KubePrismConfig", { port: 7445 }),
    document("KubeNodeConfig", {
      registerWithFQDN: true,
      nodeIP: {},
      ...(role === "control-plane"
        ? { labels: { "node-role.kubernetes.io/control-plane": "" }, taints: controlPlane }
        : {}),
    }),
    document("KubeletConfig", {
      image: "ghcr.io/siderolabs/kubelet:v1.35.3",
      defaultRuntimeSeccompProfileEnabled: true,
      config: KUBELET,
    }),
    document(
      "KubeAPIServerCAConfig",
      role === "control-plane"
        ? { issuingCA: { cert: "secret:certs.k8s.crt", key: "secret:certs.k8s.key" } }
        : { acceptedCAs: ["secret:certs.k8s.crt"] },
    ),
    ...(role === "control-plane" ? controlPlaneDocuments() : []),
  ];
}

function controlPlaneDocuments(): readonly TalosDocument[] {
  return [
    document("KubeAggregatorCAConfig", {
      issuingCA: { cert: "secret:certs.k8sAggregator.crt", key: "secret:certs.k8sAggregator.key" },
    }),
    document("KubeServiceAccountConfig", {
      issuer: { privateKey: "secret:certs.k8sServiceAccount.key", issuerURL: ENDPOINT },
    }),
    document("KubeEtcdEncryptionConfig", {
      config: {
        resources: [
          {
            resources: ["secrets"],
            providers: [
              { secretbox: { keys: [{ name: "key2", secret: "secret:secretboxEncryptionSecret" }] } },
              { identity: {} },
            ],
          },
        ],
      },
    }),
    document("KubeAdmissionControlConfig", { name: "PodSecurity", configuration: POD_SECURITY }),
    document("KubeAuditPolicyConfig", { configuration: AUDIT_POLICY }),
    document("KubeAuthenticationConfig", { configuration: { anonymous: { enabled: false }, jwt: [] } }),
    document("KubeAuthorizerConfig", { name: "node", type: "Node" }),
    document("KubeAuthorizerConfig", { name: "rbac", type: "RBAC" }),
    document("KubeAPIServerConfig", {
      image: image("kube-apiserver"),
      extraArgs: TOKENS,
      certExtraSANs: [API_NAME],
      startupProbes: false,
    }),
    document("KubeControllerManagerConfig", { image: image("kube-controller-manager") }),
    document("KubeSchedulerConfig", { image: image("kube-scheduler"), config: { enableProfiling: false } }),
    document("KubeProxyConfig", { enabled: false }),
    document("KubeCoreDNSConfig", { enabled: true }),
  ];
}

/** Documents of a node that passes every rule. Fresh at each call, so that a test may change them. */
export function hardened(contract: Contract, role: Role = "control-plane"): TalosDocument[] {
  const documents = [...(contract === "1.13" ? of113(role) : of114(role)), ...firewall(role), ...VOLUMES];
  return structuredClone(documents);
}

export function yamlOf(documents: readonly TalosDocument[]): string {
  return documents.map((item) => stringify(item, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");
}

/** One change: the kind of a document ("" for v1alpha1, "VolumeConfig.1" for the second of a kind), the path in it, and what is there then. */
export type Change = readonly [kind: string, path: string, value: unknown];

/** Undefined takes the value away, or the whole document where the path is empty. A document that is not there is made. */
export function changed(documents: readonly TalosDocument[], ...changes: readonly Change[]): TalosDocument[] {
  let after = structuredClone([...documents]);
  for (const [place, path, value] of changes) {
    const [kind = "", index = "0"] = place.split(".");
    const found = after.filter((item) => (item["kind"] ?? "") === kind)[Number(index)];
    if (path === "" && value === undefined) {
      after = after.filter((item) => item !== found);
      continue;
    }
    const target = found ?? document(kind, {});
    if (found === undefined) after.push(target);
    if (path === "") Object.assign(target, value);
    else set(target, path.split("/"), value);
  }
  return after;
}

/** Path by "/", because names of arguments and parameters have dots. */
function set(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) delete target[key];
    else target[key] = value;
    return;
  }
  const child = target[key];
  if (typeof child !== "object" || child === null) target[key] = {};
  set(target[key] as Record<string, unknown>, rest, value);
}

/** Our own component, whose outputs show every configuration. */
export function machineConfigs(documents: unknown, outputs: Inputs = {}): StateResource {
  return resource(
    "palisade:talos:MachineConfigs",
    "machine-configs",
    {},
    { id: null, outputs: { documents, ...outputs } },
  );
}

/** The component with one configuration, named "node". */
export function carried(documents: readonly TalosDocument[]): StateResource {
  return machineConfigs({ node: yamlOf(documents) });
}

/** Facts of an environment of this contract. */
export function facts(contract: Contract, more: Inputs = {}): StateResource {
  return environment({ talosVersion: `v${contract}.1`, apiEndpoint: ENDPOINT, vpcCidr: "10.0.0.0/16", ...more });
}
