/** The whole program with the secrets bundle of a cluster that exists. */
import { isDeepStrictEqual } from "node:util";
import { ROOT } from "../../cli/root";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import { readStackFile, type StackFile } from "../../config/stack-file";
import { encryptFor } from "../../pki/age";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { judge } from "../../policy/judge";
import type { PropertyMap } from "../../sandbox/deployment";
import type { RecordedStack } from "../../sandbox/recorder";
import { inClear } from "../../sandbox/secret-marks";
import { secretsIn } from "../components/secret-texts";
import { nameOf, recordedStack } from "./recorded-environment";

const BUNDLE = "palisade:secretsBundle";
const IDENTITY = "palisade:secretsBundleIdentity";

let bundle: SecretsBundle;
let identity: string;
let encrypted: string;

beforeAll(async () => {
  const age = require("age-encryption") as typeof import("age-encryption");
  bundle = await newBundle(new Date());
  identity = await age.generateX25519Identity();
  encrypted = await encryptFor(renderBundle(bundle), [await age.identityToRecipient(identity)]);
});

/** Staging with other values, as the engine gives them: secrets in clear, and known to be secrets. */
function stagingWith(secrets: Readonly<Record<string, string>>, marked = true): StackFile {
  const file = readStackFile(ROOT, "staging");
  return {
    ...file,
    values: { ...file.values, ...secrets },
    secretKeys: [...file.secretKeys, ...(marked ? Object.keys(secrets) : [])],
  };
}

function bundleOf({ judged }: RecordedStack): SecretsBundle | undefined {
  const version = judged.deployment.resources.find(
    (one) => one.type === "aws:secretsmanager/secretVersion:SecretVersion" && nameOf(one) === "node-secrets-bundle",
  );
  const { secretString } = inClear(version?.inputs ?? {}) as PropertyMap;
  const read = readBundle(String(secretString), new Date());
  return "bundle" in read ? read.bundle : undefined;
}

/** Types of tls and random, with how many there are of each. */
function made({ deployment }: RecordedStack): readonly string[] {
  return deployment.deployment.resources
    .filter(({ type }) => /^(?:tls|random):/.test(type))
    .map((resource) => `${resource.type.split(":").at(-1)} ${nameOf(resource)}`)
    .sort();
}

const NEVER_IMPORTED = [
  "CertRequest kubernetes-access",
  "LocallySignedCert kubernetes-access",
  "PrivateKey kubernetes-access",
  "RandomBytes machine-configs-digest-key",
];

it.each<[string, () => Readonly<Record<string, string>>]>([
  ["plain", () => ({ [BUNDLE]: renderBundle(bundle) })],
  ["encrypted with age", () => ({ [BUNDLE]: encrypted, [IDENTITY]: identity })],
])("%s: nodes get that bundle, no CA is made, and every policy passes", async (_, secrets) => {
  const stack = await recordedStack(stagingWith(secrets()));
  expect(isDeepStrictEqual(bundleOf(stack), bundle)).toBe(true);
  expect(made(stack)).toEqual(NEVER_IMPORTED);
  expect(secretsIn(JSON.stringify([stack.deployment, stack.outputs]), bundle)).toEqual([]);
  expect(JSON.stringify(stack.deployment)).not.toContain(identity.slice(20));
  expect(judge(stack.judged)).toMatchObject({ passed: true });
});

it("offline, where only the secret's place is known, a throw-away bundle stands in it", async () => {
  const secrets = { [BUNDLE]: SECRET_PLACEHOLDER, [IDENTITY]: SECRET_PLACEHOLDER };
  const [one, other] = [await recordedStack(stagingWith(secrets)), await recordedStack(stagingWith(secrets))];
  expect(made(one)).toEqual(NEVER_IMPORTED);
  const [first, second] = [one, other].map(bundleOf);
  expect(first).toBeDefined();
  expect(second?.cluster.id === first?.cluster.id).toBe(false);
});

describe("a bad one is refused before anything is made, without a value of it", () => {
  const refusal = async (stackFile: StackFile): Promise<string> => {
    try {
      await recordedStack(stackFile);
    } catch (error) {
      return error instanceof Error || (typeof error === "object" && error !== null && "message" in error)
        ? String(error.message)
        : String(error);
    }
    return "nothing was refused";
  };

  it("with a pair that does not match", async () => {
    const { crt } = bundle.certs.etcd;
    const mixed = { ...bundle, certs: { ...bundle.certs, etcd: { crt, key: bundle.certs.k8s.key } } };
    const message = await refusal(stagingWith({ [BUNDLE]: renderBundle(mixed) }));
    expect(message).toMatch(
      /^configuration of stack "staging" has \d problems?:\n {2}palisade:secretsBundle: certs\.etcd\.key is not the key of certs\.etcd\.crt; give the two that belong together\n/,
    );
    expect(secretsIn(message, bundle)).toEqual([]);
  });

  it("encrypted, without its identity", async () => {
    expect(await refusal(stagingWith({ [BUNDLE]: encrypted }))).toContain(
      "palisade:secretsBundle: is encrypted with age, and there is no secretsBundleIdentity",
    );
  });

  it("that Pulumi does not hold as a secret", async () => {
    const message = await refusal(stagingWith({ [BUNDLE]: renderBundle(bundle) }, false));
    expect(message).toContain("palisade:secretsBundle: is a secret in plain text");
    expect(secretsIn(message, bundle)).toEqual([]);
  });
});
