/** Where a text is Talos documents: user data in the forms that AWS and Talos take, and YAML. */
import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { isObject, type Properties, type Value } from "./value";
import { yamlDocuments } from "./yaml-documents";
import { withoutEscapes } from "./yaml-escapes";

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
const BASE64 = /^[A-Za-z0-9+/_-]+=*$/;

/**
 * Tell a configuration that is not read from a text that never was one. Talos takes none without a `machine` or a kind of its own, in whichever way
 * YAML lets them be written: with escapes, over two lines as an explicit key, by an alias, or as a tag's bytes. A kind needs no version where one
 * of four words stands in its document (configloader/internal/decoder).
 */
const WORD = /(?<![\w-])(?:machine|cluster|debug|persist)(?![\w-])/;
const VERSION = /(?<![\w./-])v1alpha1/;
/** What may stand between a key and its colon. */
const TAIL = String.raw`(?:[ \t]*(?:#[^\r\n\u0085\u2028\u2029]*)?(?:\r\n?|[\n\u0085\u2028\u2029]))*[ \t]*:`;
const KEY = new RegExp(String.raw`(?<![\w-])machine["']?${TAIL}`);
const KEY_BY_ALIAS = new RegExp(String.raw`\*[\w-]+${TAIL}`);
const KIND = /(?<![\w-])kind(?![\w-])/;
const KIND_OF_TALOS = /(?<![\w-])[A-Z]\w*Config(?![\w-])/;
const BYTES = /![^\s!]{0,64}binary/;
const NAMED_TAGS = /^%TAG/m;
/** Nothing that has none of these is a configuration, escapes and bytes included. */
const POSSIBLE = /v1alpha1|machine|cluster|debug|persist|\\|binary|%TAG/;
/** The frame of mail, as cloud-init takes it: to Talos a key that it does not know. */
const MAIL = /^MIME-Version:/;
const WORDS: ReadonlySet<string> = new Set(["machine", "cluster", "debug", "persist"]);
const MAIN_KEYS: ReadonlySet<string> = new Set(["version", "debug", "persist", "machine", "cluster"]);

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
  if (!POSSIBLE.test(clear) || MAIL.test(clear)) return OTHER;
  const parsed = yamlDocuments(clear);
  if ("problem" in parsed) return mayBeTalos(clear) ? { kind: "unreadable", problem: parsed.problem } : OTHER;
  return talosDocuments(parsed.documents);
}

function mayBeTalos(text: string): boolean {
  const plain = withoutEscapes(text);
  const has = (...signs: readonly RegExp[]) => signs.every((sign) => sign.test(plain));
  const bytes = (plain.includes("binary") && has(BYTES)) || has(NAMED_TAGS);
  return bytes || has(VERSION) || has(KEY) || has(WORD, KEY_BY_ALIAS) || has(WORD, KIND, KIND_OF_TALOS);
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

/** Bytes that are no text are none to Talos' parser either. */
function decoded(bytes: Buffer): string | Unread {
  const [little, big] = UTF_16.map((mark) => bytes.subarray(0, mark.length).equals(mark));
  if (little || big) {
    const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
    const wide = (big ? Buffer.from(even).swap16() : even).toString("utf16le");
    return mayBeTalos(wide) ? { problem: "is UTF-16, which is not read" } : "";
  }
  return isUtf8(bytes) ? bytes.toString("utf8") : "";
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
  if (kind !== "") return isVersioned(value, kind) ? { kind, body: value } : undefined;
  const isMain = isObject(value["machine"]) || (value["version"] === "v1alpha1" && isObject(value["cluster"]));
  const isKnown = value["version"] === "v1alpha1" || Object.keys(value).every((key) => MAIN_KEYS.has(key));
  return isMain && isKnown ? { kind, body: value } : undefined;
}

/** Without a version, Talos takes that of the v1alpha1 document where a word of it stands among the keys and values. */
function isVersioned(value: Properties, kind: string): boolean {
  const version = value["apiVersion"] ?? undefined;
  if (version !== undefined) return version === "v1alpha1";
  const words = [...Object.keys(value), ...Object.values(value)];
  return KIND_OF_TALOS.test(kind) && words.some((word) => typeof word === "string" && WORDS.has(word));
}
