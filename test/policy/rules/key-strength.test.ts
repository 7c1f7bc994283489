import { generateKeyPairSync } from "node:crypto";
import { authorityKey, generatedKey } from "../../../policy/rules/key-strength";
import { certificateOf } from "../certificates";
import { failed, type Inputs, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";
import { SECRET } from "../machine-config-cases";
import { type Change, CONTRACTS, carried, changed, hardened, machineConfigs, ROLES } from "../machine-config-fixture";
import { base64, boundary } from "../private-keys";

const PRIVATE_KEY = "tls:index/privateKey:PrivateKey";
const judged = (inputs: Inputs) => told(generatedKey, resource(PRIVATE_KEY, "key", inputs));

describe("a key that is made", () => {
  test.each<Inputs>([
    { algorithm: "ED25519" },
    { algorithm: "RSA", rsaBits: 3072 },
    { algorithm: "RSA", rsaBits: 4096, ecdsaCurve: "P224" },
    { algorithm: "ECDSA", ecdsaCurve: "P256" },
    { algorithm: "ECDSA", ecdsaCurve: "P521" },
  ])("passes as %j", (inputs) => {
    expect(judged(inputs)).toEqual(PASS);
  });

  test.each<[Inputs, string]>([
    [{ algorithm: "RSA" }, "rsaBits must be at least 3072"],
    [{ algorithm: "RSA", rsaBits: 3071 }, "rsaBits must be at least 3072"],
    [{ algorithm: "ECDSA" }, "ecdsaCurve must be P256, P384 or P521"],
    [{ algorithm: "ECDSA", ecdsaCurve: "P224" }, "ecdsaCurve must be P256, P384 or P521"],
    [{ algorithm: "DSA" }, "algorithm must be RSA, ECDSA or ED25519"],
    [{}, "algorithm must be RSA, ECDSA or ED25519"],
  ])("fails as %j", (inputs, text) => {
    expect(judged(inputs)).toEqual(failed(`key: ${text}`));
  });

  test("is undecided where its strength is not known, and nothing else is looked at", () => {
    expect(judged({ algorithm: UNKNOWN })).toEqual(undecided("key: algorithm is not known"));
    expect(judged({ algorithm: "RSA", rsaBits: SECRET })).toEqual(undecided("key: rsaBits is not known"));
    expect(told(generatedKey, resource("random:index/randomBytes:RandomBytes", "x", { length: 1 }))).toEqual(
      NOT_APPLICABLE,
    );
  });
});

describe("a certificate authority of a machine configuration", () => {
  const strong = {
    ed25519: generateKeyPairSync("ed25519"),
    "P-256": generateKeyPairSync("ec", { namedCurve: "P-256" }),
    "P-521": generateKeyPairSync("ec", { namedCurve: "P-521" }),
    "RSA 3072": generateKeyPairSync("rsa", { modulusLength: 3072 }),
  };
  const weak = {
    "RSA 2048": generateKeyPairSync("rsa", { modulusLength: 2048 }),
    "P-224": generateKeyPairSync("ec", { namedCurve: "secp224r1" }),
    "a curve of another kind": generateKeyPairSync("ec", { namedCurve: "secp256k1" }),
    Ed448: generateKeyPairSync("ed448"),
  };
  const good = certificateOf(strong.ed25519.publicKey);
  const bad = certificateOf(weak["RSA 2048"].publicKey);
  const node = (contract: "1.13" | "1.14", change: Change) =>
    told(authorityKey, carried(changed(hardened(contract), change)));
  const tooWeak = "has a key that is weaker than RSA of 3072 bits, ECDSA on P-256 or Ed25519, or stronger";
  const says = (field: string, text: string) => `machine-configs: node: ${field} ${text}`;

  test.each(CONTRACTS.flatMap((contract) => ROLES.map((role) => [contract, role] as const)))(
    "is left alone where a name stands for it, %s %s",
    (contract, role) => {
      expect(told(authorityKey, carried(hardened(contract, role)))).toEqual(PASS);
    },
  );

  test.each(Object.entries(strong))("passes with %s", (_, { publicKey }) => {
    expect(node("1.13", ["", "machine/ca/crt", base64(certificateOf(publicKey))])).toEqual(PASS);
  });

  test.each(Object.entries(weak))("fails with %s", (_, { publicKey }) => {
    expect(node("1.13", ["", "machine/ca/crt", base64(certificateOf(publicKey))])).toEqual(
      failed(says("machine.ca.crt", tooWeak)),
    );
  });

  test.each<[string, unknown, string]>([
    ["machine/acceptedCAs", [{ crt: base64(good) }, { crt: base64(bad) }], "machine.acceptedCAs.1.crt"],
    ["cluster/ca/crt", base64(bad), "cluster.ca.crt"],
    ["cluster/acceptedCAs", [{ crt: base64(`${good}${bad}`) }], "cluster.acceptedCAs.0.crt"],
    ["cluster/aggregatorCA/crt", base64(bad), "cluster.aggregatorCA.crt"],
    ["cluster/etcd/ca/crt", base64(bad), "cluster.etcd.ca.crt"],
  ])("is found at %s of the v1alpha1 document", (path, value, field) => {
    expect(node("1.13", ["", path, value])).toEqual(failed(says(field, tooWeak)));
  });

  test.each<[Change, string]>([
    [["KubeAPIServerCAConfig", "issuingCA/cert", bad], "KubeAPIServerCAConfig.issuingCA.cert"],
    [["KubeAPIServerCAConfig", "acceptedCAs", [good, bad]], "KubeAPIServerCAConfig.acceptedCAs.1"],
    [["KubeAggregatorCAConfig", "issuingCA/cert", bad], "KubeAggregatorCAConfig.issuingCA.cert"],
  ])("is found in a document of its own: %#", (change, field) => {
    expect(node("1.14", change)).toEqual(failed(says(field, tooWeak)));
  });

  test("is undecided where it cannot be read, and so is what hides it", () => {
    const broken = `${boundary("BEGIN", "CERTIFICATE")}\nAAAA\n${boundary("END", "CERTIFICATE")}\n`;
    expect(node("1.13", ["", "machine/ca/crt", base64(broken)])).toEqual(
      undecided(says("machine.ca.crt", "has a certificate that cannot be read")),
    );
    expect(told(authorityKey, machineConfigs({ node: SECRET }))).toEqual(
      undecided("machine-configs: node is not known, so it cannot be judged"),
    );
  });
});
