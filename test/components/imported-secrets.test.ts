import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { ROOT } from "../../cli/root";
import { importedSecrets } from "../../components/imported-secrets";
import { encryptFor } from "../../pki/age";
import type { SecretsBundle } from "../../pki/bundle";
import { renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { record } from "../../sandbox/recorder";
import type { ImportCase, ImportOutcome } from "./import-process";
import { secretsIn } from "./secret-texts";

const DAY = 24 * 3600 * 1000;
const NOW = new Date("2030-01-01T00:00:00Z");

let bundle: SecretsBundle;
let text: string;
let encrypted: string;
let identity: string;
let stranger: string;
/** A key that no certificate of the bundle is for. */
const own = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "sec1", format: "pem" })
  .toString();

beforeAll(async () => {
  const age = require("age-encryption") as typeof import("age-encryption");
  bundle = await newBundle(NOW);
  text = renderBundle(bundle);
  [identity, stranger] = await Promise.all([age.generateX25519Identity(), age.generateX25519Identity()]);
  encrypted = await encryptFor(text, [await age.identityToRecipient(identity)]);
});

async function imported(
  file: string,
  { key, now = NOW, ids }: { readonly key?: string; readonly now?: Date; readonly ids?: "unknown" } = {},
): Promise<{ readonly bundle: SecretsBundle | undefined; readonly secret: boolean }> {
  let read: SecretsBundle | undefined;
  let secret: Promise<boolean> | undefined;
  await record({ project: "palisade", stack: "test", ...(ids === undefined ? {} : { ids }) }, () => {
    const output = importedSecrets({
      text: pulumi.secret(file),
      ...(key === undefined ? {} : { identity: pulumi.secret(key) }),
      now,
    });
    secret = pulumi.isSecret(output);
    output.apply((value) => {
      read = value;
    });
    return { bundle: output };
  });
  return { bundle: read, secret: (await secret) === true };
}

describe("a bundle that is good", () => {
  it("comes back as it was exported, plain and encrypted, as a secret", async () => {
    for (const read of [
      await imported(text),
      await imported(encrypted, { key: `# a comment\n${stranger}\n${identity}\n` }),
    ]) {
      expect(isDeepStrictEqual(read.bundle, bundle)).toBe(true);
      expect(read.secret).toBe(true);
    }
  });

  it("is known at the first preview already", async () => {
    expect(isDeepStrictEqual((await imported(text, { ids: "unknown" })).bundle, bundle)).toBe(true);
  });
});

describe("a bundle that is bad", () => {
  const withKey = (of: "etcd" | "os", key: string): string =>
    renderBundle({ ...bundle, certs: { ...bundle.certs, [of]: { ...bundle.certs[of], key } } });
  const later = new Date(NOW.getTime() + 3651 * DAY).toISOString();
  const BUNDLE = "palisade:secretsBundle";
  const IDENTITY = "palisade:secretsBundleIdentity";
  const PROBLEMS = `${BUNDLE} has problems:`;

  const CASES: readonly (readonly [name: string, of: () => Partial<ImportCase>, message: readonly string[]])[] = [
    ["a good one", () => ({}), ["none"]],
    ["a good one that is encrypted", () => ({ text: encrypted, identity }), ["none"]],
    ["a good one that soon is not", () => ({ now: new Date(NOW.getTime() + 3640 * DAY).toISOString() }), ["none"]],
    [
      "a pair that does not match",
      () => ({ text: withKey("etcd", own) }),
      [PROBLEMS, "  certs.etcd.key is not the key of certs.etcd.crt; give the two that belong together"],
    ],
    [
      "several problems",
      () => ({ text: text.replace(/id: .*/, "id: abc").replace(/bootstraptoken: .*/, "bootstraptoken: def") }),
      [
        PROBLEMS,
        "  cluster.id must be 32 bytes in base64, of either alphabet, with the padding; take it from the bundle's original",
        "  secrets.bootstraptoken must be 6 and 16 digits and lower-case letters, joined by a dot; take it from the bundle's original",
      ],
    ],
    [
      "bad within its encryption",
      () => ({ text: encrypted, identity, now: later }),
      [
        PROBLEMS,
        ...["etcd", "k8s", "k8saggregator", "os"].map(
          (name) => `  certs.${name}.crt has expired, got 2039-12-30; rotate this CA, or make a new bundle`,
        ),
      ],
    ],
    [
      "no bundle",
      () => ({ text: "anything" }),
      [
        PROBLEMS,
        "  the text has none of the parts of a secrets bundle (cluster, secrets, trustdinfo, certs); give what npm run secrets -- new or talosctl gen secrets wrote",
      ],
    ],
    [
      "another identity",
      () => ({ text: encrypted, identity: stranger }),
      [`${IDENTITY}: is none of those the file was encrypted to; give the identity of one of them`],
    ],
    ["no identity", () => ({ text: encrypted }), [`${IDENTITY}: holds no identity; give a file that age-keygen wrote`]],
    [
      "a damaged identity",
      () => ({ text: encrypted, identity: identity.slice(0, -3) }),
      [`${IDENTITY}: line 1 is damaged; take it from the original again`],
    ],
    [
      "a damaged file",
      () => ({ text: encrypted.replace(/\n.{9}/g, "\nAAAAAAAAA"), identity }),
      [`${BUNDLE}: is damaged: not all of it is as age wrote it; take it from a copy`],
    ],
  ];

  it("fails the program with the part and what to do, in one message that has no value, no stack trace and no word of the SDK's", () => {
    const cases = CASES.map(([, of]): ImportCase => ({ text, now: NOW.toISOString(), ...of() }));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--require", "./loader/typescript.cjs", join(__dirname, "import-process.ts")],
      { cwd: ROOT, input: JSON.stringify(cases), encoding: "utf8" },
    );
    // Of the one that is good for ten more days.
    expect(stderr.trim().split("\n")).toEqual(
      ["etcd", "k8s", "k8saggregator", "os"].map((name) =>
        expect.stringMatching(
          new RegExp(
            `palisade:secretsBundle: certs.${name}.crt expires within 30 days, got 2039-12-30; rotate this CA`,
          ),
        ),
      ),
    );
    const outcomes = JSON.parse(stdout) as readonly ImportOutcome[];
    expect(outcomes.map(({ message }, index) => [CASES[index]?.[0], message.split("\n")])).toEqual(
      CASES.map(([name, , message]) => [name, message]),
    );
    expect(outcomes.map(({ isRunError }) => isRunError)).toEqual(CASES.map(([, , [first]]) => first !== "none"));
    expect(secretsIn(stdout, bundle)).toEqual([]);
    expect([identity, stranger].filter((key) => stdout.includes(key.slice(20, 40)))).toEqual([]);
  });
});
