import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfig } from "../../config/check";
import { ConfigError, formatProblem } from "../../config/error";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import { environmentsIn, parseStackFile, readStackFile } from "../../config/stack-file";

function messages(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}

function load(environment: string) {
  const file = readStackFile(process.cwd(), environment);
  return checkConfig({ ...file, isSecret: (key) => file.secretKeys.includes(key) });
}

test("staging and prod load, and differ where real environments do", () => {
  const { config: staging } = load("staging");
  const { config: prod, secretKeys } = load("prod");
  expect(secretKeys).toEqual(["alarmWebhook"]);
  expect([staging.account.zones.length, prod.account.zones.length]).toEqual([2, 3]);
  expect([staging.network.nat, prod.network.nat]).toEqual(["single", "per-zone"]);
  expect([staging.talos.version, prod.talos.version]).toEqual(["v1.14.1", "v1.13.0"]);
  expect([staging.logs.retentionDays, prod.logs.retentionDays]).toEqual([90, 400]);
  expect([staging.protection.deletionProtection, prod.protection.deletionProtection]).toEqual([false, true]);
  expect([staging.access.clientVpn === undefined, prod.access.bastion === undefined]).toEqual([true, true]);
  expect(staging.account.id).not.toBe(prod.account.id);
  expect(staging.network.vpcCidr).not.toBe(prod.network.vpcCidr);
});

test("values become the flat map of the Pulumi runtime, and a ciphertext never leaves the file", () => {
  const text =
    "config:\n  palisade:a: {b: [1, x]}\n  c: 12\n  aws:region: eu-central-1\n  palisade:s: {secure: v1:YWJj:YWJj}\n  palisade:n: {deep: {secure: v1:YWJj:YWJj}}\n  palisade:e:\n";
  expect(parseStackFile("Pulumi.dev.yaml", "dev", text)).toEqual({
    environment: "dev",
    values: {
      "palisade:a": '{"b":[1,"x"]}',
      "palisade:c": "12",
      "aws:region": "eu-central-1",
      "palisade:s": SECRET_PLACEHOLDER,
      "palisade:n": SECRET_PLACEHOLDER,
      "palisade:e": "",
    },
    secretKeys: ["palisade:s", "palisade:n"],
  });
});

describe("a stack file that is missing", () => {
  const directory = mkdtempSync(join(tmpdir(), "palisade-stack-file-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  test("lists the environments that have one", () => {
    expect(messages(() => readStackFile(directory, "qa"))).toEqual([
      "Pulumi.qa.yaml: there is no such stack file; write Pulumi.qa.yaml",
    ]);
    for (const name of ["prod", "dev"]) writeFileSync(join(directory, `Pulumi.${name}.yaml`), "config: {}\n");
    writeFileSync(join(directory, "Pulumi.yaml"), "name: palisade\n");
    // Names that are refused, and what is no file, are no way out.
    for (const name of ["production-eu-central", "a-", "1st", "tools"])
      writeFileSync(join(directory, `Pulumi.${name}.yaml`), "config: {}\n");
    mkdirSync(join(directory, "Pulumi.folder.yaml"));
    expect(environmentsIn(directory)).toEqual(["dev", "prod"]);
    expect(messages(() => readStackFile(directory, "qa"))).toEqual([
      "Pulumi.qa.yaml: there is no such stack file; use one of dev, prod, or write Pulumi.qa.yaml",
    ]);
  });

  test("a name that is none reads no file", () => {
    expect(messages(() => readStackFile(directory, "../prod"))).toEqual([
      'stack: must be a name of 1 to 12 characters, got "../prod"; use lower-case letters, digits and dashes, a letter first and no dash at the end',
    ]);
  });
});

test.each([
  [
    "config:\n\tpalisade:a: 1\n",
    ["Pulumi.dev.yaml:2:1: is not valid YAML (a tab in the indentation); correct the line or the one above it"],
  ],
  [
    "config:\n  a: 1\n  a: 2\n",
    ["Pulumi.dev.yaml:3:3: is not valid YAML (a key given twice); correct the line or the one above it"],
  ],
  [
    'config: "a\n',
    [
      "Pulumi.dev.yaml:2:1: is not valid YAML (a missing quote, colon or bracket); correct the line or the one above it",
    ],
  ],
  ["config:\n  a: *nothing\n", ["Pulumi.dev.yaml: has YAML aliases that cannot be followed; write the values out"]],
  ["", ["Pulumi.dev.yaml: must be a map with the key config; write the settings below config:"]],
  [
    "confg:\n  a: 1\n",
    [
      'Pulumi.dev.yaml: confg: is not a key of a stack file; did you mean "config"?',
      "Pulumi.dev.yaml: config: must be a map of settings; write the settings below config:",
    ],
  ],
  [
    "environment: [prod]\nconfig: {}\n",
    [
      "Pulumi.dev.yaml: environment: imports Pulumi ESC environments, which cannot be read offline; write the settings below config:",
    ],
  ],
])("%j is told with its place", (text, told) => {
  expect(messages(() => parseStackFile("Pulumi.dev.yaml", "dev", text))).toEqual(told);
});
