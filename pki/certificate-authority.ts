/** Self-signed certificate authorities, of the form in which talosctl makes them. */
import { createHash, KeyObject, webcrypto } from "node:crypto";
import { CA_HOURS, type CertificateAndKey } from "./bundle";

export type AuthorityAlgorithm = "ECDSA-P256" | "Ed25519";

export interface AuthorityRequest {
  readonly algorithm: AuthorityAlgorithm;
  /** Organization of the subject; the subject is empty without one. No free text: the library reads quotes and signs in it. */
  readonly organization?: "etcd" | "kubernetes" | "talos";
  /** Start of its life, to the second; it ends CA_HOURS later. */
  readonly now: Date;
}

const KEY_ID_BYTES = 20;

const KEYS = {
  "ECDSA-P256": { name: "ECDSA", namedCurve: "P-256" },
  Ed25519: { name: "Ed25519" },
} as const satisfies Record<AuthorityAlgorithm, object>;

export async function certificateAuthority(request: AuthorityRequest): Promise<CertificateAndKey> {
  const x509 = loadX509();
  const keys = (await webcrypto.subtle.generateKey(KEYS[request.algorithm], true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  // The serial number is the library's: 128 random bits.
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: request.organization === undefined ? [] : [{ O: [request.organization] }],
      notBefore: request.now,
      notAfter: new Date(request.now.getTime() + CA_HOURS * 3600 * 1000),
      signingAlgorithm: { ...KEYS[request.algorithm], hash: "SHA-256" },
      keys,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.SubjectKeyIdentifierExtension(keyId(keys.publicKey)),
      ],
    },
    webcrypto,
  );
  return { crt: pem("CERTIFICATE", Buffer.from(certificate.rawData)), key: privatePem(keys.privateKey) };
}

/** Loaded when a CA is made: it takes 70 ms, and most commands make none. */
function loadX509(): typeof import("@peculiar/x509") {
  require("reflect-metadata");
  return require("@peculiar/x509") as typeof import("@peculiar/x509");
}

/** The first 160 bits of SHA-256 over the public key (RFC 7093 has it over the bit string alone; any unique value serves). */
function keyId(publicKey: webcrypto.CryptoKey): string {
  const der = KeyObject.from(publicKey).export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest().subarray(0, KEY_ID_BYTES).toString("hex");
}

/** SEC 1 for ECDSA; PKCS#8 under Talos' own header for Ed25519. */
function privatePem(privateKey: webcrypto.CryptoKey): string {
  const key = KeyObject.from(privateKey);
  if (key.asymmetricKeyType === "ec") return pem("EC PRIVATE KEY", key.export({ type: "sec1", format: "der" }));
  return pem("ED25519 PRIVATE KEY", key.export({ type: "pkcs8", format: "der" }));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
