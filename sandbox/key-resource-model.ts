/**
 * Stand-ins for the tls and random providers, which really make keys, certificates and random values: what is made of them is as long and of
 * the same form as the real thing, and passes the same checks.
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, randomInt, webcrypto } from "node:crypto";
import type { PropertyMap, PropertyValue } from "./deployment";
import type { KeyRequest, ThrowAwayKeys } from "./throw-away-keys";

type Outputs = (urn: string, inputs: PropertyMap, keys: ThrowAwayKeys) => Promise<PropertyMap> | PropertyMap;

const MODELS: Readonly<Record<string, Outputs>> = {
  "tls:index/privateKey:PrivateKey": privateKey,
  "tls:index/selfSignedCert:SelfSignedCert": selfSigned,
  "tls:index/certRequest:CertRequest": request,
  "tls:index/locallySignedCert:LocallySignedCert": locallySigned,
  "random:index/randomBytes:RandomBytes": (_, inputs) => {
    const bytes = randomBytes(Number(inputs["length"]));
    return { base64: bytes.toString("base64"), hex: bytes.toString("hex") };
  },
  "random:index/randomPassword:RandomPassword": (_, inputs) => ({ result: password(inputs) }),
};

/** Computed outputs; undefined for a type of another provider. `inputs` hold secrets in clear. */
export function keyOutputs(
  type: string,
  urn: string,
  inputs: PropertyMap,
  keys: ThrowAwayKeys,
): Promise<PropertyMap> | undefined {
  const model = MODELS[type];
  return model === undefined ? undefined : Promise.resolve(model(urn, inputs, keys));
}

async function privateKey(urn: string, inputs: PropertyMap, keys: ThrowAwayKeys): Promise<PropertyMap> {
  const pem = await keys.privateKey(urn, inputs as unknown as KeyRequest);
  return {
    privateKeyPem: pem,
    publicKeyPem: createPublicKey(pem).export({ type: "spki", format: "pem" }).toString(),
  };
}

const ALPHABETS = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

function password(inputs: PropertyMap): string {
  const alphabet = Object.entries(ALPHABETS)
    .filter(([kind]) => inputs[kind] !== false)
    .map(([, letters]) => letters)
    .join("");
  return Array.from({ length: Number(inputs["length"]) }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}

async function selfSigned(_: string, inputs: PropertyMap): Promise<PropertyMap> {
  const key = createPrivateKey(textOf(inputs["privateKeyPem"]));
  const name = subjectOf(inputs["subject"]);
  return await certificate(inputs, { key, subject: name, publicKey: publicKeyOf(key), issuer: name });
}

async function request(_: string, inputs: PropertyMap): Promise<PropertyMap> {
  const key = createPrivateKey(textOf(inputs["privateKeyPem"]));
  const made = await x509().Pkcs10CertificateRequestGenerator.create(
    {
      name: subjectOf(inputs["subject"]),
      keys: { privateKey: signing(key), publicKey: publicKeyOf(key) },
      signingAlgorithm: algorithmOf(key),
    },
    webcrypto,
  );
  return { certRequestPem: `${made.toString("pem")}\n` };
}

async function locallySigned(_: string, inputs: PropertyMap): Promise<PropertyMap> {
  const asked = new (x509().Pkcs10CertificateRequest)(textOf(inputs["certRequestPem"]));
  const authority = new (x509().X509Certificate)(textOf(inputs["caCertPem"]));
  return await certificate(inputs, {
    key: createPrivateKey(withKnownHeader(textOf(inputs["caPrivateKeyPem"]))),
    subject: asked.subject,
    publicKey: await asked.publicKey.export(webcrypto),
    issuer: authority.subject,
    issuerKeyId: authority.getExtension(x509().SubjectKeyIdentifierExtension)?.keyId,
  });
}

interface Certified {
  /** The issuer's. */
  readonly key: KeyObject;
  readonly subject: Name;
  readonly issuer: Name;
  readonly publicKey: webcrypto.CryptoKey;
  /** Hexadecimal; undefined for a certificate that is signed by its own key, or by a CA without one. */
  readonly issuerKeyId?: string | undefined;
}

type X509 = typeof import("@peculiar/x509");
type Name = ConstructorParameters<X509["Name"]>[0];

const USES: Readonly<Record<string, { readonly flag?: number; readonly extended?: string }>> = {
  // Bits of KeyUsage and object identifiers of ExtendedKeyUsage (RFC 5280), under the provider's names.
  digital_signature: { flag: 1 },
  key_encipherment: { flag: 4 },
  cert_signing: { flag: 32 },
  server_auth: { extended: "1.3.6.1.5.5.7.3.1" },
  client_auth: { extended: "1.3.6.1.5.5.7.3.2" },
};

async function certificate(inputs: PropertyMap, made: Certified): Promise<PropertyMap> {
  const { X509CertificateGenerator, KeyUsagesExtension, ExtendedKeyUsageExtension, ...lib } = x509();
  const uses = (inputs["allowedUses"] as readonly string[]).map((use) => USES[use] ?? unsupported(use));
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const signed = await X509CertificateGenerator.create(
    {
      subject: made.subject,
      issuer: made.issuer,
      notBefore: now,
      notAfter: new Date(now.getTime() + Number(inputs["validityPeriodHours"]) * 3600_000),
      publicKey: made.publicKey,
      signingKey: signing(made.key),
      signingAlgorithm: algorithmOf(made.key),
      extensions: [
        new KeyUsagesExtension(
          uses.reduce((flags, { flag = 0 }) => flags | flag, 0),
          true,
        ),
        new ExtendedKeyUsageExtension(uses.flatMap(({ extended }) => extended ?? [])),
        new lib.BasicConstraintsExtension(inputs["isCaCertificate"] === true, undefined, true),
        await lib.SubjectKeyIdentifierExtension.create(made.publicKey, false, webcrypto),
        ...(made.issuerKeyId === undefined ? [] : [new lib.AuthorityKeyIdentifierExtension(made.issuerKeyId)]),
      ],
    },
    webcrypto,
  );
  return { certPem: `${signed.toString("pem")}\n`, readyForRenewal: false };
}

function unsupported(use: string): never {
  throw new Error(`sandbox/key-resource-model.ts knows no use "${use}" of a certificate: add it`);
}

function textOf(value: PropertyValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Node takes Ed25519 keys under the general header alone. */
function withKnownHeader(pem: string): string {
  return pem.replaceAll("ED25519 PRIVATE", "PRIVATE");
}

function subjectOf(value: PropertyValue | undefined): Name {
  const { organization, commonName, serialNumber } = (value ?? {}) as Readonly<Record<string, string>>;
  return [
    ...(organization === undefined ? [] : [{ O: [organization] }]),
    ...(commonName === undefined ? [] : [{ CN: [commonName] }]),
    ...(serialNumber === undefined ? [] : [{ "2.5.4.5": [serialNumber] }]),
  ];
}

function algorithmOf(key: KeyObject) {
  return key.asymmetricKeyType === "ed25519"
    ? { name: "Ed25519" }
    : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
}

function signing(key: KeyObject): webcrypto.CryptoKey {
  return key.toCryptoKey(algorithmOf(key), true, ["sign"]);
}

function publicKeyOf(key: KeyObject): webcrypto.CryptoKey {
  return createPublicKey(key).toCryptoKey(algorithmOf(key), true, ["verify"]);
}

function x509(): X509 {
  require("reflect-metadata");
  return require("@peculiar/x509") as X509;
}
