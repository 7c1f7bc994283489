import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificateAndKey } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { certificateAuthority } from "../../pki/certificate-authority";
import { newBundle } from "../../pki/new-bundle";
import { bundle, makeBundle, NOW, problemsOf } from "./bundle-cases";

beforeAll(makeBundle);

/** What OpenSSL's view of a certificate leaves out. */
function extensionsOf({
  crt,
}: CertificateAndKey): readonly (readonly [oid: string, critical: boolean, value: string])[] {
  require("reflect-metadata");
  const x509 = require("@peculiar/x509") as typeof import("@peculiar/x509");
  const hex = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("hex");
  return new x509.X509Certificate(crt).extensions.map(({ type, critical, value }) => [type, critical, hex(value)]);
}

describe("a new bundle", () => {
  it("is good, and says so after a round trip", () => {
    const reading = readBundle(renderBundle(bundle()), NOW);
    expect(reading).toMatchObject({ bundle: bundle(), warnings: [] });
  });

  it.each([
    ["etcd", "O=etcd", "ECDSA P-256"],
    ["k8s", "O=kubernetes", "ECDSA P-256"],
    ["k8sAggregator", "", "ECDSA P-256"],
    ["os", "O=talos", "Ed25519"],
  ] as const)("has the CA %s as talosctl makes it", (name, subject, algorithm) => {
    const { keys } = readBundle(renderBundle(bundle()), NOW);
    const facts = keys.find(({ place }) => place === `certs.${name.toLowerCase()}`);
    expect(facts).toMatchObject({ algorithm, certificate: { subject, notBefore: NOW, daysLeft: 3650 } });
    const [usage, extended, constraints, keyId] = extensionsOf(bundle().certs[name]);
    // digitalSignature and keyCertSign; serverAuth and clientAuth; CA:TRUE; 160 bits.
    expect(usage).toEqual(["2.5.29.15", true, "03020284"]);
    expect(extended).toEqual(["2.5.29.37", false, "301406082b0601050507030106082b06010505070302"]);
    expect(constraints).toEqual(["2.5.29.19", true, "30030101ff"]);
    expect(keyId).toEqual(["2.5.29.14", false, expect.stringMatching(/^0414[0-9a-f]{40}$/)]);
    const certificate = new X509Certificate(bundle().certs[name].crt);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(BigInt(`0x${certificate.serialNumber}`) > 2n ** 90n).toBe(true);
  });

  it("has each key under talosctl's header", () => {
    const { etcd, k8s, k8sAggregator, k8sServiceAccount, os } = bundle().certs;
    const keys = [etcd, k8s, k8sAggregator, k8sServiceAccount, os].map(({ key }) => key);
    expect(keys.map((key) => /^-----BEGIN (.*)-----\n/.exec(key)?.[1])).toEqual([
      "EC PRIVATE KEY",
      "EC PRIVATE KEY",
      "EC PRIVATE KEY",
      "RSA PRIVATE KEY",
      "ED25519 PRIVATE KEY",
    ]);
    for (const key of keys)
      expect(key).toMatch(/^-----BEGIN [^\n]*\n(?:[^\n]{64}\n)*[^\n]{1,64}\n-----END [^\n]*-----\n$/);
    expect(createPrivateKey(k8sServiceAccount.key).asymmetricKeyDetails).toMatchObject({
      modulusLength: 4096,
      publicExponent: 65537n,
    });
  });

  it("has nothing in common with another one", async () => {
    const other = await newBundle(NOW);
    const values = (text: string) => new Set(text.match(/(?<=: )\S.*/g));
    const own = values(renderBundle(bundle()));
    expect(own.size).toBe(14);
    expect([...values(renderBundle(other))].filter((value) => own.has(value))).toEqual([]);
  });
});

describe("a certificate authority", () => {
  it("has whole seconds, and is good from its first moment", async () => {
    const now = new Date("2030-01-01T00:00:00.999Z");
    const { crt } = await certificateAuthority({ algorithm: "Ed25519", now });
    const certificate = new X509Certificate(crt);
    expect(new Date(certificate.validFrom)).toEqual(new Date("2030-01-01T00:00:00Z"));
    expect(new Date(certificate.validTo)).toEqual(new Date("2039-12-30T00:00:00Z"));
  });

  it("that does not begin yet is told with the rest of a bundle", () => {
    const before = new Date(NOW.getTime() - 1);
    expect(problemsOf(renderBundle(bundle()), before).map((line) => line.split(":")[0])).toEqual([
      "certs.etcd.crt",
      "certs.k8s.crt",
      "certs.k8saggregator.crt",
      "certs.os.crt",
    ]);
  });
});
