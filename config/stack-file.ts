/** `Pulumi.<environment>.yaml` read from disk, for previews without the Pulumi CLI. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { environmentProblems, NAMESPACE } from "./check";
import { ConfigError, type Problem } from "./error";
import { readFileText } from "./file-text";
import { SECRET_KEYS } from "./schema";
import { isObject } from "./schema-walk";
import { holdsKnownSecret, isCiphertext } from "./secret-form";
import { render, renderBelow, renderName, secretPaths } from "./secret-text";
import { SECRET_PLACEHOLDER } from "./secret-values";
import { readStackYaml } from "./stack-yaml";
import { unknownNameFix } from "./suggestion";

export interface StackFile {
  readonly environment: string;
  /** As `pulumi.runtime.allConfig()` gives it: full keys, objects and lists as JSON. Secrets are SECRET_PLACEHOLDER. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys that are or hold a secret. */
  readonly secretKeys: readonly string[];
}

/** Top-level keys of a stack file that the Pulumi CLI writes and that say nothing about the plan. */
const FILE_KEYS = ["config", "encryptedkey", "encryptionsalt", "secretsprovider"] as const;

/** Environments that have a stack file in the directory, sorted. */
export function environmentsIn(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => /^Pulumi\.(.+)\.yaml$/.exec(entry.name)?.[1])
    .filter((name) => name !== undefined && environmentProblems(name).length === 0)
    .map(String)
    .sort();
}

function isSecure(value: unknown): value is { readonly secure: string } {
  return isObject(value) && Object.keys(value).length === 1 && typeof value["secure"] === "string";
}

function holdsSecure(value: unknown): boolean {
  if (isSecure(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecure);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Keys without a namespace are the project's own; Pulumi takes `aws:config:region` for `aws:region`. */
function fullKey(name: string): string {
  return name.includes(":") ? name.replace(/^([^:]+):config:/, "$1:") : `${NAMESPACE}:${name}`;
}

function problem(path: string, message: string, fix: string, got?: unknown): Problem {
  return { path, message, ...(got === undefined ? {} : { got: render(got) }), fix };
}

/** Throws ConfigError: no such file, not YAML, or not of the form of a stack file. */
export function readStackFile(directory: string, environment: string): StackFile {
  const wrongName = environmentProblems(environment);
  if (wrongName.length > 0) throw new ConfigError(`stack ${render(environment)}`, wrongName);
  const name = `Pulumi.${environment}.yaml`;
  const file = join(directory, name);
  if (!existsSync(file)) {
    const others = environmentsIn(directory);
    const fix = others.length === 0 ? `write ${name}` : `use one of ${others.join(", ")}, or write ${name}`;
    throw new ConfigError(`stack ${render(environment)}`, [problem(name, "there is no such stack file", fix)]);
  }
  const read = readFileText(file);
  if ("text" in read) return parseStackFile(name, environment, read.text);
  throw new ConfigError(`stack ${render(environment)}`, [problem(name, read.fault.wrong, read.fault.fix)]);
}

/** The same for text that is already read; `file` is for messages. */
export function parseStackFile(file: string, environment: string, text: string): StackFile {
  const name = renderName(file);
  const pathOf = ([first, second, ...rest]: readonly PropertyKey[]): string => {
    if (first === undefined) return name;
    if (first !== "config" || second === undefined)
      return `${name}: ${renderBelow(String(first), second === undefined ? [] : [second, ...rest])}`;
    return renderBelow(fullKey(String(second)), rest);
  };
  const { value: root, problems: yamlProblems } = readStackYaml(name, text, pathOf);
  if (!isObject(root))
    throw new ConfigError(name, [
      ...yamlProblems,
      problem(name, "must be a map with the key config", "write the settings below config:"),
    ]);
  const settings = root["config"];
  const problems = [...yamlProblems, ...fileKeyProblems(name, root)];
  if (!isObject(settings))
    problems.push(problem(`${name}: config`, "must be a map of settings", "write the settings below config:"));
  const names = Object.keys(isObject(settings) ? settings : {});
  const entries = Object.entries(isObject(settings) ? settings : {}).map(
    ([key, value]) => [fullKey(key), value] as const,
  );
  problems.push(...spellingProblems(names), ...entries.flatMap(([key, value]) => secureProblems(key, value)));
  if (problems.length > 0) throw new ConfigError(name, problems);
  return {
    environment,
    values: Object.fromEntries(
      entries.map(([key, value]) => [key, holdsSecure(value) ? SECRET_PLACEHOLDER : valueText(value)]),
    ),
    secretKeys: entries
      .filter(([key, value]) => (isSecretKey(key) ? isSecure : holdsSecure)(value))
      .map(([key]) => key),
  };
}

/** A part of such a key that is a secret does not make the rest one. */
function isSecretKey(key: string): boolean {
  return SECRET_KEYS.some((name) => key === `${NAMESPACE}:${name}`);
}

function fileKeyProblems(name: string, root: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.entries(root).flatMap(([key, value]) => {
    const path = `${name}: ${renderName(key)}`;
    if (key === "config") return [];
    if (key === "environment")
      return [
        problem(
          path,
          "imports Pulumi ESC environments, which cannot be read offline",
          "write the settings below config:",
        ),
      ];
    if (!FILE_KEYS.some((known) => known === key))
      return [problem(path, "is not a key of a stack file", unknownNameFix(key, FILE_KEYS))];
    // Salts and encrypted keys are base64 of any length, so only what can be nothing else counts here.
    if (typeof value === "string" && !holdsKnownSecret(value)) return [];
    return typeof value === "string"
      ? [problem(path, "is a secret in plain text", `${EXPOSED}: whoever can read the stack file has it`)]
      : [problem(path, "must be a text", "keep what the Pulumi CLI writes there")];
  });
}

const EXPOSED = "remove it, and replace the secret";

/** Pulumi would take one of them, and nobody would see which. */
function spellingProblems(names: readonly string[]): readonly Problem[] {
  const first = new Map<string, string>();
  return names.flatMap((name) => {
    const key = fullKey(name);
    const other = first.get(key);
    first.set(key, other ?? name);
    return other === undefined
      ? []
      : [
          problem(
            renderBelow(key, []),
            "is given twice, in two spellings",
            `keep one of ${renderName(other)} and ${renderName(name)}`,
          ),
        ];
  });
}

/** Values below `secure` that Pulumi did not encrypt, and secrets that stand beside such values. */
function secureProblems(key: string, value: unknown): readonly Problem[] {
  const own = key.startsWith(`${NAMESPACE}:`) && !isSecretKey(key);
  const clear = securePaths(value).map((path) =>
    problem(
      renderBelow(key, path),
      "has a text below secure that is no ciphertext",
      `${own ? "remove it" : `run pulumi config set --secret ${renderBelow(key, [])}`}, and replace the secret if the file was shared`,
    ),
  );
  if (!holdsSecure(value) || isSecure(value)) return clear;
  const beside = secretPaths(withoutSecure(value)).map((path) =>
    problem(renderBelow(key, path), "is a secret in plain text", `${EXPOSED}: whoever can read the stack file has it`),
  );
  return [...clear, ...beside];
}

function securePaths(value: unknown, path: readonly PropertyKey[] = []): readonly (readonly PropertyKey[])[] {
  if (isSecure(value)) return isCiphertext(value.secure) ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((child, index) => securePaths(child, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([name, child]) => securePaths(child, [...path, name])) : [];
}

function withoutSecure(value: unknown): unknown {
  if (isSecure(value)) return null;
  if (Array.isArray(value)) return value.map(withoutSecure);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutSecure(child)]));
}
