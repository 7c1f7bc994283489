import { isDeepStrictEqual } from "node:util";
import { TalosSecrets } from "../../components/talos-secrets";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { REDACTED_SECRET } from "../../sandbox/deployment";
import type { RecordOptions } from "../../sandbox/recorder";
import { ThrowAwayKeys } from "../../sandbox/throw-away-keys";
import { Recording } from "./recording";
import { partsOf, secretPaths, secretsIn } from "./secret-texts";

const KEY = "tls:index/privateKey:PrivateKey";
const CERTIFICATE = "tls:index/selfSignedCert:SelfSignedCert";
const BYTES = "random:index/randomBytes:RandomBytes";
const WORD = "random:index/randomPassword:RandomPassword";
/** The module itself, of which an import would be a copy. */
const crypto = require("node:crypto") as typeof import("node:crypto");
const TYPES = [KEY, CERTIFICATE, BYTES, WORD];

/** One RSA key is enough for all tests. */
const keys = new ThrowAwayKeys();
let recording: Recording;
let bundle: SecretsBundle;
let secret: boolean;

async function build(
  protect = true,
  options: Partial<RecordOptions> = {},
): Promise<{ readonly recording: Recording; readonly bundle: SecretsBundle | undefined; readonly secret: boolean }> {
  let made: SecretsBundle | undefined;
  let marked: Promise<boolean> | undefined;
  const recording = await Recording.of(
    () => {
      const secrets = new TalosSecrets("talos-secrets", { protect });
      secrets.bundle.apply((value) => {
        made = value;
      });
      marked = (secrets.bundle as unknown as { readonly isSecret: Promise<boolean> }).isSecret;
    },
    { keys, ...options },
  );
  return { recording, bundle: made, secret: (await marked) === true };
}

beforeAll(async () => {
  const built = await build();
  if (built.bundle === undefined) throw new Error("no bundle was made");
  ({ recording, secret } = built);
  bundle = built.bundle;
});

describe("what is asked of the providers", () => {
  const inputsOf = (type: string) =>
    Object.fromEntries(recording.names(type).map((name) => [name, recording.inputs(type, name)]));

  it("is a key of the kind that Talos makes for each part", () => {
    const ecdsa = { algorithm: "ECDSA", ecdsaCurve: "P256" };
    expect(inputsOf(KEY)).toEqual({
      "talos-secrets-etcd": ecdsa,
      "talos-secrets-kubernetes": ecdsa,
      "talos-secrets-aggregator": ecdsa,
      "talos-secrets-service-account": { algorithm: "RSA", rsaBits: 4096 },
      "talos-secrets-talos": { algorithm: "ED25519" },
    });
  });

  it("is a CA of ten years for each but service accounts, with Talos' subjects and usages, from its own key", () => {
    const shared = {
      privateKeyPem: REDACTED_SECRET,
      isCaCertificate: true,
      validityPeriodHours: 87600,
      allowedUses: ["cert_signing", "digital_signature", "server_auth", "client_auth"],
      setSubjectKeyId: true,
    };
    expect(inputsOf(CERTIFICATE)).toEqual({
      "talos-secrets-etcd": { ...shared, subject: { organization: "etcd" } },
      "talos-secrets-kubernetes": { ...shared, subject: { organization: "kubernetes" } },
      "talos-secrets-aggregator": shared,
      "talos-secrets-talos": { ...shared, subject: { organization: "talos" } },
    });
    for (const name of recording.names(CERTIFICATE)) {
      expect(recording.inClear(CERTIFICATE, name).inputs["privateKeyPem"]).toBe(
        recording.inClear(KEY, name).outputs["privateKeyPem"],
      );
    }
  });

  it("is 32 random bytes for ids and keys, and words of 6 and 16 digits and lower-case letters for tokens", () => {
    const bytes = { length: 32 };
    expect(inputsOf(BYTES)).toEqual({
      "talos-secrets-cluster-id": bytes,
      "talos-secrets-cluster-secret": bytes,
      "talos-secrets-secretbox": bytes,
    });
    const word = (length: number) => ({ length, lower: true, numeric: true, upper: false, special: false });
    expect(inputsOf(WORD)).toEqual({
      "talos-secrets-bootstrap-token-id": word(6),
      "talos-secrets-bootstrap-token-secret": word(16),
      "talos-secrets-trustd-token-id": word(6),
      "talos-secrets-trustd-token-secret": word(16),
    });
  });

  it("is all that there is, below the component", () => {
    const custom = recording.stack.deployment.deployment.resources.filter((resource) => resource.custom);
    expect(new Set(custom.map(({ type }) => type))).toEqual(new Set(TYPES));
    expect(recording.orphans()).toEqual([]);
  });
});

describe("the bundle", () => {
  it("is a good one, by the judge of imported bundles", () => {
    const read = readBundle(renderBundle(bundle), new Date());
    expect("bundle" in read && isDeepStrictEqual(read.bundle, bundle)).toBe(true);
    expect(read.warnings).toEqual([]);
    expect(read.keys.map(({ place, algorithm }) => [place, algorithm])).toEqual([
      ["certs.etcd", "ECDSA P-256"],
      ["certs.k8s", "ECDSA P-256"],
      ["certs.k8saggregator", "ECDSA P-256"],
      ["certs.k8sserviceaccount", "RSA 4096"],
      ["certs.os", "Ed25519"],
    ]);
  });

  it("takes each part from the resource that is named after it", () => {
    const key = (part: string) => recording.inClear(KEY, `talos-secrets-${part}`).outputs["privateKeyPem"];
    const crt = (part: string) => recording.inClear(CERTIFICATE, `talos-secrets-${part}`).outputs["certPem"];
    const certs = {
      etcd: { crt: crt("etcd"), key: key("etcd") },
      k8s: { crt: crt("kubernetes"), key: key("kubernetes") },
      k8sAggregator: { crt: crt("aggregator"), key: key("aggregator") },
      k8sServiceAccount: { key: key("service-account") },
      os: { crt: crt("talos"), key: key("talos") },
    };
    expect(isDeepStrictEqual(bundle.certs, certs)).toBe(true);
    const word = (part: string) => recording.inClear(WORD, `talos-secrets-${part}`).outputs["result"];
    expect(bundle.bootstrapToken).toBe(`${word("bootstrap-token-id")}.${word("bootstrap-token-secret")}`);
    expect(bundle.trustdToken).toBe(`${word("trustd-token-id")}.${word("trustd-token-secret")}`);
    const bytes = (part: string) => recording.inClear(BYTES, `talos-secrets-${part}`).outputs["base64"];
    expect(bundle.cluster.secret).toBe(bytes("cluster-secret"));
    expect(bundle.secretboxEncryptionSecret).toBe(bytes("secretbox"));
  });

  it("has the cluster's id, and nothing else, in the alphabet of URLs, with its padding", async () => {
    const spy = jest.spyOn(crypto, "randomBytes").mockImplementation(() => Buffer.alloc(32, 0xfb));
    const { bundle: made } = await build().finally(() => spy.mockRestore());
    expect(made?.cluster.id).toBe(`${"-_v7".repeat(10)}-_s=`);
    expect(made?.cluster.secret).toBe(`${"+/v7".repeat(10)}+/s=`);
    expect(made?.secretboxEncryptionSecret).toBe(made?.cluster.secret);
  });

  it("has PEM texts that end with a newline: Talos joins certificates as they are", () => {
    const pem = Object.entries(partsOf(bundle)).filter(([path]) => path.startsWith("certs."));
    expect(pem).toHaveLength(9);
    for (const [, text] of pem) expect(text).toMatch(/^-----BEGIN [^\n]+-----\n[^\r]+\n-----END [^\n]+-----\n$/);
  });

  it("is a secret, of which the state that is written has nothing, and the one that is judged has all", () => {
    expect(secret).toBe(true);
    expect(secretPaths(bundle)).toHaveLength(10);
    expect(secretsIn(JSON.stringify(recording.stack.deployment), bundle)).toEqual([]);
    expect(secretsIn(JSON.stringify(recording.stack.judged), bundle)).toEqual(secretPaths(bundle));
  });

  it("is not known before the providers have made it", async () => {
    const { recording: first, bundle: made } = await build(true, { ids: "unknown" });
    expect(made).toBeUndefined();
    expect(TYPES.map((type) => first.names(type).length)).toEqual([5, 4, 3, 4]);
  });
});

it.each([true, false])("is protected from deletion where asked: %s", async (protect) => {
  const { recording: built } = protect ? { recording } : await build(false);
  const all = TYPES.flatMap((type) => built.all(type));
  expect(all).toHaveLength(16);
  expect(all.filter((resource) => (resource.protect === true) !== protect)).toEqual([]);
});
