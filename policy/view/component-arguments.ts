/**
 * Arguments of the Kubernetes components and of etcd as they come out on the node. Talos merges what a configuration adds with its own: most
 * arguments replace Talos' own, some are joined with it, and some are denied, which only the node notices: `talosctl validate` passes, and the
 * component is never started. Read in Talos' sources: control_plane_static_pod.go, kubelet_spec.go, services/etcd.go of v1.13.0;
 * control_plane_final.go, config/types/k8s/apiserver.go, kubelet_spec.go, services/etcd.go of v1.14.1; pkg/argsbuilder.
 */
import type { Contract, MachineConfig, Section } from "./machine-config";
import { within } from "./machine-config";
import { isObject, type Value } from "./value";

export type Component = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kubelet" | "etcd";

/** Document of contract 1.14, and section of the v1alpha1 document. */
const PLACES: Readonly<Record<Component, readonly [kind: string, ...legacy: string[]]>> = {
  "kube-apiserver": ["KubeAPIServerConfig", "cluster", "apiServer"],
  "kube-controller-manager": ["KubeControllerManagerConfig", "cluster", "controllerManager"],
  "kube-scheduler": ["KubeSchedulerConfig", "cluster", "scheduler"],
  kubelet: ["KubeletConfig", "machine", "kubelet"],
  // No document of its own: the kind names none.
  etcd: ["EtcdConfig", "cluster", "etcd"],
};

type Defaults = Readonly<Record<string, string>>;

const LOCAL: Defaults = { "bind-address": "127.0.0.1", profiling: "false", "tls-min-version": "VersionTLS13" };

/** Talos' own, of the arguments that rules ask for. */
const DEFAULTS: Readonly<Record<Component, Defaults>> = {
  "kube-apiserver": {
    "anonymous-auth": "false",
    "audit-log-path": "/var/log/audit/kube/kube-apiserver.log",
    "audit-log-maxage": "30",
    "audit-log-maxbackup": "10",
    "audit-log-maxsize": "100",
    "enable-admission-plugins": "NodeRestriction",
    profiling: "false",
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-username-headers": "X-Remote-User",
  },
  "kube-controller-manager": { ...LOCAL, "use-service-account-credentials": "true" },
  "kube-scheduler": { ...LOCAL, "authentication-tolerate-lookup-failure": "false" },
  kubelet: {},
  etcd: {},
};

const API_SERVER_TLS: Readonly<Record<Contract, string>> = { "1.13": "VersionTLS12", "1.14": "VersionTLS13" };

const ADDITIVE = new Set(["authorization-mode", "controllers", "enable-admission-plugins", "feature-gates"]);

export class ComponentArguments {
  /** "cluster.apiServer.extraArgs", "KubeAPIServerConfig.extraArgs". */
  readonly field: string;
  /** What is given, before any merge; empty where nothing readable is given. */
  readonly given: Readonly<Record<string, Value>>;
  private readonly component: Component;
  private readonly contract: Contract;

  constructor(component: Component, contract: Contract, { field, value }: Section) {
    this.component = component;
    this.contract = contract;
    this.field = field;
    this.given = isObject(value) ? value : {};
  }

  has(name: string): boolean {
    return Object.hasOwn(this.given, name);
  }

  /** Name of the argument as messages name it. */
  nameOf(name: string): string {
    return `${this.field}.${name}`;
  }

  /**
   * Values that the component is started with, one for each time that the argument is given. Empty: the component's own default holds, because
   * Talos has none or because an empty value took Talos' own away.
   */
  values(name: string): readonly string[] {
    const own = this.ownDefault(name);
    const before = own === undefined ? [] : [own];
    if (!this.has(name)) return before;
    const given = argumentTexts(this.given[name]);
    return ADDITIVE.has(name) ? [[...new Set([...before, ...given].flatMap(parts))].join(",")] : given;
  }

  /** The value that counts of an argument that is no list. */
  last(name: string): string | undefined {
    return this.values(name).at(-1);
  }

  /** Elements of an argument that is a list, however they are written. */
  elements(name: string): readonly string[] {
    return this.values(name).flatMap(parts);
  }

  /** A switch as the components read it; undefined: their own default holds, or what is given is no switch. */
  flag(name: string): boolean | undefined {
    const value = this.last(name);
    if (value === undefined) return undefined;
    if (/^(?:1|t|true)$/i.test(value)) return true;
    return /^(?:0|f|false)$/i.test(value) ? false : undefined;
  }

  private ownDefault(name: string): string | undefined {
    if (this.component === "kube-apiserver" && name === "tls-min-version") return API_SERVER_TLS[this.contract];
    const own = DEFAULTS[this.component];
    return Object.hasOwn(own, name) ? own[name] : undefined;
  }
}

/** What is added to a component, and Talos' own. */
export function componentArguments(config: MachineConfig, component: Component): ComponentArguments {
  return new ComponentArguments(component, config.contract, argumentsSection(config, component));
}

export function argumentsSection(config: MachineConfig, component: Component): Section {
  return within(componentSection(config, component), "extraArgs");
}

export function componentSection(config: MachineConfig, component: Component): Section {
  return config.section(...PLACES[component]);
}

/** An empty value gives no argument at all, and with that none of Talos' own. */
function argumentTexts(value: Value | undefined): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Value[]).map(String);
  return value === undefined || value === null || value === "" ? [] : [String(value)];
}

function parts(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
