/** Resources that carry machine configurations. */
import { type ClusterFacts, clusterFacts } from "./cluster-facts";
import { INSTANCE_TYPES, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "./instances";
import { type Contract, MachineConfig } from "./machine-config";
import { machineConfigText } from "./machine-config-text";
import type { ResourceView, StackView } from "./stack";
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
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

/** User data may be on any of these; AWS takes each in clear, in base64, or packed. */
const USER_DATA = ["userData", "userDataBase64"];
const SECRET_STRINGS = ["secretString", "secretStringWo"];

/** Made once for a stack and a configuration: every rule asks. */
const known = new WeakMap<StackView, Carriers>();
const configs = new Map<Contract | "by form", WeakMap<object, MachineConfig>>();

export function carriersOf(stack: StackView): Carriers {
  const before = known.get(stack);
  if (before !== undefined) return before;
  const facts = clusterFacts(stack);
  const given = (types: readonly string[], properties: readonly string[]) =>
    stack.ofType(...types).map((resource) => carrierOf(resource, named(resource, properties), facts));
  const carriers = [
    ...given([...INSTANCE_TYPES, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION], USER_DATA),
    ...given([SECRET_VERSION], SECRET_STRINGS),
    ...stack.ofType(MACHINE_CONFIGS).map((resource) => componentOf(resource, facts)),
  ];
  const answer = { facts, carriers };
  known.set(stack, answer);
  return answer;
}

function named(resource: ResourceView, properties: readonly string[]): readonly (readonly [string, Value])[] {
  return properties.flatMap((property) => {
    const value = resource.props[property];
    return value === undefined ? [] : [[property, value] as const];
  });
}

/** What is hidden is left to the component, which shows every configuration at every preview. */
function carrierOf(
  { urn }: ResourceView,
  values: readonly (readonly [string, Value])[],
  { contract }: ClusterFacts,
): Carrier {
  const carried = values.flatMap(([name, value]) => (typeof value === "string" ? read(name, value, contract) : []));
  return { urn, configs: carried };
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
  const values = Object.entries(resource.props).flatMap(([property, value]): [string, Value][] =>
    isObject(value) ? Object.entries(value) : [[property, value]],
  );
  const { urn, configs: carried } = carrierOf(resource, values, facts);
  return {
    urn,
    configs: [...hidden.map((name) => ({ name, problem: "is not known, so it cannot be judged" })), ...carried],
  };
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
