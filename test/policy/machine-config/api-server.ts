/** Who the Kubernetes API answers, and how. */
import {
  argument,
  argumentRow,
  type MachineConfigMutation,
  mutations,
  ONLY_113,
  ONLY_114,
  ownOf,
  row,
} from "./mutation";

const DEFAULT_ANSWERS =
  "KubeAuthenticationConfig.configuration.anonymous is not set, and kube-apiserver's own default answers everybody";
const PATHS = "KubeAuthenticationConfig.configuration.anonymous.enabled must be false, for single paths too";
const anonymous = mutations("anonymous-requests-must-be-refused", [
  ...["true", true, "T", "", null, "0ff"].map((value) =>
    argumentRow("apiServer", "anonymous-auth", value, "must be false", ONLY_113),
  ),
  argumentRow("apiServer", "anonymous-auth", "true", ownOf("kube-apiserver"), ONLY_114),
  argumentRow("apiServer", "authentication-config", "/x", ownOf("kube-apiserver"), ONLY_114),
  row(
    "1.14",
    "another way to sign in",
    [argument("1.14", "apiServer", "oidc-issuer-url", "https://x")],
    `KubeAPIServerConfig.extraArgs.oidc-* ${ownOf("kube-apiserver")}`,
  ),
  row("1.14", "everybody", [["KubeAuthenticationConfig", "configuration/anonymous/enabled", true]], PATHS),
  row(
    "1.14",
    "everybody on single paths",
    [["KubeAuthenticationConfig", "configuration/anonymous", { enabled: true, conditions: [{ path: "/livez" }] }]],
    PATHS,
  ),
  row(
    "1.14",
    "a text in place of a switch",
    [["KubeAuthenticationConfig", "configuration/anonymous/enabled", "no"]],
    PATHS,
  ),
  row("1.14", "nothing said", [["KubeAuthenticationConfig", "configuration/anonymous", undefined]], DEFAULT_ANSWERS),
  row("1.14", "an empty configuration", [["KubeAuthenticationConfig", "configuration", {}]], DEFAULT_ANSWERS),
  row(
    "1.14",
    "no document",
    [["KubeAuthenticationConfig", "", undefined]],
    "KubeAuthenticationConfig is missing: Talos gives kube-apiserver an empty file, with which it does not start",
  ),
  ...[true, undefined].map((value) =>
    row(
      "1.14",
      `startupProbes ${value}`,
      [["KubeAPIServerConfig", "startupProbes", value]],
      "KubeAPIServerConfig.startupProbes must be false: its probes are anonymous, and kube-apiserver would be ended again and again",
    ),
  ),
]);

const authorizers = mutations("authorization-must-be-by-node-and-role", [
  ...["AlwaysAllow", "Node,RBAC,Webhook", "RBAC, ABAC"].map((value) =>
    argumentRow("apiServer", "authorization-mode", value, "adds an authorizer that is neither Node nor RBAC", ONLY_113),
  ),
  argumentRow("apiServer", "authorization-mode", "Node", ownOf("kube-apiserver"), ONLY_114),
  argumentRow("apiServer", "authorization-config", "/x", ownOf("kube-apiserver")),
  row(
    "1.13",
    "a webhook by argument",
    [argument("1.13", "apiServer", "authorization-webhook-config-file", "/x")],
    "cluster.apiServer.extraArgs.authorization-webhook-* must not be there: a webhook decides",
  ),
  row(
    "1.14",
    "a webhook by argument",
    [argument("1.14", "apiServer", "authorization-webhook-config-file", "/x")],
    `KubeAPIServerConfig.extraArgs.authorization-webhook-* ${ownOf("kube-apiserver")}`,
  ),
  row(
    "1.13",
    "a webhook beside",
    [
      [
        "",
        "cluster/apiServer/authorizationConfig",
        [
          { type: "Node", name: "node" },
          { type: "Webhook", name: "x" },
        ],
      ],
    ],
    "cluster.apiServer.authorizationConfig.1.type must be Node or RBAC",
  ),
  row(
    "1.14",
    "a webhook in place of RBAC",
    [["KubeAuthorizerConfig.1", "", { name: "x", type: "Webhook", webhook: {} }]],
    "KubeAuthorizerConfig.1.type must be Node or RBAC",
    "KubeAuthorizerConfig of type RBAC is missing, and Talos adds none",
  ),
  row(
    "1.14",
    "no authorizer",
    [
      ["KubeAuthorizerConfig", "", undefined],
      ["KubeAuthorizerConfig", "", undefined],
    ],
    "KubeAuthorizerConfig of type Node is missing, and Talos adds none",
    "KubeAuthorizerConfig of type RBAC is missing, and Talos adds none",
  ),
]);

const admission = mutations("admission-must-keep-its-guards", [
  argumentRow(
    "apiServer",
    "enable-admission-plugins",
    "AlwaysAdmit",
    "must not have AlwaysAdmit, which admits everything",
  ),
  argumentRow(
    "apiServer",
    "enable-admission-plugins",
    "NodeRestriction,PodSecurityPolicy",
    "has PodSecurityPolicy, which Kubernetes does not know any more",
  ),
  ...['"PodSecurity","NodeRestriction","ServiceAccount"', 'LimitRanger,"PodSecurity"', "LimitRanger\nPodSecurity"].map(
    (plugins) =>
      argumentRow(
        "apiServer",
        "disable-admission-plugins",
        plugins,
        "must have no quotes and no line breaks, which hide names in a list",
      ),
  ),
  argumentRow(
    "apiServer",
    "enable-admission-plugins",
    '"AlwaysAdmit"',
    "must have no quotes and no line breaks, which hide names in a list",
  ),
  argumentRow("apiServer", "disable-admission-plugins", "Pod-Security", "has something that is no plugin's name"),
  row(
    "1.14",
    "guards off in a list with quotes",
    [argument("1.14", "apiServer", "disable-admission-plugins", ["LimitRanger", '"PodSecurity"'])],
    "KubeAPIServerConfig.extraArgs.disable-admission-plugins must have no quotes and no line breaks, which hide names in a list",
  ),
  ...["NodeRestriction", "PodSecurity", "ServiceAccount", "NamespaceLifecycle"].map((plugin) =>
    argumentRow("apiServer", "disable-admission-plugins", `LimitRanger, ${plugin}`, `must not have ${plugin}`),
  ),
]);

const tls = mutations("kubernetes-api-must-speak-current-tls", [
  ...[undefined, "VersionTLS12", "VersionTLS10", "", null].map((value) =>
    argumentRow("apiServer", "tls-min-version", value, "must be VersionTLS13", ONLY_113),
  ),
  argumentRow("apiServer", "tls-min-version", "VersionTLS13", ownOf("kube-apiserver"), ONLY_114),
  argumentRow("controllerManager", "tls-min-version", "VersionTLS12", "must be VersionTLS13"),
  argumentRow("scheduler", "tls-min-version", "", "must be VersionTLS13"),
  ...(["controllerManager", "scheduler"] as const).map((component) =>
    argumentRow(
      component,
      "tls-cipher-suites",
      "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
      "has a suite without forward secrecy or authenticated encryption",
    ),
  ),
  ...["TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_RC4_128_SHA"].map((value) =>
    argumentRow(
      "apiServer",
      "tls-cipher-suites",
      value,
      "has a suite without forward secrecy or authenticated encryption",
    ),
  ),
]);

export const apiServerMutations: readonly MachineConfigMutation[] = [
  ...anonymous,
  ...authorizers,
  ...admission,
  ...tls,
];
