/** A new secrets bundle: the same shapes, subjects and lifetimes as `talosctl gen secrets` of Talos 1.13. */
import { generateKeyPair, randomBytes, randomInt } from "node:crypto";
import { promisify } from "node:util";
import { SERVICE_ACCOUNT_BITS, type SecretsBundle } from "./bundle";
import { certificateAuthority } from "./certificate-authority";

const KEY_BYTES = 32;

/** `now` is when the CAs' ten years begin. Takes some seconds at worst: the RSA key is searched for. */
export async function newBundle(now: Date): Promise<SecretsBundle> {
  const [serviceAccount, etcd, k8s, k8sAggregator, os] = await Promise.all([
    rsaKey(),
    certificateAuthority({ algorithm: "ECDSA-P256", organization: "etcd", now }),
    certificateAuthority({ algorithm: "ECDSA-P256", organization: "kubernetes", now }),
    // Talos means to call it front-proxy, but its subject has always been empty.
    certificateAuthority({ algorithm: "ECDSA-P256", now }),
    certificateAuthority({ algorithm: "Ed25519", organization: "talos", now }),
  ]);
  return {
    cluster: { id: urlSafe(randomBytes(KEY_BYTES)), secret: randomBytes(KEY_BYTES).toString("base64") },
    bootstrapToken: token(),
    secretboxEncryptionSecret: randomBytes(KEY_BYTES).toString("base64"),
    trustdToken: token(),
    certs: { etcd, k8s, k8sAggregator, k8sServiceAccount: { key: serviceAccount }, os },
  };
}

async function rsaKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: SERVICE_ACCOUNT_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return privateKey;
}

/** With the padding, which Node leaves out. */
function urlSafe(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

const TOKEN_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

function token(): string {
  const characters = (count: number) =>
    Array.from({ length: count }, () => TOKEN_ALPHABET[randomInt(TOKEN_ALPHABET.length)]).join("");
  return `${characters(6)}.${characters(16)}`;
}
