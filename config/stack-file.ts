/** `Pulumi.<environment>.yaml` read from disk, for previews without the Pulumi CLI. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { environmentProblems, NAMESPACE, SECRET_PLACEHOLDER } from "./check";
import { ConfigError, type Problem } from "./error";
import { isObject } from "./schema-walk";
import { render } from "./secret-text";
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
  return readdirSync(directory)
    .map((file) => /^Pulumi\.([a-z][a-z0-9-]*)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

function isSecure(value: unknown): boolean {
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

/** Keys without a namespace are the project's own. */
function fullKey(name: string): string {
  return name.includes(":") ? name : `${NAMESPACE}:${name}`;
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
  return parseStackFile(name, environment, readFileSync(file, "utf8"));
}

/** The same for text that is already read; `name` is for messages. */
export function parseStackFile(name: string, environment: string, text: string): StackFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      name,
      document.errors.map((error) => {
        const { line, col } = lineCounter.linePos(error.pos[0]);
        return problem(
          `${name}:${line}:${col}`,
          `is not valid YAML (${YAML_CODES.get(error.code) ?? error.code})`,
          "correct the line or the one above it",
        );
      }),
    );
  }
  const root: unknown = toPlain(name, () => document.toJS({ maxAliasCount: 100 }));
  const problems: Problem[] = [];
  if (!isObject(root))
    throw new ConfigError(name, [
      problem(name, "must be a map with the key config", "write the settings below config:"),
    ]);
  for (const key of Object.keys(root)) {
    if (key === "environment") {
      problems.push(
        problem(
          `${name}: environment`,
          "imports Pulumi ESC environments, which cannot be read offline",
          "write the settings below config:",
        ),
      );
    } else if (!FILE_KEYS.some((known) => known === key)) {
      problems.push(problem(`${name}: ${key}`, "is not a key of a stack file", unknownNameFix(key, FILE_KEYS)));
    }
  }
  const settings = root["config"];
  if (!isObject(settings))
    problems.push(problem(`${name}: config`, "must be a map of settings", "write the settings below config:"));
  if (problems.length > 0) throw new ConfigError(name, problems);
  const entries = Object.entries(isObject(settings) ? settings : {}).map(
    ([key, value]) => [fullKey(key), value] as const,
  );
  return {
    environment,
    values: Object.fromEntries(
      entries.map(([key, value]) => [key, holdsSecure(value) ? SECRET_PLACEHOLDER : valueText(value)]),
    ),
    secretKeys: entries.filter(([, value]) => holdsSecure(value)).map(([key]) => key),
  };
}

/** The library's own messages can quote the line, and a line can hold a secret: its codes are told instead. */
const YAML_CODES: ReadonlyMap<string, string> = new Map([
  ["BAD_INDENT", "wrong indentation"],
  ["TAB_AS_INDENT", "a tab in the indentation"],
  ["DUPLICATE_KEY", "a key given twice"],
  ["MISSING_CHAR", "a missing quote, colon or bracket"],
  ["UNEXPECTED_TOKEN", "an unexpected character"],
  ["MULTILINE_IMPLICIT_KEY", "a key without its value"],
  ["BLOCK_AS_IMPLICIT_KEY", "a map where one value stands already"],
]);

/** An alias without its anchor, or a file that aliases blow up, is found only when the tree is built. */
function toPlain(name: string, build: () => unknown): unknown {
  try {
    return build();
  } catch {
    throw new ConfigError(name, [problem(name, "has YAML aliases that cannot be followed", "write the values out")]);
  }
}
