/** What the offline preview recorded, beside what the engine has in its state or tells in its events: differences as text. */
import {
  type DeploymentResource,
  type PropertyMap,
  type PropertyValue,
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
} from "../../sandbox/deployment";

/** A resource as either side has it. */
export interface Compared {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly inputs?: PropertyMap;
  readonly outputs?: PropertyMap;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly deletedWith?: string;
}

/** Made by the engine itself, one for each package whose provider the program does not name. */
export const isDefaultProvider = ({ urn }: Pick<Compared, "urn">) => /::pulumi:providers:\w+::default/.test(urn);

/** What an engine's event of a preview tells of a resource. */
export const TOLD_BY_EVENTS = ["type", "custom", "parent", "protect", "provider", "inputs"] as const;

/**
 * Each difference as "<type> <name> <property>: <offline> / <engine>", values shortened; empty where both agree. `told`: what the engine's side has at all.
 */
export function differences(
  offline: readonly DeploymentResource[],
  engine: readonly Compared[],
  told?: readonly string[],
): readonly string[] {
  const byUrn = new Map(engine.filter((resource) => !isDefaultProvider(resource)).map((one) => [one.urn, one]));
  const found = offline.flatMap((resource) => {
    const other = byUrn.get(resource.urn);
    byUrn.delete(resource.urn);
    if (other === undefined) return [`${nameOf(resource.urn)}: the engine has no such resource`];
    const [ours, theirs] = [facts(resource), facts(other)];
    return Object.keys(ours)
      .filter((key) => (told === undefined || told.includes(key)) && ours[key] !== theirs[key])
      .map((key) => `${nameOf(resource.urn)} ${key}: ${short(ours[key])} / ${short(theirs[key])}`);
  });
  return [...found, ...[...byUrn.keys()].map((urn) => `${nameOf(urn)}: only the engine has it`)];
}

/** Each as one text, in an order of its own. */
function facts(resource: Compared): Readonly<Record<string, string>> {
  const { dependencies = [], propertyDependencies = {}, inputs = {}, provider } = resource;
  return {
    type: resource.type,
    custom: String(resource.custom === true),
    parent: resource.parent ?? "",
    protect: String(resource.protect === true),
    retainOnDelete: String(resource.retainOnDelete === true),
    // The id of a provider is the engine's, at random; those of default providers have no name in the program.
    provider: provider === undefined || /::default/.test(provider) ? "" : provider.slice(0, provider.lastIndexOf("::")),
    dependencies: [...dependencies].sort().join(" "),
    propertyDependencies: JSON.stringify(
      Object.entries(propertyDependencies)
        .filter(([, urns]) => (urns ?? []).length > 0)
        .map(([property, urns]) => [property, [...(urns ?? [])].sort()])
        .sort(),
    ),
    inputs: text(resource.type.startsWith("pulumi:providers:") ? providerInputs(inputs) : inputs),
    ignoreChanges: JSON.stringify(resource.ignoreChanges ?? []),
    additionalSecretOutputs: JSON.stringify([...(resource.additionalSecretOutputs ?? [])].sort()),
    deletedWith: resource.deletedWith ?? "",
  };
}

/** The engine notes a provider's version among its inputs. */
function providerInputs({ __internal, version, ...inputs }: PropertyMap): PropertyMap {
  return inputs;
}

/** With keys in order, every secret as its mark alone, and what is public of throw-away keys as its kind alone. */
function text(value: PropertyValue): string {
  return JSON.stringify(plain(value));
}

function plain(value: PropertyValue): PropertyValue {
  if (typeof value === "string") return withoutKeys(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const map = value as PropertyMap;
  if (map[SIGNATURE_KEY] === SECRET_SIGNATURE) return "[secret]";
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, plain(map[key] ?? null)]),
  );
}

function withoutKeys(value: string): string {
  return value
    .replace(/-----BEGIN (CERTIFICATE|CERTIFICATE REQUEST|PUBLIC KEY)-----[^-]+-----END \1-----/g, "[$1]")
    .replace(/(secret:hmac-sha256|certificate:sha256):[0-9a-f]{32}/g, "[$1]");
}

export function nameOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)} ${name}`;
}

function short(value: string | undefined): string {
  const shown = value ?? "";
  return shown.length > 200 ? `${shown.slice(0, 200)}...` : shown;
}

/** Paths of secrets, as "inputs.secretString". */
export function secretPaths(resource: Pick<Compared, "inputs" | "outputs">): readonly string[] {
  const found: string[] = [];
  const walk = (value: PropertyValue | undefined, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value) && (value as PropertyMap)[SIGNATURE_KEY] === SECRET_SIGNATURE) {
      found.push(path);
      return;
    }
    for (const [key, child] of Object.entries(value)) walk(child as PropertyValue, `${path}.${key}`);
  };
  walk(resource.inputs, "inputs");
  walk(resource.outputs, "outputs");
  return found.sort();
}
