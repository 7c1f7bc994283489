/** The stand-ins of the tls and random providers on the engine: what they make is made once, and its id tells nothing. */
import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import type { PropertyMap } from "../../../sandbox/deployment";
import { KeyModel } from "../../../sandbox/engine/key-model";

const KEY = "tls:index/privateKey:PrivateKey";
const P256 = { algorithm: "ECDSA", ecdsaCurve: "P256" };

const model = new KeyModel("5.0.0");
const create = (type: string, inputs: PropertyMap) => model.create({ urn: "urn:same", type, inputs });
const keyOf = ({ outputs }: { readonly outputs: PropertyMap }) => String(outputs["privateKeyPem"]);

async function authority() {
  const key = await create(KEY, P256);
  const certificate = await create("tls:index/selfSignedCert:SelfSignedCert", {
    privateKeyPem: keyOf(key),
    subject: { organization: "test" },
    isCaCertificate: true,
    validityPeriodHours: 1,
    allowedUses: ["cert_signing"],
  });
  return { key, certificate };
}

it("makes another key each time, of the kind that is asked for", async () => {
  const [one, other] = [await create(KEY, P256), await create(KEY, P256)];
  expect(keyOf(one) === keyOf(other)).toBe(false);
  expect(one.id).not.toBe(other.id);
  for (const { outputs } of [one, other]) {
    expect([outputs["algorithm"], outputs["ecdsaCurve"]]).toEqual(["ECDSA", "P256"]);
    expect(createPublicKey(String(outputs["privateKeyPem"])).asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  }
});

it("names a key by the SHA-1 of its public half, as the tls provider does", async () => {
  for (const inputs of [P256, { algorithm: "ED25519" }, { algorithm: "RSA", rsaBits: 2048 }]) {
    const made = await create(KEY, inputs);
    const der = createPublicKey(keyOf(made)).export({ type: "spki", format: "der" });
    expect(made.id).toBe(createHash("sha1").update(der).digest("hex"));
  }
});

it("names a certificate by its serial number, and a request by its SHA-1", async () => {
  const { key, certificate } = await authority();
  const { serialNumber } = new X509Certificate(String(certificate.outputs["certPem"]));
  expect(certificate.id).toMatch(/^[1-9]\d+$/);
  expect(BigInt(certificate.id).toString(16)).toBe(serialNumber.toLowerCase().replace(/^0+/, ""));
  const request = await create("tls:index/certRequest:CertRequest", {
    privateKeyPem: keyOf(key),
    subject: { commonName: "a" },
  });
  expect(request.id).toMatch(/^[0-9a-f]{40}$/);
  const signed = await create("tls:index/locallySignedCert:LocallySignedCert", {
    certRequestPem: request.outputs["certRequestPem"] ?? "",
    caCertPem: certificate.outputs["certPem"] ?? "",
    caPrivateKeyPem: keyOf(key),
    validityPeriodHours: 1,
    allowedUses: ["client_auth"],
  });
  expect(new Set([key.id, certificate.id, request.id, signed.id]).size).toBe(4);
});

it("names a random value by nothing: it is secret as a whole", async () => {
  const bytes = await create("random:index/randomBytes:RandomBytes", { length: 32 });
  const again = await create("random:index/randomBytes:RandomBytes", { length: 32 });
  const password = await create("random:index/randomPassword:RandomPassword", { length: 16 });
  expect([bytes.id, again.id, password.id]).toEqual(["none", "none", "none"]);
  expect(bytes.outputs["hex"] === again.outputs["hex"]).toBe(false);
});

it("replaces a key for any other input, and makes its successor first", async () => {
  const made = await create(KEY, P256);
  const known = { urn: "urn:same", type: KEY, inputs: P256, ...made };
  expect(model.difference(known, P256)).toEqual({ changed: [], replacing: [], deleteBeforeReplace: false });
  expect(model.difference(known, { algorithm: "RSA" })).toEqual({
    changed: ["algorithm", "ecdsaCurve"],
    replacing: ["algorithm", "ecdsaCurve"],
    deleteBeforeReplace: false,
  });
  expect(() => model.update()).toThrow("are replaced, never updated");
});

it("keeps nothing: what the engine knows is what there is", async () => {
  const made = await create(KEY, P256);
  const known = { urn: "urn:same", type: KEY, inputs: P256, ...made };
  model.delete();
  const read = model.read(known);
  expect(read.inputs).toBe(P256);
  expect(read.outputs === made.outputs).toBe(true);
});

it("previews a key with its inputs alone", () => {
  expect(model.previewCreate({ urn: "u", type: KEY, inputs: P256 })).toEqual(P256);
});

it("refuses what it has no model of", async () => {
  await expect(create("random:index/randomPet:RandomPet", {})).rejects.toThrow(
    "no model of random:index/randomPet:RandomPet; add one to sandbox/key-resource-model.ts",
  );
  expect(() => model.invoke("tls:index/getCertificate:getCertificate")).toThrow("no recorded answer for the function");
});
