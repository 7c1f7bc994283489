/** Resources that carry machine configurations. */
import { type ClusterFacts, clusterFacts } from "./cluster-facts";
import { INSTANCE_TYPES, LAUNCH_TEMPLATE } from "./instances";
import { type Contract, MachineConfig } from "./machine-config";
import { machineConfigText } from "./machine-config-text";
import { type ResourceView, type StackView, tagOf } from "./stack";
import { isHidden, isObject, type Value } from "./value";

/** `name` is that of the property, or of the configuration in our own component: never a value. */
export type CarriedConfig =
  | { readonly name: string; readonly config: MachineConfig }
  | { readonly name: string; readonly problem: string };

export interface Carrier {
  readonly urn: string;
  readonly configs: readonly CarriedConfig[];
}

export interface Carriers {
  readonly facts: ClusterFacts;
  readonly carriers: readonly Carrier[];
}

export const MACHINE_CONFIGS = "palisade:talos:MachineConfigs";
/** What these show is no node's: the engine's own, and components, whose resources are looked at. */
const SHOWS = /^(?:pulumi|palisade):/;
/** Resources of the Talos provider, which merges patches on the way and may get configurations from itself. */
const TALOS_PROVIDER = /^talos:machine\//;
/** Shorter than any configuration that says something; most properties are. */
const SHORTEST = 12;
/** A configuration has blanks or line breaks of some kind, or braces, or is one word of base64. */
const MAY_CARRY = /[\s\u0085\u2028\u2029{]|^[A-Za-z0-9+/_-]+=*$/;
const ROLE_TAG = "palisade:role";
const NOT_KNOWN = "is not known, so it cannot be judged";

/** Made once for a stack and a configuration: every rule asks. */
const known = new WeakMap<StackView, Carriers>();
const configs = new Map<Contract | "by form", WeakMap<object, MachineConfig>>();

export function carriersOf(stack: StackView): Carriers {
  const before = known.get(stack);
  if (before !== undefined) return before;
  const facts = clusterFacts(stack);
  const shown = stack.ofType(MACHINE_CONFIGS);
  const carriers = [
    ...stack.resources
      .filter(({ type }) => !SHOWS.test(type))
      .map((resource) => carrierOf(resource, textsIn(resource.props, []), facts)),
    ...shown.map((resource) => componentOf(resource, facts)),
    ...(shown.length === 0 ? notShown(facts) : []),
  ];
  const answer = { facts, carriers };
  known.set(stack, answer);
  return answer;
}

type NamedText = readonly [name: string, text: string];

/** Every text of a resource that a configuration could be, wherever it stands: a node can be given one by many services. */
function textsIn(value: Value, path: readonly (string | number)[]): readonly NamedText[] {
  if (typeof value === "string")
    return value.length >= SHORTEST && MAY_CARRY.test(value) ? [[path.join("."), value]] : [];
  if (Array.isArray(value)) return value.flatMap((item: Value, index) => textsIn(item, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => textsIn(child, [...path, key])) : [];
}

/** What is hidden is left to the component, which shows every configuration at every preview; what it cannot show is not. */
function carrierOf(resource: ResourceView, values: readonly NamedText[], { contract, shown }: ClusterFacts): Carrier {
  const carried = values.flatMap(([name, value]) => read(name, value, contract));
  return { urn: resource.urn, configs: [...carried, ...hiddenFromAll(resource, shown !== undefined)] };
}

/** A control plane's user data is known in a stack of ours: its configuration never is in it. */
function hiddenFromAll(resource: ResourceView, own: boolean): readonly CarriedConfig[] {
  const { type, props } = resource;
  const problems: CarriedConfig[] = own && bootsOpen(resource) ? [{ name: "userData", problem: OPEN }] : [];
  if (own && (INSTANCE_TYPES as readonly string[]).includes(type)) {
    for (const name of ["userData", "userDataBase64"])
      if (isHidden(props[name])) problems.push({ name, problem: NOT_KNOWN });
  }
  if (TALOS_PROVIDER.test(type)) {
    for (const name of ["machineConfigurationInput", "machineConfiguration"])
      if (isHidden(props[name])) problems.push({ name, problem: NOT_KNOWN });
    for (const name of ["configPatches", "configPatchesWo"]) {
      const patches = props[name];
      if (isHidden(patches) || (Array.isArray(patches) && patches.length > 0))
        problems.push({ name, problem: "is merged by the provider, so what the node gets cannot be judged" });
    }
  }
  return problems;
}

const OPEN = "is no configuration with a firewall, so the node would boot open to its network";

/** A node of ours that Talos finds nothing for waits for a configuration from whoever can reach it. */
function bootsOpen(resource: ResourceView): boolean {
  const { type, props } = resource;
  const role = tagOf(resource, ROLE_TAG);
  const isNode =
    ((INSTANCE_TYPES as readonly string[]).includes(type) && role === "control-plane") ||
    (type === LAUNCH_TEMPLATE && role === "worker");
  const given = ["userData", "userDataBase64"].map((name) => props[name]).filter((value) => (value ?? null) !== null);
  return isNode && !given.some((value) => typeof value !== "string" || hasFirewall(value));
}

/** What cannot be read is told as such. */
function hasFirewall(text: string): boolean {
  const read = machineConfigText(text);
  if (read.kind !== "documents") return read.kind === "unreadable";
  return read.documents.some(({ kind }) => kind === "NetworkDefaultActionConfig");
}

/** Without the component, nothing would be judged before a deployment. */
function notShown({ shown }: ClusterFacts): readonly Carrier[] {
  if (shown === undefined) return [];
  return [{ urn: shown.urn, configs: shown.names.map((name) => ({ name, problem: "is not shown by any component" })) }];
}

/**
 * Configurations without their secrets. Those in `documents` are known at every preview: hidden, nothing could be judged before a deployment. As a
 * whole not known they are not there at all, because what a resource has yet to compute is left out of its view.
 */
function componentOf(resource: ResourceView, facts: ClusterFacts): Carrier {
  const { documents } = resource.props;
  const hidden = isObject(documents)
    ? Object.entries(documents).flatMap(([name, value]) => (isHidden(value) ? [name] : []))
    : ["documents"];
  const missing = isObject(documents)
    ? (facts.shown?.names ?? []).filter((name) => !Object.hasOwn(documents, name))
    : [];
  const values = Object.entries(resource.props).flatMap(([property, value]): readonly NamedText[] =>
    Object.entries(isObject(value) ? value : { [property]: value }).flatMap(([name, text]) =>
      typeof text === "string" ? [[name, text] as const] : [],
    ),
  );
  const { urn, configs: carried } = carrierOf(resource, values, facts);
  const empty = isObject(documents)
    ? (facts.shown?.names ?? []).filter((name) => shows(name, documents[name], facts) === false)
    : [];
  return {
    urn,
    configs: [
      ...hidden.map((name) => ({ name, problem: NOT_KNOWN })),
      ...empty.map((name) => ({ name, problem: "shows no whole configuration of its role" })),
      ...missing.map((name) => ({ name, problem: "is not shown, so it cannot be judged" })),
      ...carried,
    ],
  };
}

/** Undefined where another problem tells why not. */
function shows(name: string, value: Value | undefined, { contract }: ClusterFacts): boolean | undefined {
  if (value === undefined || isHidden(value)) return undefined;
  const [carried] = typeof value === "string" ? read(name, value, contract) : [];
  if (carried === undefined) return false;
  const role = name.startsWith("worker-") ? "worker" : "control-plane";
  return "config" in carried ? carried.config.role === role : undefined;
}

function read(name: string, text: string, contract: Contract | undefined): readonly CarriedConfig[] {
  const answer = machineConfigText(text);
  if (answer.kind === "other") return [];
  if (answer.kind === "unreadable") return [{ name, problem: answer.problem }];
  const made = configs.get(contract ?? "by form") ?? new WeakMap<object, MachineConfig>();
  configs.set(contract ?? "by form", made);
  const config = made.get(answer.documents) ?? new MachineConfig(answer.documents, contract);
  made.set(answer.documents, config);
  return [config.problem === undefined ? { name, config } : { name, problem: config.problem }];
}
