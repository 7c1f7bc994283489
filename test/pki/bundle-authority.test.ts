import { readBundle } from "../../pki/bundle-yaml";
import { encoded, fileWith, lines, makeBundle, NOW, problemsOf } from "./bundle-cases";
import { CLIENT, ED25519, ecdsa, type Oddity, oddAuthority, P256, rsa, SERVER } from "./odd-authority";

beforeAll(makeBundle);

const CA_KEYS = "must have a key of ECDSA (P-256, P-384, P-521) or RSA of 3072 bits or more";
const OS_KEYS = "must have a key of Ed25519, ECDSA (P-256, P-384, P-521) or RSA of 3072 bits or more";

/** With another CA in a place of the bundle. */
async function withAuthority(place: string, oddity: Oddity): Promise<string> {
  const { crt, key } = await oddAuthority(oddity);
  return fileWith({ [`certs.${place}.crt`]: encoded(crt), [`certs.${place}.key`]: encoded(key) });
}

describe("certificates of CAs", () => {
  it.each<[string, string, Oddity]>([
    ["etcd", "P-384", { algorithm: ecdsa("P-384"), hash: "SHA-384" }],
    ["k8s", "P-521", { algorithm: ecdsa("P-521"), hash: "SHA-512" }],
    ["k8saggregator", "RSA 3072", { algorithm: rsa(3072) }],
    ["os", "P-256", { algorithm: P256 }],
    ["os", "RSA 3072 under SHA-512", { algorithm: rsa(3072, "SHA-512") }],
    ["os", "no extended key usages", { algorithm: ED25519, uses: [] }],
    ["os", "any extended key usage", { algorithm: ED25519, uses: ["2.5.29.37.0"] }],
    ["k8saggregator", "client certificates alone", { uses: [CLIENT] }],
  ])("for %s may have %s", async (place, _, oddity) => {
    expect(problemsOf(await withAuthority(place, oddity))).toEqual([]);
  });

  const ISSUING =
    "must be the certificate of a CA (CA:TRUE, key usage certSign); give the CA's own certificate, not one that it issued";
  const without = (use: string, uses = "serverAuth and clientAuth") =>
    `has extended key usages without ${use}, and so no certificate it issues has that use; use a CA with ${uses}, or with none`;
  const SIGNED = "must be signed with RSA or ECDSA (SHA-256, SHA-384, SHA-512) or Ed25519: Talos issues under no other";
  const ROTATE = "rotate this CA, or make a new bundle";

  it.each<[string, string, Oddity, readonly string[]]>([
    ["etcd", "no CA", { isCa: false }, [ISSUING]],
    ["k8s", "a key usage without certSign", { signsCertificates: false }, [ISSUING]],
    ["os", "server certificates alone", { algorithm: ED25519, uses: [SERVER] }, [without("clientAuth")]],
    ["k8s", "client certificates alone", { uses: [CLIENT] }, [without("serverAuth")]],
    ["etcd", "other uses", { uses: ["1.3.6.1.5.5.7.3.3"] }, [without("serverAuth"), without("clientAuth")]],
    ["k8saggregator", "server certificates alone", { uses: [SERVER] }, [without("clientAuth", "clientAuth")]],
    ["etcd", "Ed25519", { algorithm: ED25519 }, [`${CA_KEYS}, got Ed25519; use another CA`]],
    ["k8s", "RSA 2048", { algorithm: rsa(2048) }, [`${CA_KEYS}, got RSA 2048; use another CA`]],
    ["os", "RSA 2048", { algorithm: rsa(2048) }, [`${OS_KEYS}, got RSA 2048; use another CA`]],
    [
      "os",
      "SHA-1",
      { algorithm: rsa(3072, "SHA-1") },
      [`${SIGNED}, got RSA-SHA1; use a CA that is signed with one of them`],
    ],
    [
      "os",
      "RSA-PSS",
      { algorithm: rsa(3072, "SHA-256", "RSA-PSS") },
      [`${SIGNED}, got RSA-PSS; use a CA that is signed with one of them`],
    ],
    [
      "os",
      "the signature of another kind of CA",
      { algorithm: ED25519, signedWith: P256 },
      [
        "must be signed with the algorithm of its own key (Ed25519): Talos issues with the one it is signed with, got ECDSA-SHA256; use a self-signed CA",
      ],
    ],
    [
      "os",
      "an end that is past",
      { algorithm: ED25519, from: new Date("2029-01-01"), until: new Date("2029-12-31T23:59:59Z") },
      [`has expired, got 2029-12-31; ${ROTATE}`],
    ],
    [
      "os",
      "a beginning to come",
      { algorithm: ED25519, from: new Date("2030-01-01T00:00:01Z") },
      ["is not valid yet, got from 2030-01-01T00:00:01.000Z; set this machine's clock right, or wait until then"],
    ],
  ])("for %s may not have %s", async (place, _, oddity, messages) => {
    expect(problemsOf(await withAuthority(place, oddity))).toEqual(
      messages.map((message) => `certs.${place}.crt: ${message}`),
    );
  });

  it.each([
    ["2030-01-30T23:59:59Z", 29, true],
    ["2030-01-01T00:00:00Z", 0, true],
    ["2030-01-31T00:00:00Z", 30, false],
  ])("that end %s are told before it", async (until, daysLeft, told) => {
    const reading = readBundle(await withAuthority("os", { algorithm: ED25519, until: new Date(until) }), NOW);
    if ("problems" in reading) throw new Error(lines(reading.problems).join("\n"));
    const warning = `certs.os.crt: expires within 30 days, got ${until.slice(0, 10)}; rotate this CA before: nothing it issued is trusted after that`;
    expect(lines(reading.warnings)).toEqual(told ? [warning] : []);
    expect(reading.keys.at(-1)?.certificate?.daysLeft).toBe(daysLeft);
  });

  it("are described by public facts, good or bad", async () => {
    const file = await withAuthority("etcd", { algorithm: rsa(2048), subject: "CN=a\\, b, O=c", isCa: false });
    const { keys } = readBundle(file, NOW);
    expect(keys.map(({ place, algorithm }) => `${place} ${algorithm}`)).toEqual([
      "certs.etcd RSA 2048",
      "certs.k8s ECDSA P-256",
      "certs.k8saggregator ECDSA P-256",
      "certs.k8sserviceaccount RSA 4096",
      "certs.os Ed25519",
    ]);
    expect(keys.map(({ certificate }) => certificate?.subject)).toEqual([
      "CN=a\\, b, O=c",
      "O=kubernetes",
      "",
      undefined,
      "O=talos",
    ]);
    expect(keys[0]?.certificate?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it("are described where their key cannot be read, and keys where their certificate cannot", () => {
    const reading = readBundle(fileWith({ "certs.etcd.key": "x", "certs.os.crt": "x" }), NOW);
    expect(reading.keys).toHaveLength(5);
    expect(reading.keys[4]).toEqual({ place: "certs.os", algorithm: "Ed25519" });
  });
});
