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
/** As Talos tells it (net/http.DetectContentType): magic number and method. */
const GZIP = Buffer.from([0x1f, 0x8b, 8]);
/** Talos' parser takes UTF-16 for what its first bytes say it is. */
const UTF_16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Tell a configuration that is not read from a text that never was one. Each document of Talos' has the version's word or one of two keys, in
 * whichever way YAML lets them be written: with escapes, over two lines as an explicit key, by an alias, or as a tag's bytes.
 */
const VERSION = /v1alpha1/;
const KEY = /(?<![\w-])(?:machine|cluster)["']?[ \t]*(?:\r?\n[ \t]*(?:#[^\n]*)?)*:/;
const KEY_BY_ALIAS = /\*[\w-]+[ \t]*(?:\r?\n[ \t]*(?:#[^\n]*)?)*:/;
const KEY_BY_BYTES = /!\S*binary|^%TAG/m;
const ESCAPES = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/gi;
const ESCAPED_BREAK = /\\\r?\n[ \t]*/g;

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
  if (typeof clear !== "string") return { kind: "unreadable", problem: clear.problem };
  const parsed = yamlDocuments(clear);
  if ("problem" in parsed) return mayBeTalos(clear) ? { kind: "unreadable", problem: parsed.problem } : OTHER;
  return talosDocuments(parsed.documents);
}

function mayBeTalos(text: string): boolean {
  const plain = text.replaceAll(ESCAPED_BREAK, "").replaceAll(ESCAPES, (_, ...hex: (string | undefined)[]) => {
    const code = Number.parseInt(hex.slice(0, 3).find((digits) => digits !== undefined) ?? "0", 16);
    return code > 0x10ffff ? "" : String.fromCodePoint(code);
  });
  return [VERSION, KEY, KEY_BY_ALIAS, KEY_BY_BYTES].some((sign) => sign.test(plain));
}

type Unread = { readonly problem: string };

/** What Talos unpacks in ways of its own is not taken for something else: nobody but an attacker writes it. */
function unpacked(text: string): string | Unread {
  const word = text.replaceAll(/\s/g, "");
  if (!BASE64.test(word)) return text;
  const bytes = Buffer.from(word, "base64");
  if (!bytes.subarray(0, GZIP.length).equals(GZIP)) return decoded(bytes);
  try {
    return decoded(gunzipSync(bytes, { maxOutputLength: LARGEST }));
  } catch (error) {
    const long = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    return { problem: long ? "unpacks to more than is read" : "is gzip that does not unpack, which Talos may unpack" };
  }
}

function decoded(bytes: Buffer): string | Unread {
  return UTF_16.some((mark) => bytes.subarray(0, mark.length).equals(mark))
    ? { problem: "is UTF-16, which is not read" }
    : bytes.toString("utf8");
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
