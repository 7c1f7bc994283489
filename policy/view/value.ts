/**
 * Property values as rules read them: plain data in which a value that is not known yet, or is a secret that is not shown, has a mark of its
 * own. The policy SDK throws at the first unknown that is read and then lets the resource pass; here nothing throws, and a rule that needs such
 * a value says that it could not decide.
 */

/** Not known before the resource exists. */
export const UNKNOWN: unique symbol = Symbol("unknown");
/** A secret of which only the mark is there. */
export const SECRET: unique symbol = Symbol("secret");

export type Value =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN
  | typeof SECRET
  | readonly Value[]
  | { readonly [key: string]: Value };

export type Properties = { readonly [key: string]: Value };

/** The strings by which the engine marks unknown values on the wire and in a preview's state. */
const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
/** What the CLI puts in place of a secret that it cannot decrypt. */
const UNDECRYPTED = "[secret]";

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Not decidable by looking at it. */
export function isHidden(value: Value | undefined): value is typeof UNKNOWN | typeof SECRET {
  return value === UNKNOWN || value === SECRET;
}

/** Values that were read before, by the object that they were read from: inputs and outputs of a recorded resource share most of them. */
export type ReadBefore = WeakMap<object, Value>;

/** Reads properties as a policy gets them (proxies that throw at an unknown) or as a state file has them. */
export function properties(source: unknown, before: ReadBefore = new WeakMap()): Properties {
  const read = readValue(() => source, before);
  return isObject(read) ? read : {};
}

function readValue(get: () => unknown, before: ReadBefore): Value {
  let value: unknown;
  try {
    value = get();
  } catch (error) {
    // The SDK does not export the class of this error; the field is its own.
    if (error instanceof Error && "unknownTypeSentinel" in error) return UNKNOWN;
    throw error;
  }
  if (value === undefined || value === null) return null;
  if (typeof value === "string") {
    if (UNKNOWN_SENTINELS.has(value)) return UNKNOWN;
    return value === UNDECRYPTED ? SECRET : value;
  }
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value !== "object") return null;
  // The SDK hands over what is in an asset as a promise, which a rule cannot wait for.
  if (value instanceof Promise) return UNKNOWN;
  const known = before.get(value);
  if (known !== undefined) return known;
  const read = Array.isArray(value)
    ? Array.from({ length: value.length }, (_, index) => readValue(() => value[index], before))
    : readObject(value as Readonly<Record<string, unknown>>, before);
  before.set(value, read);
  return read;
}

function readObject(source: Readonly<Record<string, unknown>>, before: ReadBefore): Value {
  const keys = Object.keys(source);
  if (keys.includes(SIGNATURE_KEY) && source[SIGNATURE_KEY] === SECRET_SIGNATURE) return secretValue(source, before);
  return Object.fromEntries(keys.map((key) => [key, readValue(() => source[key], before)]));
}

/** On the wire a secret carries its value, in an exported state its value as JSON, or only a ciphertext. */
function secretValue(source: Readonly<Record<string, unknown>>, before: ReadBefore): Value {
  if ("value" in source) return readValue(() => source["value"], before);
  const { plaintext } = source;
  if (typeof plaintext !== "string") return SECRET;
  try {
    return readValue(() => JSON.parse(plaintext), before);
  } catch {
    // The parser's own message would quote the secret.
    return SECRET;
  }
}

/**
 * Properties without those that are not known and that the program did not give: the provider chooses them, and a preview says so of every one.
 * A rule that took them for the program's would decide nothing before the first deployment.
 */
export function withoutComputed(outputs: Properties, given: (property: string) => boolean): Properties {
  return Object.fromEntries(
    Object.entries(outputs).filter(([property, value]) => value !== UNKNOWN || given(property)),
  );
}

/** The value at a path of keys and indexes; undefined where nothing is there, the mark where the way to it is hidden. */
export function at(value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined {
  let here = value;
  for (const part of path) {
    if (isHidden(here)) return here;
    if (typeof part === "number") here = Array.isArray(here) ? (here as readonly Value[])[part] : undefined;
    else here = isObject(here) && Object.hasOwn(here, part) ? here[part] : undefined;
  }
  return here === null ? undefined : here;
}

/** Elements of a list; a single value stands for a list of one, as some provider versions write blocks. */
export function elements(value: Value | undefined): readonly Value[] | typeof UNKNOWN | typeof SECRET {
  if (value === undefined || value === null) return [];
  if (isHidden(value)) return value;
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}

/** Booleans that some properties spell as strings. */
export function flag(value: Value | undefined): boolean | undefined | typeof UNKNOWN | typeof SECRET {
  if (isHidden(value)) return value;
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : undefined;
}
