/** The stand-ins of the tls and random providers, by OpenSSL. */
import { spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import type { PropertyMap } from "../../sandbox/deployment";
import { type RecordedStack, type RecordOptions, record } from "../../sandbox/recorder";
import { inClear } from "../../sandbox/secret-marks";
import { ThrowAwayKeys } from "../../sandbox/throw-away-keys";

const CA_USES = ["cert_signing", "digital_signature", "server_auth", "client_auth"];
const CLIENT_USES = ["digital_signature", "client_auth"];

/** Two CAs, a client of the first, a key of service accounts, and random values. */
function program(): void {
  const authority = (name: string, args: tls.PrivateKeyArgs, organization?: string) => {
    const key = new tls.PrivateKey(name, args);
    const certificate = new tls.SelfSignedCert(name, {
      privateKeyPem: key.privateKeyPem,
      ...(organization === undefined ? {} : { subject: { organization } }),
      isCaCertificate: true,
      validityPeriodHours: 87600,
      allowedUses: CA_USES,
      setSubjectKeyId: true,
    });
    return { key, certificate };
  };
  const p256 = { algorithm: "ECDSA", ecdsaCurve: "P256" };
  const [first, ed25519] = [authority("first", p256, "first"), authority("ed25519", { algorithm: "ED25519" }, "talos")];
  authority("second", p256, "first");
  authority("nameless", p256);
  new tls.PrivateKey("rsa", { algorithm: "RSA", rsaBits: 4096 });
  const own = new tls.PrivateKey("client", p256);
  const request = new tls.CertRequest("client", {
    privateKeyPem: own.privateKeyPem,
    subject: { commonName: "somebody", organization: "system:masters", serialNumber: "2026-11-25T12" },
  });
  const signed = (name: string, by: typeof first, key: tls.LocallySignedCertArgs["caPrivateKeyPem"]) =>
    new tls.LocallySignedCert(name, {
      certRequestPem: request.certRequestPem,
      caCertPem: by.certificate.certPem,
      caPrivateKeyPem: key,
      validityPeriodHours: 24,
      allowedUses: CLIENT_USES,
    });
  signed("client", first, first.key.privateKeyPem);
  // Talos has a header of its own for these keys.
  const talosHeader = (pem: string) => pem.replaceAll(" PRIVATE KEY", " ED25519 PRIVATE KEY");
  signed("client-of-ed25519", ed25519, ed25519.key.privateKeyPem.apply(talosHeader));
  new random.RandomBytes("bytes", { length: 32 });
  new random.RandomPassword("token", { length: 400, lower: true, numeric: true, upper: false, special: false });
  new random.RandomPassword("word", { length: 4000 });
}

let stack: RecordedStack;
let folder: string;

beforeAll(async () => {
  stack = await record({ project: "palisade", stack: "test" }, program);
  folder = mkdtempSync(join(tmpdir(), "palisade-keys-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function outputs(type: string, name: string, from = stack): PropertyMap {
  const found = from.judged.deployment.resources.find(({ urn }) => urn.endsWith(`:${type}::${name}`));
  if (found === undefined) throw new Error(`no ${type} named ${name}`);
  return inClear(found.outputs) as PropertyMap;
}

const keyOf = (name: string, from = stack) => String(outputs("PrivateKey", name, from)["privateKeyPem"]);
const certificateOf = (name: string) => String(outputs("SelfSignedCert", name)["certPem"]);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Both streams and the exit code. Some releases write names with spaces around the sign, some without. */
function openssl(...args: readonly string[]): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  return { code: status, text: `${stdout}${stderr}`.replaceAll(" = ", "=") };
}

/** No part of the project needs it: where it is not installed, node:crypto alone judges, below and in test/components. */
const byOpenssl = spawnSync("openssl", ["version"]).error === undefined ? describe : describe.skip;

/** What OpenSSL says of a certificate, by line, without indentation. */
function lines(pem: string): readonly string[] {
  const { code, text } = openssl("x509", "-in", file("x.crt", pem), "-noout", "-text");
  expect(code).toBe(0);
  return text.split("\n").map((line) => line.trim());
}

byOpenssl("a CA", () => {
  it.each([
    ["first", "ecdsa-with-SHA256", "ASN1 OID: prime256v1", "Subject: O=first"],
    ["nameless", "ecdsa-with-SHA256", "ASN1 OID: prime256v1", "Subject:"],
    ["ed25519", "ED25519", "ED25519 Public-Key:", "Subject: O=talos"],
  ])("%s is one of ten years, by OpenSSL", (name, signature, key, subject) => {
    const pem = certificateOf(name);
    const text = lines(pem);
    expect(text).toContain("Version: 3 (0x2)");
    expect(text).toContain(`Signature Algorithm: ${signature}`);
    expect(text).toContain(key);
    expect(text).toContain(subject);
    expect(text).toContain(subject.replace("Subject", "Issuer"));
    const below = (title: string) => text[text.indexOf(title) + 1];
    expect(below("X509v3 Basic Constraints: critical")).toBe("CA:TRUE");
    expect(below("X509v3 Key Usage: critical")).toBe("Digital Signature, Certificate Sign");
    expect(below("X509v3 Extended Key Usage:")).toBe("TLS Web Server Authentication, TLS Web Client Authentication");
    expect(below("X509v3 Subject Key Identifier:")).toMatch(/^(?:[0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    const { validFromDate, validToDate, serialNumber } = new X509Certificate(pem);
    expect(validToDate.getTime() - validFromDate.getTime()).toBe(87600 * 3600 * 1000);
    expect(Math.abs(Date.now() - validFromDate.getTime())).toBeLessThan(120_000);
    expect(serialNumber.length).toBeGreaterThanOrEqual(28);
    expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]*-----END CERTIFICATE-----\n$/);
  });

  it.each(["first", "nameless", "ed25519"])("%s has signed itself, for its own key", (name) => {
    const path = file("ca.crt", certificateOf(name));
    expect(openssl("verify", "-x509_strict", "-CAfile", path, path)).toMatchObject({ code: 0 });
    const publicKey = openssl("pkey", "-in", file("ca.key", keyOf(name)), "-pubout").text;
    expect(openssl("x509", "-in", path, "-noout", "-pubkey").text).toBe(publicKey);
    expect(outputs("PrivateKey", name)["publicKeyPem"]).toBe(publicKey);
  });
});

byOpenssl("a private key", () => {
  it("has the header of the tls provider, and OpenSSL finds nothing wrong with it", () => {
    const header = (name: string) => keyOf(name).split("\n")[0];
    expect([header("rsa"), header("first"), header("ed25519")]).toEqual(
      ["RSA ", "EC ", ""].map((kind) => `-----BEGIN ${kind}PRIVATE ${"KEY-----"}`),
    );
    for (const [name, said] of [
      ["rsa", /Private-Key: \(4096 bit, 2 primes\)\n/],
      ["first", /Private-Key: \(256 bit\)\n[\s\S]*ASN1 OID: prime256v1\n/],
      ["ed25519", /ED25519 Private-Key:\n/],
    ] as const) {
      const { code, text } = openssl("pkey", "-in", file("a.key", keyOf(name)), "-check", "-noout", "-text");
      expect([name, code]).toEqual([name, 0]);
      expect(text).toMatch(said);
    }
    // What stands below the header is what it says: PKCS#1 and SEC 1.
    expect(openssl("rsa", "-in", file("a.key", keyOf("rsa")), "-traditional", "-outform", "DER").code).toBe(0);
    expect(createPrivateKey({ key: derOf(keyOf("rsa")), format: "der", type: "pkcs1" }).asymmetricKeyType).toBe("rsa");
    expect(createPrivateKey({ key: derOf(keyOf("first")), format: "der", type: "sec1" }).asymmetricKeyType).toBe("ec");
  });
});

byOpenssl("a certificate of a CA", () => {
  const verify = (ca: string, leaf: string, ...args: readonly string[]) =>
    openssl("verify", "-x509_strict", ...args, "-CAfile", file("ca.crt", ca), file("leaf.crt", leaf)).code;
  const leafOf = (name: string) => String(outputs("LocallySignedCert", name)["certPem"]);

  it("chains to it, and to no other of its name", () => {
    expect(verify(certificateOf("first"), leafOf("client"))).toBe(0);
    expect(verify(certificateOf("second"), leafOf("client"))).not.toBe(0);
    expect(verify(certificateOf("ed25519"), leafOf("client-of-ed25519"))).toBe(0);
    expect(verify(certificateOf("first"), leafOf("client-of-ed25519"))).not.toBe(0);
  });

  it("is for a client, and for nothing else", () => {
    expect(verify(certificateOf("first"), leafOf("client"), "-purpose", "sslclient")).toBe(0);
    expect(verify(certificateOf("first"), leafOf("client"), "-purpose", "sslserver")).not.toBe(0);
    const text = lines(leafOf("client"));
    const below = (title: string) => text[text.indexOf(title) + 1];
    expect(below("X509v3 Key Usage: critical")).toBe("Digital Signature");
    expect(below("X509v3 Extended Key Usage:")).toBe("TLS Web Client Authentication");
    expect(below("X509v3 Basic Constraints: critical")).toBe("CA:FALSE");
    expect(text).toContain("Subject: O=system:masters, CN=somebody, serialNumber=2026-11-25T12");
  });

  it("is of the request's key and name, which its owner has signed", () => {
    const request = String(outputs("CertRequest", "client")["certRequestPem"]);
    const said = openssl("req", "-in", file("a.csr", request), "-verify", "-noout", "-subject", "-pubkey");
    expect(said.code).toBe(0);
    expect(said.text).toContain("verify OK");
    expect(said.text).toContain("subject=O=system:masters, CN=somebody, serialNumber=2026-11-25T12");
    const own = createPublicKey(keyOf("client"));
    expect(new X509Certificate(leafOf("client")).publicKey.equals(own)).toBe(true);
    expect(said.text).toContain(own.export({ type: "spki", format: "pem" }).toString().trim());
  });
});

describe("certificates", () => {
  const leafOf = (name: string) => new X509Certificate(String(outputs("LocallySignedCert", name)["certPem"]));
  const authorityOf = (name: string) => new X509Certificate(certificateOf(name));

  it("are signed by the CA that was asked, and by no other", () => {
    const issued = (leaf: string, ca: string) => {
      const [one, authority] = [leafOf(leaf), authorityOf(ca)];
      return one.checkIssued(authority) && one.verify(authority.publicKey);
    };
    expect([issued("client", "first"), issued("client-of-ed25519", "ed25519")]).toEqual([true, true]);
    expect([issued("client", "second"), issued("client", "ed25519"), issued("client-of-ed25519", "first")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("are not made for a use that the stand-in does not know", async () => {
    await expect(
      record({ project: "palisade", stack: "test" }, () => {
        const key = new tls.PrivateKey("a", { algorithm: "ED25519" });
        const args = { privateKeyPem: key.privateKeyPem, validityPeriodHours: 1, allowedUses: ["crl_signing"] };
        new tls.SelfSignedCert("a", args);
      }),
    ).rejects.toThrow('sandbox/key-resource-model.ts knows no use "crl_signing" of a certificate: add it');
  });
});

describe("random values", () => {
  it("are as many bytes as were asked for, the same in base64 and hexadecimal", () => {
    const { base64, hex } = outputs("RandomBytes", "bytes");
    expect(Buffer.from(String(base64), "base64")).toHaveLength(32);
    expect(Buffer.from(String(hex), "hex").toString("base64")).toBe(base64);
  });

  it("are of the letters that were asked for, and of all of them", () => {
    const letters = (name: string) => [...new Set(String(outputs("RandomPassword", name)["result"]))].sort().join("");
    expect(letters("token")).toBe("0123456789abcdefghijklmnopqrstuvwxyz");
    expect(letters("word")).toMatch(/^!.*0123456789.*A.*Z.*a.*z.*\}$/);
    expect(String(outputs("RandomPassword", "token")["result"])).toHaveLength(400);
  });
});

describe("keys that are thrown away", () => {
  const small = (options: Partial<RecordOptions>) =>
    record({ project: "palisade", stack: "test", ...options }, () => {
      new tls.PrivateKey("first", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    });

  it("are new ones in every recording, and the same ones where they are shared", async () => {
    const keys = new ThrowAwayKeys();
    const [one, again] = [await small({ keys }), await small({ keys })].map((made) => keyOf("first", made));
    expect(one === again).toBe(true);
    const others = [
      stack,
      await small({}),
      await small({ keys: new ThrowAwayKeys() }),
      await small({ keys, stack: "other" }),
    ];
    expect(new Set([one, ...others.map((made) => keyOf("first", made))]).size).toBe(5);
  });

  it("are of the kind that is asked for, whatever was prepared or made before", async () => {
    const keys = new ThrowAwayKeys();
    keys.prepare(1024);
    keys.prepare(2048);
    const bits = async (urn: string, rsaBits: number) =>
      createPrivateKey(await keys.privateKey(urn, { algorithm: "RSA", rsaBits })).asymmetricKeyDetails?.modulusLength;
    expect([await bits("a", 2048), await bits("b", 2048), await bits("a", 1024)]).toEqual([2048, 2048, 1024]);
    const curve = await keys.privateKey("a", { algorithm: "ECDSA", ecdsaCurve: "P384" });
    expect(createPrivateKey(curve).asymmetricKeyDetails?.namedCurve).toBe("secp384r1");
    await expect(keys.privateKey("a", { algorithm: "ECDSA", ecdsaCurve: "P1" })).rejects.toThrow("no such curve: P1");
  });

  it("are ready when they were prepared, and one is for one resource", async () => {
    const keys = new ThrowAwayKeys();
    keys.prepare(2048);
    const [one, other] = await Promise.all(
      ["a", "b"].map((urn) => keys.privateKey(urn, { algorithm: "RSA", rsaBits: 2048 })),
    );
    expect(one === other).toBe(false);
    // Too small for OpenSSL: whoever asks hears of it, and nobody else.
    keys.prepare(8);
    await expect(keys.privateKey("c", { algorithm: "RSA", rsaBits: 8 })).rejects.toThrow();
  });
});

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]*-----/g, ""), "base64");
}
