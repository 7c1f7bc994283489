/** Finds private keys in text: as PEM, as an age identity, and below base64 and gzip, as user data and Talos secrets carry them. */
import { gunzipSync } from "node:zlib";

const CLEAR = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----|AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{8}/;
/** Base64 long enough to hold the first line of a PEM key; URL-safe alphabet included. */
const ENCODED = /[A-Za-z0-9+/_-]{28,}={0,2}/g;
/** Layers of encoding: base64 of gzip of YAML that holds base64 is three. */
const DEEPEST = 4;
/** Bytes; user data is at most 16 KiB compressed, and a bomb must not stop the judge. */
const LARGEST = 16 * 1024 * 1024;
const GZIP = [0x1f, 0x8b] as const;

export function holdsPrivateKey(text: string, depth = 0): boolean {
  if (CLEAR.test(text)) return true;
  if (depth >= DEEPEST) return false;
  // Mail and cloud-init wrap base64 into lines: joined they are one word.
  const joined = text.replace(/[A-Za-z0-9+/]{60,76}\r?\n[ \t]*(?=[A-Za-z0-9+/])/g, (line) => line.trimEnd());
  return [...new Set(joined.match(ENCODED) ?? [])].some((word) => decodedHoldsKey(word, depth));
}

function decodedHoldsKey(word: string, depth: number): boolean {
  const bytes = Buffer.from(word, "base64");
  if (bytes[0] === GZIP[0] && bytes[1] === GZIP[1]) {
    const text = inflated(bytes);
    return text !== undefined && holdsPrivateKey(text, depth + 1);
  }
  const text = bytes.toString("latin1");
  // Words, paths and digests decode to bytes that are no text: only text can hold another layer.
  return CLEAR.test(text) || (/^[\t\n\r\x20-\x7e]{21,}$/.test(text) && holdsPrivateKey(text, depth + 1));
}

function inflated(bytes: Buffer): string | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST }).toString("latin1");
  } catch {
    return undefined;
  }
}
