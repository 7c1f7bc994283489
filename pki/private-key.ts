/** Private keys under the PEM headers that Talos reads (siderolabs/crypto), each with the structure that its header promises. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Fault } from "./bundle-problem";
import { isOneElement } from "./der";
import type { PemBlock } from "./pem";

interface Header {
  readonly type: "pkcs1" | "sec1" | "pkcs8";
  /** As Node names it; absent where any key may follow. */
  readonly keyType?: "rsa" | "ec" | "ed25519";
}

/** Node knows no "ED25519 PRIVATE KEY": given DER and its type, it never sees the header. */
const HEADERS: ReadonlyMap<string, Header> = new Map<string, Header>([
  ["RSA PRIVATE KEY", { type: "pkcs1", keyType: "rsa" }],
  ["EC PRIVATE KEY", { type: "sec1", keyType: "ec" }],
  ["ED25519 PRIVATE KEY", { type: "pkcs8", keyType: "ed25519" }],
  ["PRIVATE KEY", { type: "pkcs8" }],
]);

export function readPrivateKey({ label, der }: PemBlock): KeyObject | { readonly fault: Fault } {
  const header = HEADERS.get(label);
  if (header === undefined) return { fault: headerFault(label) };
  const key = isOneElement(der) ? keyOf(der, header) : undefined;
  if (key !== undefined) return key;
  return {
    fault: {
      message: `is no key of the kind that its header names (${label})`,
      fix: "take it from the original again",
    },
  };
}

function headerFault(label: string): Fault {
  if (label === "ENCRYPTED PRIVATE KEY") {
    return { message: "is encrypted with a passphrase", fix: "give the key without one: Talos has no way to ask" };
  }
  return { message: "must be a private key", got: `"${label}"`, fix: `use one of ${[...HEADERS.keys()].join(", ")}` };
}

function keyOf(der: Buffer, { type, keyType }: Header): KeyObject | undefined {
  // OpenSSL takes PKCS#8 for PKCS#1 and for SEC 1 too; Go does not.
  if (type !== "pkcs8" && load(der, "pkcs8") !== undefined) return undefined;
  const key = load(der, type);
  return keyType === undefined || key?.asymmetricKeyType === keyType ? key : undefined;
}

function load(der: Buffer, type: Header["type"]): KeyObject | undefined {
  try {
    return createPrivateKey({ key: der, format: "der", type });
  } catch {
    return undefined;
  }
}
