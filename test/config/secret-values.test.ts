import { checkConfig } from "../../config/check";
import { ConfigError, formatProblem } from "../../config/error";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import { encryptFor } from "../../pki/age";
import { renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { flat } from "./arbitrary";
import { sample } from "./sample";

const NOW = new Date("2026-11-25T12:00:00Z");
const BUNDLE = "palisade:secretsBundle";
const IDENTITY = "palisade:secretsBundleIdentity";

/** What stands in place of an identity: the form alone is looked at, and none is written into a test. */
const IDENTITY_FORM = ["AGE", "SECRET", "KEY", `1${"Q".repeat(58)}`].join("-");

let text: string;
let encrypted: string;

beforeAll(async () => {
  const age = require("age-encryption") as typeof import("age-encryption");
  text = renderBundle(await newBundle(NOW));
  encrypted = await encryptFor(text, [await age.identityToRecipient(await age.generateX25519Identity())]);
});

function told(values: Readonly<Record<string, string>>, now = NOW, secrets = Object.keys(values)): readonly string[] {
  try {
    checkConfig({
      environment: "staging",
      values: { ...flat(sample()), ...values },
      isSecret: (key) => secrets.includes(key),
      now,
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}

test("a bundle is taken plain, encrypted beside its identity, and unseen", () => {
  expect(told({ [BUNDLE]: text })).toEqual([]);
  expect(told({ [BUNDLE]: encrypted, [IDENTITY]: IDENTITY_FORM })).toEqual([]);
  expect(told({ [BUNDLE]: SECRET_PLACEHOLDER })).toEqual([]);
  expect(told({ [BUNDLE]: SECRET_PLACEHOLDER, [IDENTITY]: SECRET_PLACEHOLDER })).toEqual([]);
});

test("a bundle in plain text is told without a word of it", () => {
  const messages = told({ [BUNDLE]: text }, NOW, []);
  expect(messages).toEqual([
    `${BUNDLE}: is a secret in plain text; run pulumi config set --secret ${BUNDLE}, and replace the secret if the file was shared`,
  ]);
});

test("every problem of a bundle is told by its part", () => {
  const changed = text
    .replace(/bootstraptoken: .*/, "bootstraptoken: short")
    .replace(/ {4}k8saggregator:[\s\S]*?(?= {4}k8sserviceaccount)/, "");
  const messages = told({ [BUNDLE]: changed });
  expect(messages).toEqual([
    expect.stringMatching(/^palisade:secretsBundle: certs\.k8saggregator\S* is missing;/),
    expect.stringMatching(/^palisade:secretsBundle: secrets\.bootstraptoken /),
  ]);
  expect(messages.join()).not.toContain("short");
});

test("a bundle is judged by the clock of the program", () => {
  expect(told({ [BUNDLE]: text }, new Date("2037-01-01T00:00:00Z")).length).toBeGreaterThan(0);
  expect(() =>
    checkConfig({
      environment: "staging",
      values: { ...flat(sample()), [BUNDLE]: text },
      isSecret: (key) => key === BUNDLE,
    }),
  ).toThrow("a secrets bundle is judged by the clock, and no time was given");
});

test("an encrypted bundle needs an identity, and an identity an encrypted bundle", () => {
  expect(told({ [BUNDLE]: encrypted })).toEqual([
    `${BUNDLE}: is encrypted with age, and there is no secretsBundleIdentity; run pulumi config set --secret ${IDENTITY} with the identity it was encrypted to, or decrypt the bundle first`,
  ]);
  expect(told({ [IDENTITY]: IDENTITY_FORM })).toEqual([
    `${IDENTITY}: has no secretsBundle to decrypt; set that too, or remove it`,
  ]);
  expect(told({ [BUNDLE]: text, [IDENTITY]: IDENTITY_FORM })).toEqual([
    `${IDENTITY}: has nothing to decrypt: secretsBundle is not encrypted with age; remove it`,
  ]);
  expect(told({ [BUNDLE]: encrypted, [IDENTITY]: "age1recipient" })).toEqual([
    `${IDENTITY}: is no identity of age; set the text of the file that age-keygen wrote`,
  ]);
});
