/** The YAML of a stack file as plain values. Whatever YAML reads otherwise than a person would is told, never guessed. */
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
} from "yaml";
import { ConfigError, type Problem } from "./error";
import { DEEPEST, TOO_DEEP } from "./json-text";
import { holdsKnownSecret, withoutPlaceholders } from "./secret-form";
import { renderName } from "./secret-text";

type Path = readonly PropertyKey[];

/** Where something stands, for messages. */
interface Places {
  /** The file. */
  readonly name: string;
  position(offset: number): string;
  path(path: Path): string;
}

export interface StackYaml {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** Nodes that aliases may repeat: more than any stack file, and nothing that fills the memory. */
const MOST_REPEATED = 10_000;

/** The library's own messages can quote the line, and a line can hold a secret: its codes are told instead. */
const YAML_CODES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "an alias with an anchor or a tag",
  BAD_ALIAS: "an alias without a name",
  BAD_COLLECTION_TYPE: "a tag that does not fit",
  BAD_DIRECTIVE: "a directive",
  BAD_DQ_ESCAPE: "an unknown escape in double quotes",
  BAD_INDENT: "wrong indentation",
  BAD_PROP_ORDER: "an anchor or a tag in the wrong place",
  BAD_SCALAR_START: "a value that begins with a reserved character",
  BLOCK_AS_IMPLICIT_KEY: "a map where one value stands already",
  BLOCK_IN_FLOW: "an indented map or list within brackets",
  DUPLICATE_KEY: "a key given twice",
  IMPOSSIBLE: "an unexpected character",
  KEY_OVER_1024_CHARS: "a key of more than 1024 characters",
  MISSING_CHAR: "a missing quote, colon or bracket",
  MULTILINE_IMPLICIT_KEY: "a key without its value",
  MULTIPLE_ANCHORS: "two anchors for one value",
  MULTIPLE_DOCS: "a second document",
  MULTIPLE_TAGS: "two tags for one value",
  NON_STRING_KEY: "a key that is no text",
  RESOURCE_EXHAUSTION: "brackets nested too deep",
  TAB_AS_INDENT: "a tab in the indentation",
  TAG_RESOLVE_FAILED: "an unknown tag",
  UNEXPECTED_TOKEN: "an unexpected character",
};

const CORE_TAGS = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

/** Throws ConfigError for text that is no YAML; what YAML reads in a way to doubt is among the problems. `pathOf` renders the path of a value. */
export function readStackYaml(name: string, text: string, pathOf: (path: Path) => string): StackYaml {
  const lineCounter = new LineCounter();
  const places: Places = {
    name,
    path: pathOf,
    position(offset) {
      const { line, col } = lineCounter.linePos(offset);
      return `${name}:${line}:${col}`;
    },
  };
  // Duplicate keys are found by the walk: the library compares each key with every other.
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  const problems = [...controlProblems(text, name), ...commentProblems(text, name)];
  const errors = [...document.errors, ...document.warnings.filter(({ code }) => code !== "TAG_RESOLVE_FAILED")];
  if (errors.length > 0 || problems.length > 0)
    throw new ConfigError(name, [...syntaxProblems(errors, places), ...problems]);
  const walk = new Walk(document, places);
  const value = walk.value(document.contents, []);
  if (walk.syntax.length > 0) throw new ConfigError(name, walk.syntax);
  return { value, problems: walk.problems };
}

/** One for each line: after the first, the parser often only stumbles on. */
function syntaxProblems(errors: readonly YAMLError[], places: Places): readonly Problem[] {
  const lines = new Map<string, Problem>();
  for (const { pos, code } of errors) {
    const path = places.position(pos[0]);
    const line = path.slice(0, path.lastIndexOf(":"));
    if (!lines.has(line)) lines.set(line, invalid(path, YAML_CODES[code]));
  }
  return [...lines.values()];
}

function invalid(path: string, what: string): Problem {
  return { path, message: `is not valid YAML (${what})`, fix: "correct the line or the one above it" };
}

/** YAML forbids them in its source; as UTF-16 every second character is one. */
function controlProblems(text: string, name: string): readonly Problem[] {
  const offset = text.search(/(?![\t\n\r\x85])\p{Cc}/u);
  if (offset < 0) return [];
  const path = `${name}:${text.slice(0, offset).split("\n").length}`;
  return [{ path, message: "has a control character", fix: "remove it, and save the file as UTF-8" }];
}

/** A commented-out line is as readable as any other. */
function commentProblems(text: string, name: string): readonly Problem[] {
  return text.split("\n").flatMap((line, index) => {
    const start = line.indexOf("#");
    if (start < 0 || !holdsKnownSecret(withoutPlaceholders(line.slice(start)))) return [];
    return [
      {
        path: `${name}:${index + 1}`,
        message: "has a secret behind a #",
        fix: "remove it, and replace the secret: whoever can read the stack file has it",
      },
    ];
  });
}

/** Digits behind a zero are a name, not a number that was written in an odd way. */
function otherWay(value: number, source: string): string {
  if (/^[-+]?0\d/.test(source)) return "";
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER
    ? `, or write ${value}`
    : ", or write a number that programs can count with";
}

/** Plain text here that older YAML, which the Pulumi CLI reads, takes for something else. */
const OTHER_READINGS: readonly (readonly [form: RegExp, reading: string])[] = [
  [/^[-+]?(?:0b[01_]+|\d[\d_]*_[\d_]*(?:\.\d*)?)$/i, "number"],
  [/^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/, "date"],
];

class Walk {
  readonly problems: Problem[] = [];
  readonly syntax: Problem[] = [];
  readonly #places: Places;
  /** The last node of each anchor so far; those that are still being read are open. */
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  readonly #aliasProblem: Problem;
  #aliases = 0;
  #repeated = 0;

  constructor(document: Document.Parsed, places: Places) {
    this.#places = places;
    this.#aliasProblem = {
      path: places.name,
      message: "has YAML aliases that cannot be followed",
      fix: "write the values out",
    };
    if (document.directives?.yaml.explicit === true)
      this.problems.push({
        path: places.name,
        message: "has a %YAML directive, which changes what values mean",
        fix: "remove the line",
      });
  }

  value(node: ParsedNode | null, path: Path): unknown {
    if (node === null) return null;
    if (this.#aliases > 0 && ++this.#repeated > MOST_REPEATED) return this.#badAlias();
    if (path.length > DEEPEST) return this.#tell(path, TOO_DEEP.wrong, TOO_DEEP.fix);
    if (isAlias(node)) return this.#alias(node, path);
    if (node.anchor !== undefined && this.#aliases === 0) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined && !CORE_TAGS.includes(node.tag))
      return this.#tell(path, "has a YAML tag, which says nothing here", "write the plain value", node.tag);
    if (isScalar(node)) return this.#scalar(node, path);
    this.#open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) => this.value(item, [...path, index]))
      : this.#map(node, path);
    this.#open.delete(node);
    return value;
  }

  #map(node: Extract<ParsedNode, { items: unknown }>, path: Path): unknown {
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return undefined;
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== "string") {
        const got = isScalar(key) && key.source !== "" ? key.source : undefined;
        this.#tell(path, "has a key that is no text", "write a plain name, or put it in quotes", got);
        continue;
      }
      if (key.value === "<<" && key.type === "PLAIN") {
        this.#tell(
          path,
          "has a YAML merge key",
          "write the values out: the Pulumi CLI would merge them, a preview without it does not",
        );
        continue;
      }
      if (entries.has(key.value))
        this.syntax.push(invalid(this.#places.position(key.range?.[0] ?? 0), YAML_CODES.DUPLICATE_KEY));
      entries.set(key.value, this.value(value, [...path, key.value]));
    }
    return Object.fromEntries(entries);
  }

  #scalar(node: Scalar, path: Path): unknown {
    const { value, source } = node;
    if (typeof value === "string" && node.type === "PLAIN") {
      const other = OTHER_READINGS.find(([form]) => form.test(value))?.[1];
      if (other !== undefined)
        return this.#tell(path, `may be read as a ${other} by the Pulumi CLI`, "put it in quotes", value);
    }
    if (typeof value !== "number" || source === undefined || String(value) === source) return value;
    return this.#tell(path, `is read as the number ${value}`, `put it in quotes${otherWay(value, source)}`, source);
  }

  #alias(node: Extract<ParsedNode, { source: string }>, path: Path): unknown {
    const target = isAlias(node) ? this.#anchors.get(node.source) : undefined;
    if (target === undefined || this.#open.has(target)) return this.#badAlias();
    this.#aliases++;
    const value = this.value(target as ParsedNode, path);
    this.#aliases--;
    return value;
  }

  #badAlias(): undefined {
    if (!this.syntax.includes(this.#aliasProblem)) this.syntax.push(this.#aliasProblem);
    return undefined;
  }

  #tell(path: Path, message: string, fix: string, source?: string): undefined {
    this.problems.push({
      path: this.#places.path(path),
      message,
      ...(source === undefined ? {} : { got: renderName(source) }),
      fix,
    });
    return undefined;
  }
}
