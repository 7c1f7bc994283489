/** Whether a key is one that today's catalogues take: RSA from 3072 bits, curves from P-256, Ed25519. */
import { X509Certificate } from "node:crypto";

const LEAST_RSA_BITS = 3072;
/** By the names of the tls provider and of OpenSSL. */
const CURVES: ReadonlySet<string> = new Set(["P256", "P384", "P521", "prime256v1", "secp384r1", "secp521r1"]);

export const STRONG_KEYS = `RSA of ${LEAST_RSA_BITS} bits, ECDSA on P-256 or Ed25519, or stronger`;

export function isStrongRsa(bits: number): boolean {
  return bits >= LEAST_RSA_BITS;
}

export function isStrongCurve(curve: string): boolean {
  return CURVES.has(curve);
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;

/** Certificates of a text, PEM as it is or in base64; none where something else stands for them. */
export function certificatesIn(text: string): readonly string[] {
  return inClear(text).match(CERTIFICATE) ?? [];
}

/** Blocks of PEM in such a text, those with headers or another name included, which some readers take for certificates. */
export function pemBlocks(text: string): number {
  return inClear(text).split("-----BEGIN ").length - 1;
}

function inClear(text: string): string {
  return /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, "base64").toString("latin1") : text;
}

/** Undefined: cannot be read. */
export function hasStrongKey(certificate: string): boolean | undefined {
  try {
    const { publicKey } = new X509Certificate(certificate);
    const { modulusLength = 0, namedCurve = "" } = publicKey.asymmetricKeyDetails ?? {};
    switch (publicKey.asymmetricKeyType) {
      case "rsa":
        return isStrongRsa(modulusLength);
      case "ec":
        return isStrongCurve(namedCurve);
      default:
        return publicKey.asymmetricKeyType === "ed25519";
    }
  } catch {
    // OpenSSL's words would say what is in the text.
    return undefined;
  }
}
