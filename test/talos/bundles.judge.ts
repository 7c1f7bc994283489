/** Secrets bundles in both directions: ours before Talos' own code and OpenSSL, Talos' own before ours. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { CertificateAndKey, SecretsBundle } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { ask, CONTRACTS, talosctl } from "./judge";
import type { BundlePart } from "./operations";

const NOW = new Date();
const TEN_YEARS = 87_600 * 3600 * 1000;

let ours: SecretsBundle;

beforeAll(async () => {
  ours = await newBundle(NOW);
});

function authority(part: BundlePart["part"], subject: string, algorithm: Partial<BundlePart>): Partial<BundlePart> {
  return {
    part,
    subject,
    issuer: subject,
    isCA: true,
    matchesKey: true,
    verifiesItself: true,
    issues: "verified",
    ...algorithm,
  };
}

const ECDSA = { algorithm: "ECDSA", curve: "P-256", signatureAlgorithm: "ECDSA-SHA256" };
const PARTS: readonly Partial<BundlePart>[] = [
  authority("etcd", "O=etcd", ECDSA),
  authority("k8s", "O=kubernetes", ECDSA),
  authority("k8saggregator", "", ECDSA),
  { part: "k8sserviceaccount", algorithm: "RSA", keySize: 4096 },
  authority("os", "O=talos", { algorithm: "Ed25519", signatureAlgorithm: "Ed25519" }),
];

describe.each(CONTRACTS)("Talos %s", (contract) => {
  it("takes our bundle, and finds in it what it makes itself", () => {
    const mine = ask(contract, { op: "bundle", bundle: renderBundle(ours) });
    const its = ask(contract, { op: "bundle", bundle: ask(contract, { op: "new-bundle", contract }).bundle });
    expect(mine.error).toBeNull();
    const byPart = (parts: readonly BundlePart[]) => parts.toSorted((a, b) => a.part.localeCompare(b.part));
    expect(byPart(mine.parts)).toMatchObject(PARTS);
    for (const [index, part] of byPart(mine.parts).entries()) {
      const twin = byPart(its.parts)[index];
      expect([part.keyUsages, part.extKeyUsages, part.algorithm]).toEqual([
        twin?.keyUsages,
        twin?.extKeyUsages,
        twin?.algorithm,
      ]);
      if (part.notBefore === undefined || part.notAfter === undefined) continue;
      expect(Date.parse(part.notAfter) - Date.parse(part.notBefore)).toBe(TEN_YEARS);
      expect(part.serialBits).toBeLessThanOrEqual(128);
      expect(part.serialBits).toBeGreaterThan(64);
    }
  });

  it("makes bundles that ours reads and writes byte for byte", () => {
    const { bundle } = ask(contract, { op: "new-bundle", contract });
    const read = readBundle(bundle, new Date());
    if (!("bundle" in read)) throw new Error(read.problems.map(({ path, message }) => `${path} ${message}`).join("; "));
    expect(renderBundle(read.bundle).trimEnd() === bundle.trimEnd()).toBe(true);
  });
});

test("talosctl gen config takes our bundle, and what it makes is valid", () => {
  const args = ["gen", "config", "judged", "https://api.judged.internal:6443", "--with-secrets", "/dev/stdin"];
  for (const type of ["controlplane", "worker", "talosconfig"]) {
    const { code, stdout } = talosctl([...args, "--output-types", type, "-o", "-"], { input: renderBundle(ours) });
    expect(code).toBe(0);
    const first = stdout.split(/^---$/m)[0] ?? "";
    expect(Object.keys(parse(first) as object)).toContain(type === "talosconfig" ? "contexts" : "machine");
  }
});

test("ours reads what talosctl gen secrets writes", () => {
  // It writes to a file alone.
  const folder = mkdtempSync(join(tmpdir(), "palisade-judge-"));
  try {
    const file = join(folder, "secrets.yaml");
    expect(talosctl(["gen", "secrets", "-o", file]).code).toBe(0);
    expect(Object.keys(readBundle(readFileSync(file, "utf8"), new Date()))).toContain("bundle");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("OpenSSL", () => {
  const openssl = (args: readonly string[], input: string) =>
    execFileSync("openssl", args, { input, encoding: "utf8" });
  const authorities = (): readonly (readonly [string, CertificateAndKey, string, string])[] => [
    ["etcd", ours.certs.etcd, "O = etcd", "ecdsa-with-SHA256"],
    ["k8s", ours.certs.k8s, "O = kubernetes", "ecdsa-with-SHA256"],
    ["k8saggregator", ours.certs.k8sAggregator, "", "ecdsa-with-SHA256"],
    ["os", ours.certs.os, "O = talos", "ED25519"],
  ];

  it("reads each certificate as Talos makes it", () => {
    for (const [, { crt }, subject, algorithm] of authorities()) {
      const text = openssl(["x509", "-noout", "-text", "-nameopt", "oneline"], crt);
      expect(text).toMatch(new RegExp(`Subject: ?${subject}\\n`));
      expect(text).toContain(`Signature Algorithm: ${algorithm}`);
      expect(text).toMatch(/Key Usage: critical\n\s+Digital Signature, Certificate Sign\n/);
      expect(text).toMatch(/Extended Key Usage: \n\s+TLS Web Server Authentication, TLS Web Client Authentication\n/);
      expect(text).toMatch(/Basic Constraints: critical\n\s+CA:TRUE\n/);
    }
  });

  it("finds each key in its certificate", () => {
    for (const [, { crt, key }] of authorities()) {
      // OpenSSL knows Ed25519 keys under the general header alone.
      const known = key.replaceAll("ED25519 PRIVATE", "PRIVATE");
      expect(openssl(["pkey", "-pubout"], known)).toBe(openssl(["x509", "-noout", "-pubkey"], crt));
    }
  });

  it("reads the service account key as RSA of 4096 bits", () => {
    expect(openssl(["pkey", "-noout", "-text"], ours.certs.k8sServiceAccount.key)).toMatch(
      /^(RSA )?Private-Key: \(4096 bit/,
    );
  });
});
