/** Arguments and settings of the control plane's components and of etcd by which somebody else is believed, or of which no rule says what they do. */
import {
  argument,
  argumentField,
  argumentRow,
  type Component,
  type MachineConfigMutation,
  mutations,
  place,
  type Row,
  row,
  setting,
} from "./mutation";

const UNJUDGED = "must not be there: no rule judges what it does";
const MOUNTS = "must be empty: files of the host reach what no rule looks at";
const HEALTH = "must have no other than /healthz, /readyz, /livez: whoever asks for one of them is let in";
const SIGN_IN = "must be empty: whoever has it signs people in, and no rule judges whom";

function settingRow(component: Component, key: string, value: unknown, says: string): Row {
  return {
    change: `${component} with ${key}`,
    changes: (contract) => [setting(contract, component, key, value)],
    findings: (contract) => [`${place(contract, component).field}.${key.replaceAll("/", ".")} ${says}`],
  };
}

export const argumentMutations: readonly MachineConfigMutation[] = mutations("component-arguments-must-be-accepted", [
  ...[
    ["token-auth-file", "/x"],
    ["authentication-token-webhook-config-file", "/x"],
    ["etcd-servers-overrides", "/secrets#http://x"],
    ["runtime-config", "api/all=true"],
    ["egress-selector-config-file", "/x"],
    ["an-argument-of-tomorrow", "true"],
  ].map(([name = "", value]) => argumentRow("apiServer", name, value, UNJUDGED)),
  {
    change: "tokens of an issuer on the internet",
    changes: () => [argument("1.13", "apiServer", "oidc-issuer-url", "https://x")],
    findings: () => [`cluster.apiServer.extraArgs.oidc-issuer-url ${UNJUDGED}`],
    contracts: ["1.13"],
  },
  argumentRow("apiServer", "service-account-lookup", "false", "must be true: a token would outlive its account"),
  ...["", "front-proxy-client,mallory"].map((value) =>
    argumentRow("apiServer", "requestheader-allowed-names", value, "must be front-proxy-client"),
  ),
  argumentRow("apiServer", "requestheader-username-headers", "X-Anybody", "must be X-Remote-User"),
  argumentRow("apiServer", "v", "9", "must be 0 or 1 or 2 or 3 or 4 or 5"),
  argumentRow(
    "apiServer",
    "external-hostname",
    'a"b',
    "must have no quotes and no line breaks, which hide names in a list",
  ),
  ...(["controllerManager", "scheduler"] as const).flatMap((component) => [
    argumentRow(component, "authorization-always-allow-paths", "/*", HEALTH),
    argumentRow(component, "authorization-always-allow-paths", "/healthz,/metrics", HEALTH),
    argumentRow(component, "secure-port", "0", UNJUDGED),
    settingRow(component, "extraVolumes", [{ hostPath: "/", mountPath: "/x" }], MOUNTS),
  ]),
  argumentRow("scheduler", "authentication-tolerate-lookup-failure", "", "must be false"),
  argumentRow("controllerManager", "cluster-signing-duration", "876000h", "must be at most 8760h, in hours"),
  argumentRow("controllerManager", "controllers", "*,-serviceaccount-token", "must switch no controller off"),
  argumentRow("etcd", "listen-metrics-urls", "http://0.0.0.0:2381", "must be on loopback"),
  argumentRow("etcd", "unsafe-no-fsync", "true", UNJUDGED),
  settingRow("apiServer", "extraVolumes", [{ hostPath: "/", mountPath: "/x" }], MOUNTS),
  settingRow(
    "apiServer",
    "env",
    { GODEBUG: "x509sha1=1" },
    "must be empty: variables change how a component works, and no rule judges them",
  ),
  settingRow("scheduler", "config/extenders", [{ urlPrefix: "http://x" }], UNJUDGED),
  settingRow("etcd", "ofTomorrow", { a: 1 }, UNJUDGED),
  row(
    "1.13",
    "arguments of kube-proxy",
    [["", "cluster/proxy/extraArgs", { "metrics-bind-address": "0.0.0.0" }]],
    "cluster.proxy.extraArgs must be empty: no rule judges them; Cilium replaces kube-proxy",
  ),
  row(
    "1.14",
    "settings of kube-proxy",
    [["KubeProxyConfig", "config", { metricsBindAddress: "0.0.0.0" }]],
    "KubeProxyConfig.config must be empty: no rule judges it; Cilium replaces kube-proxy",
  ),
  row(
    "1.14",
    "tokens of an issuer on the internet",
    [["KubeAuthenticationConfig", "configuration/jwt", [{ issuer: { url: "https://x" } }]]],
    `KubeAuthenticationConfig.configuration.jwt ${SIGN_IN}`,
  ),
  row(
    "1.14",
    "tokens that somebody else signs",
    [["KubeServiceAccountConfig", "accepted", { publicKeys: ["x"] }]],
    `KubeServiceAccountConfig.accepted.publicKeys ${SIGN_IN}`,
  ),
  {
    change: "a name that could be anything",
    changes: (contract) => [argument(contract, "apiServer", "a_b", "true")],
    findings: (contract) => [
      `${argumentField(contract, "apiServer")} has a name that is no argument's, which kube-apiserver may read as one`,
    ],
  },
]);
