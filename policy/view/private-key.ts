/** Finds private keys in text: as PEM, as an age identity, and below base64 and gzip, as user data and Talos secrets carry them. */
import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { withoutEscapes } from "./yaml-escapes";

/** "unread": it unpacks to more than is looked at. */
export type KeySearch = "found" | "none" | "unread";

const CLEAR = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{8}/;
/** Base64 of a header's words, wherever in a group of three bytes they begin: found without knowing where the encoded text begins. */
const ENCODED_CLEAR = new RegExp(
  ["PRIVATE KEY-----", "AGE-SECRET-KEY-"].flatMap((words) => [0, 1, 2].map((at) => encodedAt(words, at))).join("|"),
);
/** Characters of base64 that can hold the first line of a PEM key. */
const SHORTEST_ENCODED = 28;
const ALPHABET = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-");
const PADDING = "=";
/** Bytes of a PEM key's first line. */
const SHORTEST_TEXT = 21;
/** Layers of encoding: base64 of gzip of YAML that holds base64 is three. */
const DEEPEST = 4;
/** Bytes unpacked for one value, all layers together: user data is 16 KiB packed, and a bomb must not stop the judge. */
const LARGEST = 8 * 1024 * 1024;
/** Magic number and method: what programs take for gzip. */
const GZIP = Buffer.from([0x1f, 0x8b, 8]);

/** Answers that were given: tags, ARNs and user data stand in many resources of a stack. */
const answers = new Map<string, KeySearch>();
const ANSWERS_KEPT = 20_000;

/** Characters of the shortest text that can hold one, encoded or not. */
const SHORTEST = 16;

export function findPrivateKey(text: string): KeySearch {
  if (text.length < SHORTEST) return "none";
  const known = answers.get(text);
  if (known !== undefined) return known;
  const answer = searched(text, 0, { bytes: LARGEST });
  if (answers.size < ANSWERS_KEPT) answers.set(text, answer);
  return answer;
}

/** Base64 of `words` behind `at` other bytes, without the characters that share bits with what stands around them. */
function encodedAt(words: string, at: number): string {
  const encoded = Buffer.from(`${" ".repeat(at)}${words}`).toString("base64");
  const text = encoded.slice(Math.ceil((at * 8) / 6), Math.floor(((at + words.length) * 8) / 6));
  return text.replaceAll("+", "[+-]").replaceAll("/", "[/_]");
}

interface Budget {
  bytes: number;
}

function searched(written: string, depth: number, budget: Budget): KeySearch {
  const text = withoutEscapes(written);
  if (CLEAR.test(text) || ENCODED_CLEAR.test(text)) return "found";
  if (depth >= DEEPEST) return "none";
  const words = new Set([...encodedWords(text), ...(text.includes("\n") ? unwrapped(text) : [])]);
  let answer: KeySearch = "none";
  for (const word of words) {
    const found = decoded(word, depth, budget);
    if (found === "found") return found;
    if (found === "unread") answer = found;
  }
  return answer;
}

function decoded(word: string, depth: number, budget: Budget): KeySearch {
  const bytes = Buffer.from(word, "base64");
  if (bytes.subarray(0, GZIP.length).equals(GZIP)) {
    const text = inflated(bytes, budget);
    return text === undefined ? "unread" : searched(text, depth + 1, budget);
  }
  const text = bytes.toString("latin1");
  if (CLEAR.test(text)) return "found";
  // Letters of UTF-16 and UTF-32 are those of ASCII with null bytes between them.
  if (text.includes("\0")) return searched(text.replaceAll("\0", ""), depth + 1, budget);
  return isUtf8(bytes) && isPrinted(bytes) ? searched(text, depth + 1, budget) : "none";
}

/**
 * Runs of base64, the URL-safe alphabet included, with their padding. Walked, here and below: an expression that repeats itself over megabytes may run out
 * of its stack, and did, now and then.
 */
function encodedWords(text: string): readonly string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && ALPHABET.has(text.charAt(at))) continue;
    if (at - start >= SHORTEST_ENCODED) words.push(text.slice(start, paddingEnd(text, at)));
    start = at + 1;
  }
  return words;
}

/** Where the padding that begins at `at` ends: two characters at most. */
function paddingEnd(text: string, at: number): number {
  let end = at;
  while (end < at + 2 && text.charAt(end) === PADDING) end++;
  return end;
}

function isEncoded(line: string): boolean {
  let end = 0;
  while (end < line.length && ALPHABET.has(line.charAt(end))) end++;
  return end > 0 && paddingEnd(line, end) === line.length;
}

/** What base64 gives for text: any byte but control characters. Words, paths and digests decode to bytes that are no text. */
function isPrinted(bytes: Buffer): boolean {
  const control = (byte: number) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
  return bytes.length >= SHORTEST_TEXT && !bytes.some(control);
}

/** Mail, PEM and cloud-init wrap base64 into lines, each as long as the first but the last: joined they are one word. */
function unwrapped(text: string): readonly string[] {
  const words: string[] = [];
  let lines: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const continues = lines.length > 0 && line.length <= (lines[0]?.length ?? 0) && isEncoded(line);
    if (continues) lines.push(line);
    else {
      if (lines.length > 1) words.push(lines.join(""));
      lines = [lastWord(line)].filter((word) => word !== "");
    }
  }
  return lines.length > 1 ? [...words, lines.join("")] : words;
}

/** The base64 that a line ends with, found from its end: an expression would start over at every character. */
function lastWord(line: string): string {
  let start = line.length;
  while (start > 0 && ALPHABET.has(line.charAt(start - 1))) start -= 1;
  return line.slice(start);
}

/** Undefined where it is not read. */
function inflated(bytes: Buffer, budget: Budget): string | undefined {
  if (budget.bytes <= 0) return undefined;
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: budget.bytes });
    budget.bytes -= unpacked.length;
    return unpacked.toString("latin1").replaceAll("\0", "");
  } catch {
    // More than is looked at, or what other programs may unpack all the same.
    return undefined;
  }
}
