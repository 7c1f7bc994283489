/**
 * Arguments of the Kubernetes components and of etcd that Talos keeps for itself. It merges what a machine configuration adds on the node, and
 * there a denied argument ends the merge: `talosctl validate` passes, and the component is never started. Read in Talos' sources
 * (control_plane_static_pod.go and kubelet_spec.go of v1.13.0, control_plane_final.go and kubelet_spec.go of v1.14.1, services/etcd.go).
 */
import type { Contract } from "./contract";

export type ArgumentComponent = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kubelet";

/** `additive`: joined with Talos' own by commas, so that nothing of Talos' can be removed. Any other argument replaces Talos' own. */
export type MergePolicy = "additive" | "denied";

type Policies = Readonly<Record<string, MergePolicy>>;

function policies(denied: readonly string[], additive: readonly string[] = []): Policies {
  return Object.fromEntries([
    ...denied.map((name) => [name, "denied"] as const),
    ...additive.map((name) => [name, "additive"] as const),
  ]);
}

const API_SERVER_DENIED = [
  "authorization-config",
  "client-ca-file",
  "encryption-provider-config",
  "etcd-cafile",
  "etcd-certfile",
  "etcd-keyfile",
  "etcd-servers",
  "kubelet-client-certificate",
  "kubelet-client-key",
  "proxy-client-cert-file",
  "proxy-client-key-file",
  "requestheader-client-ca-file",
  "service-account-key-file",
  "service-account-signing-key-file",
  "tls-cert-file",
  "tls-private-key-file",
];

const API_SERVER_ADDITIVE = ["authorization-mode", "enable-admission-plugins", "feature-gates"];

const CONTROLLER_MANAGER = policies(
  [
    "authentication-kubeconfig",
    "authorization-kubeconfig",
    "cluster-signing-cert-file",
    "cluster-signing-key-file",
    "root-ca-file",
    "service-account-private-key-file",
  ],
  ["controllers", "service-cluster-ip-range"],
);

const SCHEDULER = policies(["authentication-kubeconfig", "authorization-kubeconfig", "config", "kubeconfig"]);

const KUBELET = policies([
  "bootstrap-kubeconfig",
  "cert-dir",
  "config",
  "container-runtime",
  "container-runtime-endpoint",
  "kubeconfig",
]);

export const MERGE_POLICIES: Readonly<Record<Contract, Readonly<Record<ArgumentComponent, Policies>>>> = {
  "1.13": {
    "kube-apiserver": policies(API_SERVER_DENIED, [...API_SERVER_ADDITIVE, "tls-cipher-suites"]),
    "kube-controller-manager": CONTROLLER_MANAGER,
    "kube-scheduler": SCHEDULER,
    kubelet: KUBELET,
  },
  "1.14": {
    // TLS 1.3 is Talos' own minimum there. A KubeAuthenticationConfig brings its file.
    "kube-apiserver": policies([...API_SERVER_DENIED, "authentication-config", "tls-min-version"], API_SERVER_ADDITIVE),
    "kube-controller-manager": CONTROLLER_MANAGER,
    "kube-scheduler": SCHEDULER,
    kubelet: KUBELET,
  },
};

/** KubeAPIServerConfig of 1.14 refuses these by their beginning: other documents own them. */
const REFUSED_BY_DOCUMENT = [
  "anonymous-auth",
  "authentication-config",
  "authorization-config",
  "authorization-mode",
  "authorization-webhook-",
  "oidc-",
];

/** The arguments as they are given, once each is one that Talos takes. Throws for any other: the builder of the document is wrong. */
export function checkedArguments(
  contract: Contract,
  component: ArgumentComponent,
  args: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(args)) {
    const refused =
      MERGE_POLICIES[contract][component][name] === "denied" ||
      (contract === "1.14" &&
        component === "kube-apiserver" &&
        REFUSED_BY_DOCUMENT.some((beginning) => name.startsWith(beginning)));
    if (refused)
      throw new Error(`${component} argument ${name} is denied by Talos ${contract}: the node would not start it`);
    // An empty value takes Talos' own argument away.
    if (value === "") throw new Error(`${component} argument ${name} has no value: Talos would drop its own`);
  }
  return args;
}
