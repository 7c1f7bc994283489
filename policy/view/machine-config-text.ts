/** Where a text is Talos documents: user data in the forms that AWS and Talos take, and YAML. */
import { gunzipSync } from "node:zlib";
import { isObject, type Properties, type Value } from "./value";
import { yamlDocuments } from "./yaml-documents";

/** One document. The configuration of old, which has no kind (v1alpha1), is the kind "". */
export interface TalosDocument {
  readonly kind: string;
  readonly body: Properties;
}

export type MachineConfigText =
  | { readonly kind: "documents"; readonly documents: readonly TalosDocument[] }
  /** Talos would be given it, but what it says cannot be told. The problem follows a name: "userData is longer than is read". */
  | { readonly kind: "unreadable"; readonly problem: string }
  | { readonly kind: "other" };

const OTHER: MachineConfigText = { kind: "other" };

/** Bytes that a text may unpack to; user data is 16 KiB packed. */
const LARGEST = 8 * 1024 * 1024;
const GZIP = [0x1f, 0x8b] as const;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Tells a configuration that does not parse from a text that never was one. */
const LOOKS_LIKE_TALOS =
  /^[ \t{]*["']?(?:(?:apiVersion|version)["']?[ \t]*:[ \t]*["']?v1alpha1\b|machine["']?[ \t]*:)/m;

/** Texts that were read: the same configuration stands in several resources, and every rule asks for each. */
const read = new Map<string, MachineConfigText>();
const READ_KEPT = 1000;

/** A text in clear, or as user data carries it: base64, of gzip or not. */
export function machineConfigText(text: string): MachineConfigText {
  const known = read.get(text);
  if (known !== undefined) return known;
  const answer = readText(text);
  if (read.size < READ_KEPT) read.set(text, answer);
  return answer;
}

function readText(text: string): MachineConfigText {
  const clear = unpacked(text);
  if (clear === undefined) return { kind: "unreadable", problem: "unpacks to more than is read" };
  const parsed = yamlDocuments(clear);
  if ("problem" in parsed)
    return LOOKS_LIKE_TALOS.test(clear) ? { kind: "unreadable", problem: parsed.problem } : OTHER;
  return talosDocuments(parsed.documents);
}

/** Undefined where it is more than is read. */
function unpacked(text: string): string | undefined {
  const word = text.replaceAll(/\s/g, "");
  if (!BASE64.test(word)) return text;
  const bytes = Buffer.from(word, "base64");
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST }).toString("utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? undefined : text;
  }
}

function talosDocuments(values: readonly Value[]): MachineConfigText {
  const given = values.filter((value) => value !== null);
  const documents = given.map(talosDocument).filter((document) => document !== undefined);
  if (documents.length === 0) return OTHER;
  if (documents.length < given.length)
    return { kind: "unreadable", problem: "has a document that is none of Talos', which refuses them all" };
  const ids = new Set(documents.map(({ kind, body }) => `${kind}/${String(body["name"] ?? "")}`));
  if (ids.size < documents.length) return { kind: "unreadable", problem: "has a document twice, which Talos refuses" };
  return { kind: "documents", documents };
}

/** A secrets bundle has a `cluster` of its own, so that key alone makes no configuration. */
function talosDocument(value: Value): TalosDocument | undefined {
  if (!isObject(value)) return undefined;
  const kind = value["kind"] ?? "";
  if (typeof kind !== "string") return undefined;
  if (kind !== "") return value["apiVersion"] === "v1alpha1" ? { kind, body: value } : undefined;
  const isMain = isObject(value["machine"]) || (value["version"] === "v1alpha1" && isObject(value["cluster"]));
  return isMain ? { kind, body: value } : undefined;
}
