/** Encryption in etcd, components of the control plane and Pod Security. */
import {
  argument,
  argumentField,
  argumentRow,
  type MachineConfigMutation,
  mutations,
  ONLY_113,
  ONLY_114,
  ownOf,
  place,
  type Row,
  row,
  setting,
} from "./mutation";

const encryption = mutations("secrets-must-be-encrypted-in-etcd", [
  argumentRow("apiServer", "encryption-provider-config", "/x", ownOf("kube-apiserver")),
  ...[undefined, ""].map((value) =>
    row(
      "1.13",
      `secretbox key ${JSON.stringify(value)}`,
      [["", "cluster/secretboxEncryptionSecret", value]],
      "cluster.secretboxEncryptionSecret is not set, so secrets are written in clear",
    ),
  ),
  row(
    "1.14",
    "no document",
    [["KubeEtcdEncryptionConfig", "", undefined]],
    "cluster.secretboxEncryptionSecret is not set, so secrets are written in clear",
  ),
  ...(
    [
      [
        "clear text first",
        [
          {
            resources: ["secrets"],
            providers: [{ identity: {} }, { secretbox: { keys: [{ name: "a", secret: "b" }] } }],
          },
        ],
      ],
      ["no key", [{ resources: ["secrets"], providers: [{ secretbox: { keys: [] } }] }]],
      ["an empty key", [{ resources: ["*.*"], providers: [{ secretbox: { keys: [{ name: "a", secret: "" }] } }] }]],
      ["another provider", [{ resources: ["*."], providers: [{ aesgcm: { keys: [{ name: "a", secret: "b" }] } }] }]],
    ] as const
  ).map(([change, resources]) =>
    row(
      "1.14",
      change,
      [["KubeEtcdEncryptionConfig", "config/resources", resources]],
      "KubeEtcdEncryptionConfig.config.resources.0.providers.0 must be secretbox, aescbc or kms, with a key: the first provider writes",
    ),
  ),
  row(
    "1.14",
    "no provider",
    [["KubeEtcdEncryptionConfig", "config/resources", [{ resources: ["secrets"] }]]],
    "KubeEtcdEncryptionConfig.config.resources.0.providers is empty",
  ),
  row(
    "1.14",
    "nothing for secrets",
    [["KubeEtcdEncryptionConfig", "config/resources", [{ resources: ["configmaps"], providers: [{ identity: {} }] }]]],
    "KubeEtcdEncryptionConfig.config.resources has no entry for secrets",
  ),
]);

const components = mutations("control-plane-components-must-be-closed", [
  ...(["apiServer", "controllerManager", "scheduler"] as const).flatMap((component) =>
    ["true", ""].map((value) => argumentRow(component, "profiling", value, "must be false")),
  ),
  argumentRow("controllerManager", "bind-address", "0.0.0.0", "must be 127.0.0.1"),
  argumentRow("controllerManager", "bind-address", "", "must be 127.0.0.1"),
  argumentRow("scheduler", "bind-address", "::", "must be 127.0.0.1"),
  argumentRow("controllerManager", "use-service-account-credentials", "false", "must be true"),
  argumentRow(
    "controllerManager",
    "feature-gates",
    "UserNamespacesSupport=true,RotateKubeletServerCertificate=false",
    "must leave RotateKubeletServerCertificate on",
  ),
  ...["RotateKubeletServerCertificate = false", "AllBeta=false", "UserNamespacesSupport=true,AllBeta=0"].map((gates) =>
    argumentRow("controllerManager", "feature-gates", gates, "must leave RotateKubeletServerCertificate on"),
  ),
  ...["AllAlpha=true", "UserNamespacesSupport=false", "Tomorrow=true", "UserNamespacesSupport"].map((gates) =>
    argumentRow("apiServer", "feature-gates", gates, "has a gate of which no rule says that it weakens nothing"),
  ),
  ...["true", "", undefined].map((value) =>
    argumentRow("apiServer", "service-account-extend-token-expiration", value, "must be false"),
  ),
  {
    change: "the scheduler without a word about profiles, where Talos' argument does nothing",
    changes: (contract) => [setting(contract, "scheduler", "config", undefined)],
    findings: (contract) => [`${place(contract, "scheduler").field}.config.enableProfiling must be false`],
  },
  {
    change: "profiles of the scheduler by its file",
    changes: (contract) => [setting(contract, "scheduler", "config/enableProfiling", true)],
    findings: (contract) => [`${place(contract, "scheduler").field}.config.enableProfiling must be false`],
  },
]);

const NO_NAME = (component: string) => `has a name that is no argument's, which ${component} may read as one`;

const refused = mutations("component-arguments-must-be-accepted", [
  argumentRow("apiServer", "etcd-servers", "http://x", ownOf("kube-apiserver")),
  argumentRow("apiServer", "service-account-signing-key-file", "/x", ownOf("kube-apiserver")),
  argumentRow("controllerManager", "root-ca-file", "/x", ownOf("kube-controller-manager")),
  argumentRow("scheduler", "kubeconfig", "/x", ownOf("kube-scheduler")),
  argumentRow("kubelet", "config", "/x", ownOf("kubelet")),
  argumentRow("etcd", "client-cert-auth", "false", ownOf("etcd")),
  argumentRow("etcd", "tls-min-version", "TLS1.2", ownOf("etcd"), ONLY_114),
  argumentRow("etcd", "experimental-initial-corrupt-check", "false", ownOf("etcd"), ONLY_113),
  ...["anonymous_auth", "--v", "anonymous-auth=true", "V"].map(
    (name): Row => ({
      change: `a name ${name}`,
      changes: (contract) => [argument(contract, "apiServer", name, "true")],
      findings: (contract) => [`${argumentField(contract, "apiServer")} ${NO_NAME("kube-apiserver")}`],
    }),
  ),
  {
    change: "a kubelet's argument with underscores",
    changes: (contract) => [argument(contract, "kubelet", "read_only_port", "10255")],
    findings: (contract) => [`${argumentField(contract, "kubelet")} ${NO_NAME("kubelet")}`],
    role: "worker",
  },
  row(
    "1.13",
    "a list",
    [argument("1.13", "apiServer", "api-audiences", ["a", "b"])],
    "cluster.apiServer.extraArgs has a list in place of a text, which Talos 1.13 cannot read",
  ),
  row(
    "1.14",
    "a list of maps",
    [argument("1.14", "apiServer", "api-audiences", [{ a: "b" }])],
    "KubeAPIServerConfig.extraArgs has a list of something else than texts",
  ),
  {
    change: "a map",
    changes: (contract) => [argument(contract, "scheduler", "v", { level: "2" })],
    findings: (contract) => [`${argumentField(contract, "scheduler")} has a map in place of a text`],
  },
  {
    change: "a list of arguments",
    changes: (contract) => [setting(contract, "scheduler", "extraArgs", ["--v=2"])],
    findings: (contract) => [`${argumentField(contract, "scheduler")} must be a map of arguments`],
  },
]);

const PLUGIN = { "1.13": "cluster.apiServer.admissionControl.0", "1.14": "KubeAdmissionControlConfig.0" } as const;

function podSecurityRow(change: string, path: string, value: unknown, says: string): Row {
  return {
    change,
    changes: (contract) => [
      contract === "1.13"
        ? ["", `cluster/apiServer/admissionControl/0/configuration/${path}`, value]
        : ["KubeAdmissionControlConfig", `configuration/${path}`, value],
    ],
    findings: (contract) => [`${PLUGIN[contract]}.configuration.${path.replaceAll("/", ".")} ${says}`],
  };
}

const VERSION = "must be latest, or no older than the release in the tag of kube-apiserver's image";

const podSecurity = mutations("pod-security-must-have-a-cluster-default", [
  argumentRow(
    "apiServer",
    "admission-control-config-file",
    "/x",
    "must not be there: it replaces the configuration of every plugin",
  ),
  podSecurityRow("privileged pods", "defaults/enforce", "privileged", "must be baseline or restricted"),
  podSecurityRow("nothing enforced", "defaults/enforce", undefined, "must be baseline or restricted"),
  podSecurityRow("less recorded", "defaults/audit", "baseline", "must be restricted"),
  podSecurityRow("less told", "defaults/warn", "privileged", "must be restricted"),
  ...["enforce", "audit", "warn"].map((mode) =>
    podSecurityRow(`what ${mode} meant in 1.0`, `defaults/${mode}-version`, "v1.0", VERSION),
  ),
  podSecurityRow("a version that is none", "defaults/enforce-version", "1.99", VERSION),
  podSecurityRow(
    "a namespace exempt",
    "exemptions/namespaces",
    ["kube-system", "app"],
    "must have no other than kube-system",
  ),
  podSecurityRow("a user exempt", "exemptions/usernames", ["mallory"], "must be empty"),
  podSecurityRow("a runtime class exempt", "exemptions/runtimeClasses", ["kata"], "must be empty"),
  row(
    "1.13",
    "no plugin",
    [["", "cluster/apiServer/admissionControl", undefined]],
    "cluster.apiServer.admissionControl has no configuration for PodSecurity",
  ),
  row(
    "1.14",
    "another plugin",
    [["KubeAdmissionControlConfig", "name", "EventRateLimit"]],
    "KubeAdmissionControlConfig has no configuration for PodSecurity",
  ),
  row(
    "1.14",
    "no document",
    [["KubeAdmissionControlConfig", "", undefined]],
    "KubeAdmissionControlConfig has no configuration for PodSecurity",
  ),
]);

export const componentMutations: readonly MachineConfigMutation[] = [
  ...encryption,
  ...components,
  ...refused,
  ...podSecurity,
];
