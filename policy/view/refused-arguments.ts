/**
 * Arguments with which a node would not start a component, would start it with something else than what is written, or would start a weaker one;
 * and those of which no rule says that they weaken nothing.
 */
import { argumentsSection, type Component, componentArguments, componentSection } from "./component-arguments";
import { knownArgument } from "./known-arguments";
import type { Contract, MachineConfig } from "./machine-config";
import { isObject, type Value } from "./value";

/** Checklist items whose settings an argument would take over; every other one is K8S-07's. */
export type ArgumentItem = "K8S-01" | "K8S-02" | "K8S-03" | "K8S-04" | "K8S-05" | "K8S-06" | "K8S-07" | "K8S-15";

export interface RefusedArgument {
  readonly item: ArgumentItem;
  /** Begins with the field. */
  readonly message: string;
}

const API_SERVER = [
  "client-ca-file",
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

const ETCD = [
  "auto-tls",
  "cert-file",
  "client-cert-auth",
  "data-dir",
  "key-file",
  "listen-client-urls",
  "listen-peer-urls",
  "name",
  "peer-auto-tls",
  "peer-cert-file",
  "peer-client-cert-auth",
  "peer-key-file",
  "peer-trusted-ca-file",
  "trusted-ca-file",
];

const KUBECONFIGS = ["authentication-kubeconfig", "authorization-kubeconfig"];

/** Denied by both contracts. */
const DENIED: Readonly<Record<Component, readonly string[]>> = {
  "kube-apiserver": [...API_SERVER, "authorization-config", "encryption-provider-config"],
  "kube-controller-manager": [
    ...KUBECONFIGS,
    "cluster-signing-cert-file",
    "cluster-signing-key-file",
    "root-ca-file",
    "service-account-private-key-file",
  ],
  "kube-scheduler": [...KUBECONFIGS, "config", "kubeconfig"],
  kubelet: [
    "bootstrap-kubeconfig",
    "cert-dir",
    "config",
    "container-runtime",
    "container-runtime-endpoint",
    "kubeconfig",
  ],
  etcd: ETCD,
};

const DENIED_BY: Readonly<Record<Contract, Partial<Record<Component, readonly string[]>>>> = {
  "1.13": {
    etcd: [
      "experimental-compact-hash-check-enabled",
      "experimental-initial-corrupt-check",
      "experimental-watch-progress-notify-interval",
    ],
  },
  "1.14": {
    "kube-apiserver": ["tls-min-version"],
    etcd: ["feature-gates", "listen-client-http-urls", "tls-min-version", "watch-progress-notify-interval"],
  },
};

/** Beginnings that KubeAPIServerConfig refuses, because other documents say them. */
const DENIED_BY_DOCUMENT = [
  "anonymous-auth",
  "authentication-config",
  "authorization-config",
  "authorization-mode",
  "authorization-webhook-",
  "oidc-",
];

const ITEMS: readonly (readonly [beginning: string, item: ArgumentItem])[] = [
  ["anonymous-auth", "K8S-01"],
  ["authentication-config", "K8S-01"],
  ["oidc-", "K8S-01"],
  ["authorization-", "K8S-02"],
  ["tls-min-version", "K8S-04"],
  ["encryption-provider-config", "K8S-06"],
];

/** Components read "_" in a name as "-", so such a name would pass Talos' list of denied ones; "=" ends a name. */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export const COMPONENTS = Object.keys(DENIED) as readonly Component[];

export function refusedArguments(config: MachineConfig): readonly RefusedArgument[] {
  return COMPONENTS.flatMap((component) => refusedBy(config, component));
}

function refusedBy(config: MachineConfig, component: Component): readonly RefusedArgument[] {
  const { field, value } = argumentsSection(config, component);
  if (value === undefined) return [];
  if (!isObject(value)) return [{ item: "K8S-07", message: `${field} must be a map of arguments` }];
  return Object.entries(value).flatMap(([name, given]) => {
    if (!NAME.test(name))
      return [
        { item: "K8S-07", message: `${field} has a name that is no argument's, which ${component} may read as one` },
      ];
    const denied = deniedName(config, component, name);
    if (denied !== undefined)
      return [
        {
          item: component === "kube-apiserver" ? itemOf(name) : "K8S-07",
          message: `${field}.${denied} is Talos' own to set: with it the node does not start ${component}`,
        },
      ];
    const form = formProblem(config.contract, given);
    if (form !== undefined) return [{ item: "K8S-07", message: `${field} has ${form}` }];
    const value = valueProblem(config, component, name);
    return value === undefined ? [] : [{ item: itemOfValue(component, name), message: `${field}.${name} ${value}` }];
  });
}

/** Of an argument that Talos takes: whether what it says is judged, and good. */
function valueProblem(config: MachineConfig, component: Component, name: string): string | undefined {
  const values = componentArguments(config, component).values(name);
  // Lists are read as CSV, where quotes can hold a comma or a name.
  if (values.some((value) => /["\r\n]/.test(value)))
    return "must have no quotes and no line breaks, which hide names in a list";
  const known = knownArgument(component, name);
  if (known === undefined) return "must not be there: no rule judges what it does";
  if (known === "known") return undefined;
  const given = values.length > 0 || known.needed !== true;
  return given && values.every((value) => known.allows(value)) ? undefined : known.says;
}

/** As messages name it: of a beginning only what Talos' own list has. */
function deniedName(config: MachineConfig, component: Component, name: string): string | undefined {
  const { contract } = config;
  if (DENIED[component].includes(name) || DENIED_BY[contract][component]?.includes(name)) return name;
  if (component !== "kube-apiserver" || componentSection(config, component).field !== "KubeAPIServerConfig")
    return undefined;
  const beginning = DENIED_BY_DOCUMENT.find((candidate) => name.startsWith(candidate));
  return beginning?.endsWith("-") ? `${beginning}*` : beginning;
}

function itemOf(name: string): ArgumentItem {
  return ITEMS.find(([beginning]) => name.startsWith(beginning))?.[1] ?? "K8S-07";
}

/** What a component's argument says is its own rule's, where it has one. */
function itemOfValue(component: Component, name: string): ArgumentItem {
  if (component === "kubelet") return "K8S-15";
  if (component !== "kube-apiserver") return "K8S-07";
  if (name.endsWith("-admission-plugins")) return "K8S-03";
  return name.startsWith("audit-") ? "K8S-05" : "K8S-07";
}

function formProblem(contract: Contract, given: Value): string | undefined {
  if (!Array.isArray(given)) return isObject(given) ? "a map in place of a text" : undefined;
  if (contract === "1.13") return "a list in place of a text, which Talos 1.13 cannot read";
  return given.every((item) => typeof item === "string" || typeof item === "boolean")
    ? undefined
    : "a list of something else than texts";
}
