/** Keys made for one run, as PEM and as programs carry them. No key is in the repository, and no header that a scan would take for one. */
import { generateKeyPairSync } from "node:crypto";
import { gzipSync } from "node:zlib";

const DASHES = "-".repeat(5);

/** The first or last line of a PEM block. */
export function boundary(edge: "BEGIN" | "END", kind: string): string {
  return `${DASHES}${edge} ${kind}${DASHES}`;
}

const P256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ED25519 = generateKeyPairSync("ed25519");
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** PKCS #8, Ed25519: the kind that Talos makes. */
export const KEY = pem(ED25519.privateKey.export({ type: "pkcs8", format: "pem" }));

export const KEYS: Readonly<Record<string, string>> = {
  "PKCS #8": KEY,
  "PKCS #1": pem(RSA.privateKey.export({ type: "pkcs1", format: "pem" })),
  SEC1: pem(P256.privateKey.export({ type: "sec1", format: "pem" })),
  encrypted: pem(
    P256.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "of this run" }),
  ),
  "Talos' own kind": relabelled("ED25519 PRIVATE KEY"),
  OpenSSH: relabelled("OPENSSH PRIVATE KEY"),
  OpenPGP: relabelled("PGP PRIVATE KEY BLOCK"),
  "Windows lines": KEY.replaceAll("\n", "\r\n"),
  "one line": KEY.replaceAll("\n", "\\n"),
  "its first line alone": boundary("BEGIN", "PRIVATE KEY"),
  "an age identity": ["AGE", "SECRET", "KEY", `1${"QPZRY9X8".repeat(7)}`].join("-"),
  "a post-quantum age identity": ["AGE", "SECRET", "KEY", "PQ", `1${"QPZRY9X8".repeat(7)}`].join("-"),
};

export const PUBLIC_KEYS: Readonly<Record<string, string>> = {
  "PKCS #1": pem(RSA.publicKey.export({ type: "pkcs1", format: "pem" })),
  SPKI: pem(P256.publicKey.export({ type: "spki", format: "pem" })),
  // The bytes of a public key stand in: what names a certificate is its first line.
  "a certificate": pem(RSA.publicKey.export({ type: "spki", format: "pem" })).replaceAll("PUBLIC KEY", "CERTIFICATE"),
};

export const base64 = (text: string): string => Buffer.from(text).toString("base64");

export const packed = (text: string): string => gzipSync(text).toString("base64");

export function wrapped(text: string, width: number, indent = ""): string {
  return (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).map((line) => `${indent}${line}`).join("\n");
}

function pem(text: string | Buffer): string {
  return text.toString();
}

function relabelled(kind: string): string {
  return KEY.replace(boundary("BEGIN", "PRIVATE KEY"), boundary("BEGIN", kind)).replace(
    boundary("END", "PRIVATE KEY"),
    boundary("END", kind),
  );
}
