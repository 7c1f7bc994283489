/** Values and paths as messages may show them: nothing that looks like a secret, nothing that a terminal obeys. */
import { isNoSecret, isSecretName, looksSecret } from "./secret-form";
import { visible } from "./visible-text";

type Path = readonly PropertyKey[];

/** Smaller numbers below such a name are counts. */
const SHORTEST_PIN = 100_000;

/** Below a secret's name every text is one, through lists too. */
function isNamedSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isNamedSecret);
  if (typeof value === "number") return Math.abs(value) >= SHORTEST_PIN;
  return typeof value === "string" && !isNoSecret(value);
}

/** The path of every value or key in parsed configuration that looks secret. */
export function secretPaths(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === "string") return looksSecret(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((child, index) => secretPaths(child, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    looksSecret(key) || (isSecretName(key) && isNamedSecret(child))
      ? [[...path, key]]
      : secretPaths(child, [...path, key]),
  );
}

const LONGEST_SHOWN = 80;
/** Longer than any name that is taken, so that a path stays one that the Pulumi CLI knows. */
const LONGEST_NAME = 200;

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** What stands before the host of a URL, or behind its question mark, may be a key that has no form of its own. */
function shownPart(_: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "string" && value.includes("://")
    ? value.replace(/\?[^\s"]+/g, "?[hidden]").replace(/:\/\/[^/\s@"]{1,200}@/g, "://[hidden]@")
    : value;
}

/** A value as a message may show it: JSON, shortened, and nothing of it where any part looks secret. */
export function render(value: unknown): string {
  if (secretPaths(value).length > 0) return "[secret]";
  return visible(shortened(JSON.stringify(value, shownPart) ?? String(value), LONGEST_SHOWN));
}

/** A name within a message: as it is written, but for what must not be shown. */
export function renderName(name: string): string {
  return looksSecret(name) ? "[secret]" : visible(shortened(name, LONGEST_NAME));
}

/** The path syntax of `pulumi config set --path`, below a full key: `other:key.list[0]["a.b"]`. */
export function renderBelow(fullKey: string, path: Path): string {
  const start = fullKey.indexOf(":") + 1;
  const parts = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    const name = looksSecret(String(part)) ? "[secret]" : shortened(String(part), LONGEST_NAME);
    return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${visible(JSON.stringify(name))}]`;
  });
  const name = looksSecret(fullKey) ? "[secret]" : renderName(fullKey.slice(start));
  return [renderName(fullKey.slice(0, start)), name, ...parts].join("");
}

/** `palisade:workers[0].labels["a.b"]`. */
export function renderPath(path: Path): string {
  const [first = "", ...rest] = path;
  return renderBelow(`palisade:${String(first)}`, rest);
}
