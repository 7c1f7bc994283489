/** YAML as rules read it: plain data, read once, within limits that hold for a text of somebody else. */
import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import type { Value } from "./value";

export type YamlDocuments = { readonly documents: readonly Value[] } | { readonly problem: string };

/** Characters: a machine configuration is some tens of thousands, and the parser takes a second for some millions. */
const LONGEST = 1024 * 1024;
const DEEPEST = 64;
/** Ends a line of YAML 1.1, which Talos' parser keeps to, and none of 1.2: a document could be hidden from one of the two. */
const ODD_BREAK = /[\u0085\u2028\u2029]|\r(?!\n)/;

class Unreadable extends Error {}

/**
 * All documents of a text. A number stays the text that it was written as: Talos reads arguments and kernel parameters as text, and "010" is
 * another number to a program than to YAML. Aliases are refused, because a few lines of them stand for gigabytes, and so are tags and merge
 * keys, which every parser reads its own way. No problem quotes the text.
 */
export function yamlDocuments(text: string): YamlDocuments {
  if (text.length > LONGEST) return { problem: "is longer than is read" };
  if (ODD_BREAK.test(text)) return { problem: "has line breaks that programs read differently" };
  const read = partsOf(text).map(readPart);
  const wrong = read.find((part) => "problem" in part);
  return wrong ?? { documents: read.flatMap((part) => ("documents" in part ? part.documents : [])) };
}

/** A line that begins with "---" ends a document wherever it stands; only directives, which stand before it, belong to the next one. */
function partsOf(text: string): readonly string[] {
  return /^%/m.test(text) ? [text] : text.split(/^(?=---(?:\s|$))/m);
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
    return { documents: [...parsed].map((document) => contentsOf(document as Document)) };
  } catch (error) {
    // What the parser throws, as at its own depth of recursion, would quote the text.
    return { problem: error instanceof Unreadable ? error.message : "cannot be read as YAML" };
  }
}

function contentsOf({ errors, contents }: Document): Value {
  if (errors.length > 0) throw new Unreadable("cannot be read as YAML");
  return dataOf(contents, 0);
}

function dataOf(node: unknown, depth: number): Value {
  if (depth > DEEPEST) throw new Unreadable(`is nested deeper than ${DEEPEST} levels`);
  if (node === null || node === undefined) return null;
  if (isAlias(node)) throw new Unreadable("uses YAML aliases, which are not followed");
  if (typeof node === "object" && "tag" in node && node.tag !== undefined)
    throw new Unreadable("uses YAML tags, which are not read");
  if (isScalar(node)) {
    const { value, source } = node;
    if (typeof value === "boolean" || value === null) return value;
    return source ?? String(value);
  }
  if (isSeq(node)) return node.items.map((item) => dataOf(item, depth + 1));
  if (!isMap(node)) throw new Unreadable("cannot be read as YAML");
  const entries = new Map<string, Value>();
  for (const { key, value } of node.items) {
    const name = keyOf(key);
    if (entries.has(name)) throw new Unreadable("has a key twice");
    entries.set(name, dataOf(value, depth + 1));
  }
  return Object.fromEntries(entries);
}

function keyOf(key: unknown): string {
  if (!isScalar(key) || key.tag !== undefined) throw new Unreadable("has a key that is no text");
  const name = key.source ?? String(key.value);
  if (name === "<<") throw new Unreadable("uses YAML merge keys, which are not followed");
  return name;
}
