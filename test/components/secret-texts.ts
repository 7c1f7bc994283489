/** What of a secrets bundle a text gives away. */
import { mapSecrets } from "../../model/machine/redaction";
import type { SecretsBundle } from "../../pki/bundle";

/** Long enough that no text has it by chance. */
const PIECE = 12;

/** Texts by their paths, as "certs.os.key". */
export function partsOf(bundle: SecretsBundle): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {};
  mapSecrets(bundle, (path, text) => {
    parts[path] = text;
    return text;
  });
  return parts;
}

/** Parts that are no certificate. */
export function secretPaths(bundle: SecretsBundle): readonly string[] {
  return Object.keys(partsOf(bundle)).filter((path) => !path.endsWith(".crt"));
}

export function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** Paths of the secrets that a text has any piece of, as they are or in base64. Certificates, and what keys share with them, are none. */
export function secretsIn(text: string, bundle: SecretsBundle): readonly string[] {
  const parts = partsOf(bundle);
  return secretPaths(bundle).filter((path) => pieces(parts[path] ?? "").some((piece) => text.includes(piece)));
}

function pieces(secret: string): readonly string[] {
  const [start, end] = secret.startsWith("-----") ? privateRange(secret) : [0, secret.length];
  const within = secret.slice(start, end);
  return [
    // Each half of a token is a resource of its own, and the cluster's id is random bytes in the other alphabet.
    ...within.split(/[\n.]/),
    within.replaceAll("-", "+").replaceAll("_", "/"),
    base64(secret).slice(Math.ceil(start / 3) * 4, Math.floor(end / 3) * 4),
  ].flatMap((line) => line.match(new RegExp(`.{${PIECE}}`, "g")) ?? []);
}

/**
 * Characters of a PEM text that are neither header nor public: the second half of a PKCS#1 key is primes and exponents; ECDSA P-256 (SEC 1) and
 * Ed25519 (PKCS#8) both have their private number at characters 22 to 52.
 */
function privateRange(pem: string): readonly [start: number, end: number] {
  const start = pem.indexOf("\n") + 1;
  const end = pem.lastIndexOf("\n-----END");
  return end - start > 1000 ? [Math.ceil((start + end) / 2), end] : [start + 22, start + 52];
}
