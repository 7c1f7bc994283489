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
const FIX = "shorten what the nodes' documents are made of, for example lists of networks";

/**
 * Talos documents as one YAML text, in the given order with the keys in their own order: the same documents give the same bytes. No line is
 * folded, no alias is made, and text that an older YAML reader would take for a number or a truth value is quoted.
 */
export function renderDocuments(documents: readonly object[]): string {
  return documents
    .map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" }))
    .join("---\n");
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

/** User data that EC2 would refuse at launch, by the configuration key whose nodes have it. */
export function userDataProblems(byKey: Readonly<Record<string, readonly object[]>>): readonly Problem[] {
  return Object.entries(byKey).flatMap(([path, documents]) => {
    const { length } = compressed(renderDocuments(documents));
    return length <= USER_DATA_LIMIT ? [] : [{ path, message: TOO_LARGE, got: `${length} bytes`, fix: FIX }];
  });
}

function compressed(text: string): Uint8Array {
  return gzipSync(strToU8(text), { level: 9, mtime: 0 });
}
