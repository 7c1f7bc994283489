import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { bundle, encoded, fileWith, makeBundle, problemsOf } from "./bundle-cases";
import { derOf, ecKey, pem, pkcs8 } from "./odd-authority";

beforeAll(makeBundle);

const SERVICE_KEYS = "must have a key of RSA of 3072 bits or more, or ECDSA (P-256, P-384, P-521)";
const AGAIN = "take it from the original again";

const inFile = (part: string, text: string) => fileWith({ [part]: encoded(text) });

describe("PEM", () => {
  const good = () => bundle().certs.os.crt;

  it.each<[string, () => string, string]>([
    [
      "without its last newline",
      () => good().trimEnd(),
      "has no newline at the end of its PEM: Talos joins certificates as they are, and reads none of what results; give the base64 of the text with its last newline",
    ],
    ["twice", () => good() + good(), "has more than one PEM block, got 2; give the base64 of the one that is meant"],
    [
      "with text before it",
      () => `Subject: O=talos\n${good()}`,
      "has text around its PEM block; give the base64 of the block alone",
    ],
    [
      "with text behind it",
      () => `${good()}end\n`,
      "has text around its PEM block; give the base64 of the block alone",
    ],
    [
      "with an empty line behind it",
      () => `${good()}\n`,
      "has text around its PEM block; give the base64 of the block alone",
    ],
    [
      "with carriage returns",
      () => good().replaceAll("\n", "\r\n"),
      "has carriage returns in its PEM; give the base64 of the text with a plain newline at the end of each line",
    ],
    ["cut off", () => good().slice(0, 200), "has text around its PEM block; give the base64 of the block alone"],
    ["with a wrong character", () => good().replace(/\n[A-Za-z]/, "\n!"), `is PEM with damaged base64 in it; ${AGAIN}`],
    ["with a character less", () => good().replace(/\n[A-Za-z]/, "\n"), `is PEM with damaged base64 in it; ${AGAIN}`],
    ["of two minds", () => good().replace("END CERT", "END X CERT"), `is PEM with damaged base64 in it; ${AGAIN}`],
    ["that is none", () => "hello", "is not PEM; give the base64 of a PEM text"],
    ["that is DER", () => derOf(good()).toString("latin1"), "is not PEM; give the base64 of a PEM text"],
    [
      "of a key in a certificate's place",
      () => bundle().certs.os.key,
      'must be a certificate, got "ED25519 PRIVATE KEY"; give the base64 of the certificate\'s PEM',
    ],
    [
      "of something else",
      () => pem("CERTIFICATE", Buffer.from("hello")),
      `is no X.509 certificate with a key that is known here; ${AGAIN}`,
    ],
    [
      "with more bytes than the certificate",
      () => pem("CERTIFICATE", Buffer.concat([derOf(good()), Buffer.alloc(3)])),
      `is no X.509 certificate with a key that is known here; ${AGAIN}`,
    ],
  ])("%s", (_, text, message) => {
    expect(problemsOf(inFile("certs.os.crt", text()))).toEqual([`certs.os.crt: ${message}`]);
  });

  it.each([
    [
      "no base64",
      "%%%",
      "must be base64 in one line, with its padding; give the base64 of the PEM text, as base64 -w0 writes it",
    ],
    [
      "base64 of two lines",
      "QUJD\nQUJD",
      "must be base64 in one line, with its padding; give the base64 of the PEM text, as base64 -w0 writes it",
    ],
    ["redacted", "******", "is redacted (******); take it from a configuration that was not"],
  ])("that is %s", (_, value, message) => {
    expect(problemsOf(fileWith({ "certs.k8s.key": value }))).toEqual([`certs.k8s.key: ${message}`]);
  });
});

describe("private keys", () => {
  const key = (place: "etcd" | "os") => bundle().certs[place].key;
  const serviceAccount = () => bundle().certs.k8sServiceAccount.key;
  const asPkcs8 = (text: string) => pkcs8(createPrivateKey(text));
  const no = (header: string) => `is no key of the kind that its header names (${header}); ${AGAIN}`;

  it("are taken under the general header too, as openssl and Pulumi write them", () => {
    const file = fileWith({
      "certs.etcd.key": encoded(asPkcs8(key("etcd"))),
      "certs.os.key": encoded(key("os").replaceAll("ED25519 PRIVATE", "PRIVATE")),
      "certs.k8sserviceaccount.key": encoded(asPkcs8(serviceAccount())),
    });
    expect(problemsOf(file)).toEqual([]);
  });

  it.each<[string, string, () => string, string]>([
    [
      "PKCS#8 under EC",
      "certs.etcd.key",
      () => pem("EC PRIVATE KEY", derOf(asPkcs8(key("etcd")))),
      no("EC PRIVATE KEY"),
    ],
    [
      "PKCS#8 under RSA",
      "certs.k8sserviceaccount.key",
      () => pem("RSA PRIVATE KEY", derOf(asPkcs8(serviceAccount()))),
      no("RSA PRIVATE KEY"),
    ],
    ["SEC 1 under PKCS#8", "certs.etcd.key", () => pem("PRIVATE KEY", derOf(key("etcd"))), no("PRIVATE KEY")],
    [
      "RSA under EC",
      "certs.k8sserviceaccount.key",
      () => pem("EC PRIVATE KEY", derOf(serviceAccount())),
      no("EC PRIVATE KEY"),
    ],
    [
      "ECDSA under Ed25519",
      "certs.os.key",
      () => pem("ED25519 PRIVATE KEY", derOf(asPkcs8(key("etcd")))),
      no("ED25519 PRIVATE KEY"),
    ],
    [
      "more bytes than the key",
      "certs.os.key",
      () => pem("ED25519 PRIVATE KEY", Buffer.concat([derOf(key("os")), Buffer.alloc(1)])),
      no("ED25519 PRIVATE KEY"),
    ],
    [
      "fewer bytes than the key",
      "certs.etcd.key",
      () => pem("EC PRIVATE KEY", derOf(key("etcd")).subarray(0, 90)),
      no("EC PRIVATE KEY"),
    ],
    [
      "no bytes of a key",
      "certs.etcd.key",
      () => pem("EC PRIVATE KEY", Buffer.from([0x30, 0x80, 0, 0])),
      no("EC PRIVATE KEY"),
    ],
    [
      "a certificate",
      "certs.etcd.key",
      () => bundle().certs.etcd.crt,
      'must be a private key, got "CERTIFICATE"; use one of RSA PRIVATE KEY, EC PRIVATE KEY, ED25519 PRIVATE KEY, PRIVATE KEY',
    ],
    [
      "the parameters that openssl writes before a key",
      "certs.etcd.key",
      () => pem("EC PARAMETERS", Buffer.from("06082a8648ce3d030107", "hex")) + key("etcd"),
      "has more than one PEM block, got 2; give the base64 of the one that is meant",
    ],
    [
      "a passphrase",
      "certs.etcd.key",
      () =>
        createPrivateKey(key("etcd"))
          .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "p" })
          .toString(),
      "is encrypted with a passphrase; give the key without one: Talos has no way to ask",
    ],
    [
      "a passphrase of the old kind",
      "certs.etcd.key",
      () =>
        createPrivateKey(key("etcd"))
          .export({ type: "sec1", format: "pem", cipher: "aes-256-cbc", passphrase: "p" })
          .toString(),
      "is encrypted with a passphrase; give the key without one: Talos has no way to ask",
    ],
    [
      "another's",
      "certs.etcd.key",
      () => pkcs8(ecKey("P-256")),
      "is not the key of certs.etcd.crt; give the two that belong together",
    ],
    [
      "another kind",
      "certs.etcd.key",
      () => pkcs8(generateKeyPairSync("ed25519").privateKey),
      "is not the key of certs.etcd.crt; give the two that belong together",
    ],
  ])("with %s", (_, part, text, message) => {
    expect(problemsOf(inFile(part, text()))).toEqual([`${part}: ${message}`]);
  });

  it.each<[string, () => string, string]>([
    ["RSA 2048", () => pkcs8(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey), "RSA 2048"],
    ["Ed25519", () => pkcs8(generateKeyPairSync("ed25519").privateKey), "Ed25519"],
    ["RSA-PSS", () => pkcs8(generateKeyPairSync("rsa-pss", { modulusLength: 3072 }).privateKey), "rsa-pss"],
    ["ECDSA P-224", () => pkcs8(ecKey("secp224r1")), "ECDSA secp224r1"],
    ["ECDSA of Bitcoin", () => pkcs8(ecKey("secp256k1")), "ECDSA secp256k1"],
    [
      "ECDSA with explicit parameters",
      () => pkcs8(ecKey("P-256", "explicit")),
      "ECDSA P-256 with its curve written out",
    ],
  ])("of service accounts may not be %s", (_, text, got) => {
    expect(problemsOf(inFile("certs.k8sserviceaccount.key", text()))).toEqual([
      `certs.k8sserviceaccount.key: ${SERVICE_KEYS}, got ${got}; use another key`,
    ]);
  });

  it.each<[string, () => string]>([
    ["RSA 3072", () => pkcs8(generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey)],
    ["ECDSA P-256", () => pkcs8(ecKey("P-256"))],
    ["ECDSA P-384", () => pkcs8(ecKey("P-384"))],
    ["ECDSA P-521", () => pkcs8(ecKey("P-521"))],
  ])("of service accounts may be %s", (_, text) => {
    expect(problemsOf(inFile("certs.k8sserviceaccount.key", text()))).toEqual([]);
  });

  it("whose halves differ are no keys", () => {
    const der = createPrivateKey(pkcs8(ecKey("P-256"))).export({ type: "sec1", format: "der" });
    const other = createPrivateKey(pkcs8(ecKey("P-256"))).export({ type: "sec1", format: "der" });
    // The public half is the last of the structure.
    const mixed = Buffer.concat([der.subarray(0, -65), other.subarray(-65)]);
    expect(problemsOf(inFile("certs.k8sserviceaccount.key", pem("EC PRIVATE KEY", mixed)))).toEqual([
      `certs.k8sserviceaccount.key: does not verify what it signs: its public half is not that of its private half; ${AGAIN}`,
    ]);
  });

  it("are each of one part alone", () => {
    const { etcd, k8s } = bundle().certs;
    const shared = (key: string) =>
      `has the key of ${key}: whoever may issue for one may issue for both; give each a key of its own`;
    expect(problemsOf(fileWith({ "certs.k8s.crt": encoded(etcd.crt), "certs.k8s.key": encoded(etcd.key) }))).toEqual([
      `certs.k8s.crt: ${shared("certs.etcd")}`,
    ]);
    expect(problemsOf(inFile("certs.k8sserviceaccount.key", k8s.key))).toEqual([
      `certs.k8sserviceaccount.key: ${shared("certs.k8s")}`,
    ]);
    expect(problemsOf(inFile("certs.os.key", etcd.key))).toEqual([
      "certs.os.key: is not the key of certs.os.crt; give the two that belong together",
      `certs.os.key: ${shared("certs.etcd")}`,
    ]);
  });
});
