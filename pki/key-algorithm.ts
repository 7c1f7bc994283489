/** Key algorithms: how they are named here, and which ones serve for what. */
import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";

export interface KeyAlgorithm {
  readonly family: "ECDSA" | "RSA" | "Ed25519" | "other";
  /** "ECDSA P-256", "RSA 4096", "Ed25519". */
  readonly name: string;
  /** Strong enough, and of a form that Go reads. */
  readonly sound: boolean;
}

/** Bytes of the public key in DER: a key that writes its curve out is longer, and Go reads none of those. */
const CURVES: ReadonlyMap<string, { readonly name: string; readonly bytes: number }> = new Map([
  ["prime256v1", { name: "P-256", bytes: 91 }],
  ["secp384r1", { name: "P-384", bytes: 120 }],
  ["secp521r1", { name: "P-521", bytes: 158 }],
]);

/** 128 bits of strength, as P-256 has: a CA stays for ten years. */
const SMALLEST_RSA = 3072;

export function algorithmOf(key: KeyObject): KeyAlgorithm {
  const type = key.asymmetricKeyType;
  if (type === "ed25519") return { family: "Ed25519", name: "Ed25519", sound: true };
  if (type === "rsa") {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return { family: "RSA", name: `RSA ${bits}`, sound: bits >= SMALLEST_RSA };
  }
  if (type === "ec") return curveOf(key);
  return { family: "other", name: type ?? "an unknown algorithm", sound: false };
}

function curveOf(key: KeyObject): KeyAlgorithm {
  const given = key.asymmetricKeyDetails?.namedCurve ?? "an unknown curve";
  const curve = CURVES.get(given);
  if (curve === undefined) return { family: "ECDSA", name: `ECDSA ${given}`, sound: false };
  return publicDer(key).length === curve.bytes
    ? { family: "ECDSA", name: `ECDSA ${curve.name}`, sound: true }
    : { family: "ECDSA", name: `ECDSA ${curve.name} with its curve written out`, sound: false };
}

/** Public half in DER (SubjectPublicKeyInfo). */
export function publicDer(key: KeyObject): Buffer {
  return (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" });
}

/** What each part takes. Talos itself makes the first of each list. */
export const ACCEPTED = {
  // The signer of kube-controller-manager reads no key under the header that Talos gives Ed25519 keys.
  kubernetes: {
    families: ["ECDSA", "RSA"],
    text: "ECDSA (P-256, P-384, P-521) or RSA of 3072 bits or more",
  },
  serviceAccount: {
    families: ["RSA", "ECDSA"],
    text: "RSA of 3072 bits or more, or ECDSA (P-256, P-384, P-521)",
  },
  talos: {
    families: ["Ed25519", "ECDSA", "RSA"],
    text: "Ed25519, ECDSA (P-256, P-384, P-521) or RSA of 3072 bits or more",
  },
} as const satisfies Record<string, { readonly families: readonly KeyAlgorithm["family"][]; readonly text: string }>;

export type Purpose = keyof typeof ACCEPTED;

export function accepts(purpose: Purpose, { family, sound }: KeyAlgorithm): boolean {
  return sound && ACCEPTED[purpose].families.some((accepted) => accepted === family);
}

const PROBE = Buffer.from("palisade");

/** Whether the private key signs what the public key verifies: a private key whose own two halves differ does not. */
export function belongTogether(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const digest = privateKey.asymmetricKeyType === "ed25519" ? null : "sha256";
  try {
    return verify(digest, PROBE, publicKey, sign(digest, PROBE, privateKey));
  } catch {
    // OpenSSL refuses to sign with some damaged keys, and to verify with a key of another type.
    return false;
  }
}
