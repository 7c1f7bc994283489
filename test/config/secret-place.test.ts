/** Secrets anywhere in a stack file: other namespaces, keys of the file, comments, beside and below `secure`. */
import { checkConfig } from "../../config/check";
import { ConfigError, formatProblem } from "../../config/error";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import { parseStackFile } from "../../config/stack-file";
import { flat } from "./arbitrary";
import { messagesOf, sample } from "./sample";

const ID = ["AK", "IAABCDEFGHIJKLMNOP"].join("");
const KEY = ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/");
const HOOK = ["https://hooks.slack", ".com/services/T000/B000/x"].join("");
const CIPHERTEXT = "v1:dGhpc0lzTm90QVNlY3I=:c2FtcGxlIGNpcGhlcnRleHQ=";
const EXPOSED = "; remove it, and replace the secret: whoever can read the stack file has it";
const FOREIGN =
  ": is a secret in plain text; set it with pulumi config set --secret, and replace the secret if the file was shared";

function told(settings: string, rest = ""): readonly string[] {
  const values = Object.entries(flat(sample())).map(([key, value]) => `  ${key}: '${value}'\n`);
  try {
    const file = parseStackFile("f.yaml", "dev", `${rest}config:\n${values.join("")}${settings}`);
    checkConfig({ ...file, isSecret: (key) => file.secretKeys.includes(key) });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}

describe("a webhook", () => {
  const NO_CIPHERTEXT =
    ": has a text below secure that is no ciphertext; run pulumi config set --secret palisade:alarmWebhook, and replace the secret if the file was shared";
  const TWICE = "palisade:alarmWebhook: is given twice, in two spellings; keep one of ";

  test("as a ciphertext is taken", () => {
    expect(told(`  palisade:alarmWebhook: {secure: "${CIPHERTEXT}"}\n`)).toEqual([]);
  });

  test.each([
    [
      "in clear below secure",
      `  palisade:alarmWebhook: {secure: "${HOOK}"}\n`,
      [`palisade:alarmWebhook${NO_CIPHERTEXT}`],
    ],
    ["empty below secure", '  palisade:alarmWebhook: {secure: ""}\n', [`palisade:alarmWebhook${NO_CIPHERTEXT}`]],
    ["as a password below secure", "  alarmWebhook: {secure: hunter2}\n", [`palisade:alarmWebhook${NO_CIPHERTEXT}`]],
    [
      "beside a ciphertext",
      `  palisade:alarmWebhook: {url: "${HOOK}", x: {secure: "${CIPHERTEXT}"}}\n`,
      [`palisade:alarmWebhook.url: is a secret in plain text${EXPOSED}`],
    ],
    [
      "as a list of a ciphertext",
      `  palisade:alarmWebhook: [{secure: "${CIPHERTEXT}"}]\n`,
      [
        "palisade:alarmWebhook: is a secret in plain text; run pulumi config set --secret palisade:alarmWebhook, and replace the secret if the file was shared",
      ],
    ],
    [
      "in both spellings",
      `  alarmWebhook: ${HOOK}\n  palisade:alarmWebhook: {secure: "${CIPHERTEXT}"}\n`,
      [`${TWICE}alarmWebhook and palisade:alarmWebhook`],
    ],
    [
      "in both spellings, the other way round",
      `  palisade:alarmWebhook: {secure: "${CIPHERTEXT}"}\n  alarmWebhook: ${HOOK}\n`,
      [`${TWICE}palisade:alarmWebhook and alarmWebhook`],
    ],
    [
      "that is empty",
      "  palisade:alarmWebhook:\n",
      ["palisade:alarmWebhook: is empty; run pulumi config set --secret palisade:alarmWebhook, or remove the key"],
    ],
  ])("%s is refused", (_, settings, expected) => {
    expect(told(settings)).toEqual(expected);
  });
});

test("a ciphertext in a section is no reason to publish it", () => {
  expect(told(`  palisade:tags: {owner: {secure: "${CIPHERTEXT}"}}\n`)).toEqual([
    "palisade:tags: is or holds a Pulumi secret, but is a part of the plan; remove what must stay secret, and set what anyone may read without --secret",
  ]);
  expect(told(`  palisade:tags: {owner: {secure: hunter2}, b: ${ID}}\n`)).toEqual([
    "palisade:tags.owner: has a text below secure that is no ciphertext; remove it, and replace the secret if the file was shared",
    `palisade:tags.b: is a secret in plain text${EXPOSED}`,
  ]);
});

describe("other namespaces", () => {
  test("hold no secret in plain text", () => {
    expect(told(`  aws:accessKey: ${ID}\n  aws:secretKey: ${KEY}\n  other:x: {list: [{password: hunter2}]}\n`)).toEqual(
      [`aws:accessKey${FOREIGN}`, `aws:secretKey${FOREIGN}`, `other:x.list[0].password${FOREIGN}`],
    );
    expect(told(`  aws:config:token: hunter2\n  other:${ID}: x\n`)).toEqual([
      `aws:token${FOREIGN}`,
      `other:[secret]${FOREIGN}`,
    ]);
  });

  test("may hold Pulumi secrets, and what is none", () => {
    expect(
      told(
        `  aws:secretKey: {secure: "${CIPHERTEXT}"}\n  aws:skipCredentialsValidation: true\n  aws:token: ""\n  aws:assumeRole: {roleArn: "arn:aws:iam::111122223333:role/x", externalId: {secure: "${CIPHERTEXT}"}}\n  pulumi:disable-default-providers: []\n`,
      ),
    ).toEqual([]);
  });

  test("a Pulumi secret is none in plain text, though the running program sees it so", () => {
    expect(messagesOf({ ...flat(sample()), "aws:secretKey": KEY }, ["aws:secretKey"])).toEqual([]);
    expect(messagesOf({ ...flat(sample()), "aws:secretKey": KEY })).toEqual([`aws:secretKey${FOREIGN}`]);
  });

  test("a secret beside a ciphertext is no secret of Pulumi", () => {
    expect(told(`  aws:x: {password: hunter2, b: {secure: "${CIPHERTEXT}"}}\n`)).toEqual([
      `aws:x.password: is a secret in plain text${EXPOSED}`,
    ]);
  });

  test("a region that is a secret is not shown", () => {
    const values = { ...flat(sample()), "aws:region": "hunter2" };
    expect(messagesOf(values, ["aws:region"])).toEqual([
      "aws:region: differs from palisade:account.region (eu-central-1); remove it: account.region is the one that counts",
    ]);
  });
});

test("keys of the file hold no secret, and are none", () => {
  expect(told("", `encryptionsalt: ${ID}\n`)).toEqual([`f.yaml: encryptionsalt: is a secret in plain text${EXPOSED}`]);
  expect(told("", `${ID}: x\n`)).toEqual([
    expect.stringMatching(/^f\.yaml: \[secret\]: is not a key of a stack file;/),
  ]);
});

test("comments hold no key or token of a known form; words about secrets are words", () => {
  expect(told(`  # ${ID} was here\n`, "# the token: see the vault, a password = a risk\n")).toEqual([
    expect.stringMatching(/^f\.yaml:\d+: has a secret behind a #; remove it/),
  ]);
  expect(told("", "# the token: see the vault, a password = a risk\n")).toEqual([]);
});

describe("one key twice", () => {
  test("in two spellings", () => {
    expect(parseStackFile("f", "dev", "config: {a: 1, aws:config:b: 2}").values).toEqual({
      "palisade:a": "1",
      "aws:b": "2",
    });
    expect(told("  network: {vpcCidr: 10.0.0.0/16}\n")).toEqual([
      "palisade:network: is given twice, in two spellings; keep one of palisade:network and network",
    ]);
  });

  test("in JSON text", () => {
    expect(told(`  palisade:encryption: '{"kubeSpan":true,"kubeSpan" : false}'\n`)).toEqual([
      "palisade:encryption.kubeSpan: is given twice; keep one of them",
    ]);
    const values = {
      ...flat(sample()),
      "palisade:workers": '[{"name":"a,{"},{"name":"b","labels":{"x\\"":1,"x\\u0022":2}}]',
    };
    expect(messagesOf(values)).toEqual(['palisade:workers[1].labels["x\\""]: is given twice; keep one of them']);
  });
});

test("JSON text of any depth is told, in a section and elsewhere", () => {
  const deep = (levels: number) => `${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`;
  const values = { ...flat(sample()), "palisade:tags": deep(200_000), "other:x": deep(200_000) };
  expect(messagesOf(values)).toEqual([
    "palisade:tags: is nested deeper than 32 levels; docs/configuration.md describes its keys",
  ]);
  expect(messagesOf({ ...values, "palisade:tags": deep(32) })).toEqual([
    expect.stringMatching(/^palisade:tags\.a: must be a string, got \[\{"a":/),
  ]);
});

test("a value that says it is hidden is not a secret", () => {
  expect(told(`  palisade:alarmWebhook: "${SECRET_PLACEHOLDER}"\n`)).toEqual([
    expect.stringMatching(/^palisade:alarmWebhook: is a secret in plain text/),
  ]);
});
