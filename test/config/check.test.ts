import { checkConfig } from "../../config/check";
import { ConfigError, formatProblem } from "../../config/error";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import { flat } from "./arbitrary";
import { edited, messagesAfter, messagesOf, sample } from "./sample";

const PLAIN = "; remove it, and replace the secret: whoever can read the stack file has it";
const WEBHOOK = "https://hooks.example.com/T000/very-secret";

test("defaults are filled in and the environment is the stack's name", () => {
  const { config, secretKeys } = checkConfig({ environment: "dev", values: flat(sample()), isSecret: () => false });
  expect(secretKeys).toEqual([]);
  expect(config).toMatchObject({
    environment: "dev",
    network: { mode: "public-egress", nat: "per-zone", podCidr: "10.244.0.0/16", serviceCidr: "10.96.0.0/12" },
    access: { adminCidrs: [], api: { exposure: "private" }, bastion: { instanceType: "t3.micro" } },
    controlPlane: { count: 3, volume: { sizeGiB: 100, iops: 4000, throughputMiBps: 250 } },
    logs: { retentionDays: 365, trail: { mode: "own" } },
    encryption: { kubeSpan: false, wireGuard: false },
    protection: { deletionProtection: true, disposable: false },
  });
});

test("a disposable environment may have one control plane of a T family in one zone", () => {
  expect(
    messagesAfter(
      ["protection", { disposable: true }],
      ["account.zones", ["eu-central-1a"]],
      ["controlPlane", { count: 1, instanceType: "t3.large" }],
    ),
  ).toEqual([]);
});

test("problems of types, of values and between keys are told at once, each once", () => {
  expect(
    messagesAfter(
      ["account.id", 12],
      ["network.vpcCidr", "10.96.0.0/16"],
      ["network.podCidr", "x"],
      ["controlPlane.count", 2],
      ["workers.0.instanceType", "m7g.large"],
      ["workers.0.sise", 3],
      ["access", { adminCidrs: ["0.0.0.0/0", "10.97.0.0/24"] }],
    ),
  ).toEqual([
    "palisade:account.id: must be a string, got 12; put it in quotes",
    'palisade:network.podCidr: must be an IPv4 CIDR block, got "x"; write address and prefix, for example "10.0.0.0/16"',
    'palisade:access.adminCidrs[0]: is wider than /16, got "0.0.0.0/0"; use a prefix from /16 to /32: a wider block is a whole site, not its administrators',
    "palisade:controlPlane.count: must be odd, got 2; use 3 or 5: an even number of etcd members survives no more losses than one less",
    'palisade:workers[0].sise: is not a known key; did you mean "size"?',
    'palisade:network.serviceCidr: overlaps palisade:network.vpcCidr (10.96.0.0/16), got "10.96.0.0/12"; choose networks that share no address',
    'palisade:access.adminCidrs[1]: overlaps palisade:network.serviceCidr (10.96.0.0/12), got "10.97.0.0/24"; choose networks that share no address',
    'palisade:access: must have at least one way in, got {"adminCidrs":["0.0.0.0/0","10.97.0.0/24"]}; add access.bastion or access.clientVpn',
    'palisade:access.adminCidrs: need a transit gateway, got ["0.0.0.0/0","10.97.0.0/24"]; set access.transitGatewayId, or remove them',
    'palisade:workers[0].instanceType: is arm64, but talos.architecture is amd64, got "m7g.large"; use an x86 type, for example "m7i.large"',
  ]);
});

test.each([
  ["netwrok", 'palisade:netwrok: is not a known key; did you mean "network"?'],
  ["alarmWebhok", 'palisade:alarmWebhok: is not a known key; did you mean "alarmWebhook"?'],
  [
    "password",
    "palisade:password: is not a known key; remove it, known keys are account, network, access, talos, kubernetes, controlPlane, workers, registryMirrors, logs, encryption, protection, tags, alarmWebhook, secretsBundle, secretsBundleIdentity",
  ],
])("an unknown section %s is told without its value", (name, told) => {
  expect(messagesOf({ ...flat(sample()), [`palisade:${name}`]: "hunter2" })).toEqual([told]);
});

test.each(["", "Staging", "1st", "a-", "-a", "a_b", "abcdefghijklm"])("the stack name %j is refused", (name) => {
  expect(messagesOf(flat(sample()), [], name)).toEqual([
    `stack: must be a name of 1 to 12 characters, got ${JSON.stringify(name)}; use lower-case letters, digits and dashes, a letter first and no dash at the end`,
  ]);
});

test("an environment is not called as another folder of .palisade/, which its preview would replace", () => {
  for (const name of ["tools", "rehearsals"]) {
    expect(messagesOf(flat(sample()), [], name)).toEqual([
      `stack: is the name of a folder of .palisade/ that is no environment's, got "${name}"; use another name`,
    ]);
  }
  for (const name of ["tool", "tools-2", "mytools", "rehearsal"])
    expect(messagesOf(flat(sample()), [], name)).toEqual([]);
});

test.each([
  [true, "put it in quotes"],
  [4711, "put it in quotes"],
  [null, "write a text in quotes, or remove it"],
  [
    [],
    'correct it, for example {"owner":"platform"} (at most 40; names 1 to 128, values up to 256 letters, digits, spaces and _.:/=+-@; no name with aws: or palisade:, not Name)',
  ],
])("a tag of %j is told with what to do", (value, fix) => {
  expect(messagesAfter(["tags", { "cost-center": value }])).toEqual([
    `palisade:tags.cost-center: must be a string, got ${JSON.stringify(value)}; ${fix}`,
  ]);
});

test("aws:region must be the home region; other namespaces are looked at for secrets alone", () => {
  const values = { ...flat(sample()), "aws:profile": "x", "pulumi:disable-default-providers": "[]" };
  expect(messagesOf({ ...values, "aws:region": "eu-central-1" })).toEqual([]);
  expect(messagesOf({ ...values, "aws:region": "us-east-1" })).toEqual([
    'aws:region: differs from palisade:account.region (eu-central-1), got "us-east-1"; remove it: account.region is the one that counts',
  ]);
});

test("with a webhook, or in a disposable environment, alarms need no address", () => {
  const silent = edited([["logs.alarmEmails", []]]);
  expect(messagesOf({ ...flat(silent), "palisade:alarmWebhook": WEBHOOK }, ["palisade:alarmWebhook"])).toEqual([]);
  expect(messagesAfter(["logs.alarmEmails", []], ["protection", { disposable: true }])).toEqual([]);
});

describe("secrets", () => {
  test("a secret key in plain text is told with the command and without the value", () => {
    expect(messagesOf({ ...flat(sample()), "palisade:alarmWebhook": WEBHOOK })).toEqual([
      "palisade:alarmWebhook: is a secret in plain text; run pulumi config set --secret palisade:alarmWebhook, and replace the secret if the file was shared",
    ]);
  });

  test("a secret key as Pulumi secret is taken, and its value is in no message", () => {
    const key = "palisade:alarmWebhook";
    expect(messagesOf({ ...flat(sample()), [key]: WEBHOOK }, [key])).toEqual([]);
    expect(messagesOf({ ...flat(sample()), [key]: SECRET_PLACEHOLDER }, [key])).toEqual([]);
    expect(messagesOf({ ...flat(sample()), [key]: "hunter2" }, [key])).toEqual([
      "palisade:alarmWebhook: is not an https URL; run pulumi config set --secret palisade:alarmWebhook with the whole URL",
    ]);
  });

  test("a section that is a secret is refused: it would stand in the plan", () => {
    expect(messagesOf(flat(sample()), ["palisade:talos"])).toEqual([
      "palisade:talos: is or holds a Pulumi secret, but is a part of the plan; remove what must stay secret, and set what anyone may read without --secret",
    ]);
  });

  test.each([
    ["a private key", `-----BEGIN EC ${"PRIVATE"} KEY-----\nMHcCAQ`],
    ["a private key in base64", Buffer.from(`-----BEGIN ED25519 ${"PRIVATE"} KEY-----\nMC4C`).toString("base64")],
    ["an age key", `AGE-SECRET-KEY-1${"Q".repeat(58)}`],
    ["an AWS access key id", "AKIAABCDEFGHIJKLMNOP"],
    ["a temporary access key id within a text", "key ASIAABCDEFGHIJKLMNOP here"],
    ["an AWS secret access key", "wJalrXUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEY"],
    ["a Talos token", ["abc123", "0123456789abcdef"].join(".")],
    ["a secretbox key", `${"a1B2".repeat(10)}abc=`],
    ["a chat webhook", "https://hooks.slack.com/services/T0/B0/x"],
    ["a URL with a password", "https://user:pass@example.com/"],
  ])("%s in plain text is told by its path alone, wherever it stands", (_, secret) => {
    expect(messagesAfter(["tags", { owner: secret }])).toEqual([
      `palisade:tags.owner: is a secret in plain text${PLAIN}`,
    ]);
    expect(messagesAfter(["talos.schematic", secret])).toEqual([
      `palisade:talos.schematic: is a secret in plain text${PLAIN}`,
    ]);
    expect(messagesAfter(["account.zones", secret])).toEqual([
      `palisade:account.zones: is a secret in plain text${PLAIN}`,
    ]);
    const within = messagesAfter(
      ["workers.0.taints", secret],
      ["workers.0.size", { a: secret }],
      ["tags", { [secret]: "x" }],
    );
    expect(within.join("\n")).not.toContain(secret);
    expect(within).toContain(`palisade:workers[0].size.a: is a secret in plain text${PLAIN}`);
    expect(within).toContain(
      "palisade:workers[0].size: must be a number, got [secret]; correct it, for example 3 (min to max)",
    );
  });

  test("a certificate, an ARN and a digest are no secrets", () => {
    const certificate = Buffer.from("-----BEGIN CERTIFICATE-----\nMIIB").toString("base64");
    const digest = "0123456789abcdef0123456789abcdef01234567";
    expect(messagesAfter(["tags", { certificate, digest, id: "AKIA" }])).toEqual([]);
  });
});

test("the error lists every problem, and its stack shows no frame of the program", () => {
  const values = flat(
    edited([
      ["account.id", "1"],
      ["workers", []],
    ]),
  );
  const error = (() => {
    try {
      return checkConfig({ environment: "dev", values, isSecret: () => false });
    } catch (thrown) {
      return thrown;
    }
  })();
  if (!(error instanceof ConfigError)) throw new Error("no ConfigError");
  expect(error.problems).toHaveLength(2);
  expect(error.message).toBe(
    [
      'configuration of stack "dev" has 2 problems:',
      ...error.problems.map((problem) => `  ${formatProblem(problem)}`),
    ].join("\n"),
  );
  expect(error.stack).toBe(error.message);
});

test("a secret aws:region is not compared where only its presence is known", () => {
  const values = { ...flat(sample()), "aws:region": SECRET_PLACEHOLDER };
  expect(messagesOf(values, ["aws:region"])).toEqual([]);
});
