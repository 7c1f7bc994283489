/** YAML as rules read it: plain data, read once, within limits that hold for a text of somebody else. */
import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Scalar } from "yaml";
import type { Value } from "./value";

export type YamlDocuments = { readonly documents: readonly Value[] } | { readonly problem: string };

/** Characters: a machine configuration is some tens of thousands, and the parser takes a second for some millions. */
const LONGEST = 1024 * 1024;
const DEEPEST = 64;
/** The parser calls itself for each, and ends the process where the stack is too short for its expressions. */
const DEEP_AT_ONCE = /(?:[[{][ \t]*){200}/;
/** Ends a line of YAML 1.1, which Talos' parser keeps to, and none of 1.2: a document could be hidden from one of the two. */
const ODD_BREAK = /[\u0085\u2028\u2029]|\r(?!\n)/;
/** Blank to one parser and a letter to another; and what no text of ours has. */
const ODD_BLANK = /[\0\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]/;

class Unreadable extends Error {}

/**
 * All documents of a text. A number stays the text that it was written as: Talos reads arguments and kernel parameters as text, and "010" is
 * another number to a program than to YAML. Aliases are refused, because a few lines of them stand for gigabytes, and so are tags and merge
 * keys, which every parser reads its own way. So is every form in which this parser was seen to read something else than Talos' does (go-yaml;
 * test/talos/yaml.judge.ts compares them): what the one takes for text the other may take for keys. No problem quotes the text.
 */
export function yamlDocuments(text: string): YamlDocuments {
  if (text.length > LONGEST) return { problem: "is longer than is read" };
  if (DEEP_AT_ONCE.test(text)) return { problem: "cannot be read as YAML" };
  if (ODD_BREAK.test(text)) return { problem: "has line breaks that programs read differently" };
  if (ODD_BLANK.test(text)) return { problem: "has blanks that programs read differently" };
  const read = partsOf(text).map(readPart);
  const wrong = read.find((part) => "problem" in part);
  return wrong ?? { documents: read.flatMap((part) => ("documents" in part ? part.documents : [])) };
}

/** A line that begins with "---" ends a document wherever it stands; only directives, which stand before it, belong to the next one. */
function partsOf(text: string): readonly string[] {
  return /^%/m.test(text) ? [text] : text.split(/^(?=---(?:[ \t\r\n]|$))/m);
}

/** Documents that were read: the nodes of a cluster share most of theirs, and reading YAML is what judging them takes longest for. */
const before = new Map<string, YamlDocuments>();
const KEPT = 5000;

function readPart(text: string): YamlDocuments {
  const known = before.get(text);
  if (known !== undefined) return known;
  const read = readDocuments(text);
  if (before.size < KEPT) before.set(text, read);
  return read;
}

function readDocuments(text: string): YamlDocuments {
  try {
    // The library's own search for repeated keys takes the square of their number.
    const parsed = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
    return { documents: [...parsed].map((document) => contentsOf(document as Document, text)) };
  } catch (error) {
    // What the parser throws, as at its own depth of recursion, would quote the text.
    return { problem: error instanceof Unreadable ? error.message : "cannot be read as YAML" };
  }
}

function contentsOf({ errors, contents }: Document, text: string): Value {
  if (errors.length > 0) throw new Unreadable("cannot be read as YAML");
  return dataOf(contents, text, 0);
}

function dataOf(node: unknown, text: string, depth: number): Value {
  if (depth > DEEPEST) throw new Unreadable(`is nested deeper than ${DEEPEST} levels`);
  if (node === null || node === undefined) return null;
  if (isAlias(node) || (typeof node === "object" && "anchor" in node && node.anchor !== undefined))
    throw new Unreadable("uses YAML aliases, which are not followed");
  if (typeof node === "object" && "tag" in node && node.tag !== undefined)
    throw new Unreadable("uses YAML tags, which are not read");
  if (isScalar(node)) {
    plainlyWritten(node, text);
    const { value, source } = node;
    if (typeof value === "boolean" || value === null) return value;
    return source ?? String(value);
  }
  if (isSeq(node)) return node.items.map((item) => dataOf(item, text, depth + 1));
  if (!isMap(node)) throw new Unreadable("cannot be read as YAML");
  const entries = new Map<string, Value>();
  for (const { key, value } of node.items) {
    const name = keyOf(key, text);
    if (node.flow === true && (value === null || (isScalar(value) && value.source === "")))
      throw new Unreadable("has a key without a value between braces or brackets, which programs read differently");
    if (entries.has(name)) throw new Unreadable("has a key twice");
    entries.set(name, dataOf(value, text, depth + 1));
  }
  return Object.fromEntries(entries);
}

/**
 * A comment that is indented less than what it stands in ends a text on several lines for go-yaml, and not for this parser, which then takes
 * keys below it for more of the text. A text in several lines, and a block text that begins on a line of its own, are the places; in quotes, the
 * two differ in what a backslash at the end of a line leaves.
 */
function plainlyWritten({ type, range }: Scalar, text: string): void {
  if (range === null || range === undefined) return;
  const [start, end] = range;
  const block = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  const several = !block && /[\r\n]/.test(text.slice(start, end));
  const alone = block && text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
  // What is kept at the end of a document differs.
  const kept = block && /^[|>]\d?\+/.test(text.slice(start, start + 3));
  if (several || alone || kept) throw new Unreadable("has a text on several lines that programs read differently");
}

function keyOf(key: unknown, text: string): string {
  if (!isScalar(key) || key.tag !== undefined) throw new Unreadable("has a key that is no text");
  if (key.anchor !== undefined) throw new Unreadable("uses YAML aliases, which are not followed");
  plainlyWritten(key, text);
  const name = key.source ?? String(key.value);
  if (name === "<<") throw new Unreadable("uses YAML merge keys, which are not followed");
  return name;
}
