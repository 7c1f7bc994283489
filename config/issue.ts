/** zod issues as problems: path, what is wrong, the value and the fix. */
import { z } from "zod";
import type { Problem } from "./error";
import { optionFor, optionsOf, placeAt, shapeOf, unwrapped } from "./schema-walk";
import { render, renderPath } from "./secret-text";
import { unknownNameFix } from "./suggestion";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["string", "a string"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "a map of keys"],
  ["record", "a map of keys"],
]);

export class IssueReader {
  readonly #root: z.ZodType;
  readonly #input: unknown;

  constructor(root: z.ZodType, input: unknown) {
    this.#root = root;
    this.#input = input;
  }

  problems(issues: readonly Issue[], base: Path = []): readonly Problem[] {
    return issues.flatMap((issue) => this.#read(issue, [...base, ...issue.path]));
  }

  #read(issue: Issue, path: Path): readonly Problem[] {
    const { schema, value } = placeAt(this.#root, this.#input, path);
    if (issue.code === "unrecognized_keys") return issue.keys.map((name) => this.#unknown(name, path, schema, value));
    if (value === undefined) return [this.#missing(path)];
    if (issue.code === "invalid_type") {
      const type = TYPE_NAMES.get(issue.expected) ?? issue.expected;
      return [this.#problem(path, `must be ${type}`, this.#typeFix(issue.expected, value, path))];
    }
    if (issue.code === "invalid_value") return [this.#problem(path, ...this.#notListed(issue.values, value, path))];
    if (issue.code === "invalid_union") return this.#union(issue, path, schema, value);
    if (issue.code === "invalid_format" && issue.format === "email")
      return [this.#problem(path, "must be an email address", this.#hint(path))];
    if (issue.code === "too_big" || issue.code === "too_small")
      return [this.#problem(path, "must be a whole number that programs can count with", this.#hint(path))];
    const fix = issue.code === "custom" ? issue.params?.["fix"] : undefined;
    return [this.#problem(path, issue.message, typeof fix === "string" ? fix : this.#hint(path))];
  }

  #problem(path: Path, message: string, fix: string): Problem {
    return { path: renderPath(path), message, got: render(placeAt(this.#root, this.#input, path).value), fix };
  }

  #missing(path: Path): Problem {
    return { path: renderPath(path), message: "is missing", fix: this.#hint(path, "set it") };
  }

  /** The value of a key that nobody knows is not shown: it may be anything, a password too. */
  #unknown(name: string, path: Path, schema: z.ZodType | undefined, value: unknown): Problem {
    return {
      path: renderPath([...path, name]),
      message: "is not a known key",
      fix: unknownNameFix(name, knownKeys(schema, value)),
    };
  }

  /** Nearest documented example and limits, from the key or, for an element, from its list. */
  #hint(path: Path, verb = "correct it"): string {
    for (const part of [path, path.slice(0, -1)]) {
      const { doc } = placeAt(this.#root, this.#input, part);
      const limits = doc?.limits === undefined ? "" : ` (${doc.limits.replaceAll("`", "")})`;
      if (doc?.example !== undefined) return `${verb}, for example ${JSON.stringify(doc.example)}${limits}`;
      if (doc !== undefined) return `${verb}${limits}, docs/configuration.md describes its keys`;
    }
    return `${verb}, docs/configuration.md describes it`;
  }

  #typeFix(expected: string, value: unknown, path: Path): string {
    if (expected !== "string") return this.#hint(path);
    if (typeof value === "number" || typeof value === "boolean") return "put it in quotes";
    const { doc } = placeAt(this.#root, this.#input, path);
    return value === null && doc?.example === undefined ? "write a text in quotes, or remove it" : this.#hint(path);
  }

  #notListed(values: readonly unknown[], value: unknown, path: Path): readonly [string, string] {
    if (path.at(-1) === "count") {
      if (typeof value === "number" && value % 2 === 0)
        return ["must be odd", "use 3 or 5: an even number of etcd members survives no more losses than one less"];
      return ["must be the number 3 or 5", "use 3 or 5: 1 is for disposable environments only"];
    }
    const names = values.filter((allowed) => typeof allowed === "string");
    const list = values.map((allowed) => JSON.stringify(allowed)).join(", ");
    return [`must be one of ${list}`, typeof value === "string" ? allowedNameFix(value, names) : "use one of them"];
  }

  #union(
    issue: z.core.$ZodIssueInvalidUnion,
    path: Path,
    schema: z.ZodType | undefined,
    value: unknown,
  ): readonly Problem[] {
    // zod tells a wrong discriminator at its own key, one level below the union.
    if (issue.discriminator !== undefined && path.at(-1) === issue.discriminator) {
      const above = placeAt(this.#root, this.#input, path.slice(0, -1));
      return this.#union(issue, path.slice(0, -1), above.schema, above.value);
    }
    const union = schema === undefined ? undefined : unwrapped(schema);
    if (!(union instanceof z.ZodUnion)) return [this.#problem(path, "has none of the known forms", this.#hint(path))];
    if (issue.discriminator !== undefined && typeof value === "object" && value !== null && !Array.isArray(value)) {
      const name = issue.discriminator;
      const at = [...path, name];
      if (placeAt(this.#root, this.#input, at).value === undefined) return [this.#missing(at)];
      const allowed = optionsOf(union).flatMap((option) => {
        const literal = shapeOf(option).get(name);
        return literal instanceof z.ZodLiteral ? [...literal.values] : [];
      });
      const given = placeAt(this.#root, this.#input, at).value;
      return [this.#problem(at, ...this.#notListed(allowed, given, at))];
    }
    const option = optionFor(union, value);
    const errors = option === undefined ? undefined : issue.errors[optionsOf(union).indexOf(option)];
    if (errors !== undefined) return this.problems(errors, path);
    const forms = optionsOf(union).map((form) => [...shapeOf(form).keys()].join(" and "));
    return [
      this.#problem(
        path,
        `must be a map with ${forms.join(", or with ")}`,
        "docs/configuration.md describes both forms",
      ),
    ];
  }
}

function allowedNameFix(value: string, names: readonly string[]): string {
  const fix = unknownNameFix(value, names);
  return fix.startsWith("did you mean") ? fix : "use one of them";
}

function knownKeys(schema: z.ZodType | undefined, value: unknown): readonly string[] {
  const inner = schema === undefined ? undefined : unwrapped(schema);
  if (inner instanceof z.ZodObject) return [...shapeOf(inner).keys()];
  if (!(inner instanceof z.ZodUnion)) return [];
  const option = optionFor(inner, value);
  return option === undefined ? [] : [...shapeOf(option).keys()];
}
