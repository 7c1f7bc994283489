/** EC2 user data: Talos documents as YAML, compressed, within the limit of EC2. */
import { gzipSync, strToU8 } from "fflate";
import { stringify } from "yaml";
import type { Problem } from "../config/error";

/** Bytes of user data that EC2 takes, counted before base64. */
export const USER_DATA_LIMIT = 16384;

/** User data that EC2 would refuse at launch. */
export class UserDataError extends Error {
  override readonly name = "UserDataError";
  /** Whose user data: "workers", "controlPlane". */
  readonly where: string;
  /** Compressed size in bytes. */
  readonly bytes: number;
  readonly limit = USER_DATA_LIMIT;

  constructor(where: string, bytes: number) {
    super(`${where}: ${TOO_LARGE}, got ${bytes} bytes; ${FIX}`);
    this.where = where;
    this.bytes = bytes;
  }
}

const TOO_LARGE = `user data is larger than the ${USER_DATA_LIMIT} bytes that EC2 takes (after gzip, before base64)`;
const FIX =
  "shorten what the nodes' documents are made of: lists of networks, talos.trustedRoots, talos.imageVerification, labels and taints";

/**
 * Talos documents as one YAML text, in the given order with the keys in their own order: the same documents give the same bytes. No line is
 * folded, no alias is made, and text that an older YAML reader would take for a number or a truth value is quoted.
 */
export function renderDocuments(documents: readonly object[]): string {
  return documents.map(textOf).join("---\n");
}

/** Texts of documents that are still in use: the nodes of a cluster share most of theirs. */
const texts = new WeakMap<object, string>();

function textOf(document: object): string {
  const before = texts.get(document);
  if (before !== undefined) return before;
  const text = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
  texts.set(document, text);
  return text;
}

/**
 * base64 of the gzip of `text`, as EC2's API takes user data and Talos reads it. The compressor is the project's own dependency, not Node's
 * zlib, whose bytes follow the platform: other bytes would replace every control plane. Throws UserDataError above the limit, which userDataProblems tells first.
 */
export function encodeUserData(text: string, where: string): string {
  const bytes = compressed(text);
  if (bytes.length > USER_DATA_LIMIT) throw new UserDataError(where, bytes.length);
  return Buffer.from(bytes).toString("base64");
}

/** Bytes that the secrets of a worker take at most, which no compression makes smaller: two certificates, of RSA keys too, and four short texts. */
export const SECRETS_RESERVE = 4096;

/** User data that EC2 would refuse at launch. `path`: the configuration key whose nodes have it; `reserve`: bytes for what is not known yet. */
export function userDataProblems(path: string, documents: readonly object[], reserve = 0): readonly Problem[] {
  const text = renderDocuments(documents);
  // What fits as it is need not be compressed to know.
  if (Buffer.byteLength(text) + reserve <= USER_DATA_LIMIT) return [];
  const length = compressed(text).length + reserve;
  return length <= USER_DATA_LIMIT ? [] : [{ path, message: TOO_LARGE, got: `${length} bytes`, fix: FIX }];
}

function compressed(text: string): Uint8Array {
  return gzipSync(strToU8(text), { level: 9, mtime: 0 });
}
