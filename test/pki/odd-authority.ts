/** Certificates that no part of this program makes: each with one thing about it that is not as it should be. */
import { generateKeyPairSync, KeyObject, webcrypto } from "node:crypto";
import type { CertificateAndKey } from "../../pki/bundle";
import { NOW } from "./bundle-cases";

type Algorithm = webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams | { readonly name: "Ed25519" };

export const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
export const ED25519 = { name: "Ed25519" } as const;

export function ecdsa(namedCurve: "P-256" | "P-384" | "P-521"): Algorithm {
  return { name: "ECDSA", namedCurve };
}

export function rsa(modulusLength: number, hash = "SHA-256", name = "RSASSA-PKCS1-v1_5"): Algorithm {
  return { name, modulusLength, hash, publicExponent: new Uint8Array([1, 0, 1]) };
}

export interface Oddity {
  /** P-256 without it. */
  readonly algorithm?: Algorithm;
  /** Of an ECDSA signature; SHA-256 without it. */
  readonly hash?: string;
  readonly isCa?: boolean;
  /** False leaves certSign out of the key usage. */
  readonly signsCertificates?: boolean;
  /** Object identifiers; no extension for an empty list. */
  readonly uses?: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
  /** Key of another CA that signs this one; its own without it. */
  readonly signedWith?: Algorithm;
  readonly subject?: string;
}

export const SERVER = "1.3.6.1.5.5.7.3.1";
export const CLIENT = "1.3.6.1.5.5.7.3.2";
const YEAR = 365 * 24 * 3600 * 1000;

export async function oddAuthority(oddity: Oddity): Promise<CertificateAndKey> {
  require("reflect-metadata");
  const x509 = require("@peculiar/x509") as typeof import("@peculiar/x509");
  const keys = await pairOf(oddity.algorithm ?? P256);
  const signing = oddity.signedWith === undefined ? keys : await pairOf(oddity.signedWith);
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
  const uses = oddity.uses ?? [SERVER, CLIENT];
  const subject = oddity.subject ?? "O=odd";
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject,
      issuer: oddity.signedWith === undefined ? subject : "O=other",
      notBefore: oddity.from ?? NOW,
      notAfter: oddity.until ?? new Date(NOW.getTime() + YEAR),
      signingAlgorithm: {
        ...(oddity.signedWith ?? oddity.algorithm ?? P256),
        hash: oddity.hash ?? "SHA-256",
        saltLength: 32,
      },
      publicKey: keys.publicKey,
      signingKey: signing.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(oddity.isCa ?? true, undefined, true),
        new x509.KeyUsagesExtension(digitalSignature | (oddity.signsCertificates === false ? 0 : keyCertSign), true),
        ...(uses.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...uses])]),
      ],
    },
    webcrypto,
  );
  return { crt: `${certificate.toString("pem")}\n`, key: pkcs8(KeyObject.from(keys.privateKey)) };
}

async function pairOf(algorithm: Algorithm): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

export function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Of a curve that WebCrypto does not know. */
export function ecKey(namedCurve: string, paramEncoding: "named" | "explicit" = "named"): KeyObject {
  return generateKeyPairSync("ec", { namedCurve, paramEncoding }).privateKey;
}

/** PEM of any bytes under any label. */
export function pem(label: string, der: Buffer): string {
  const body = der.toString("base64").replace(/.{1,64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${body}-----END ${label}-----\n`;
}

/** The bytes within a PEM text. */
export function derOf(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]*-----/g, ""), "base64");
}
