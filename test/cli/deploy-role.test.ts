/** `npm run deploy-role` as people run it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const BACKEND = ["--state-bucket", "example-pulumi-state", "--state-key", KEY, "--config-key", KEY];

interface Printed {
  readonly trust: { readonly account: string; readonly roles: readonly string[] };
  readonly policies: readonly Policy[];
  readonly boundary: Policy;
}

interface Policy {
  readonly name: string;
  readonly document: { readonly Version: string };
}

it("prints the role and its policies as JSON, and writes the same documents", () => {
  const above = mkdtempSync(join(tmpdir(), "palisade-deploy-role-"));
  try {
    const folder = join(above, "policies");
    const { code, stdout, stderr } = run("deploy-role", "prod", ...BACKEND, "--json", "--out", folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { trust, policies: attached, boundary } = JSON.parse(stdout) as Printed;
    expect(trust).toEqual({
      account: "444455556666",
      roles: ["arn:aws:iam::444455556666:role/palisade-prod-deploy"],
    });
    expect(boundary.name).toBe("palisade-prod-boundary");
    // The one that must not be attached has a name that the commands in docs/deploy-role.md leave out.
    expect(attached.filter(({ name }) => !name.startsWith("palisade-prod-deploy-"))).toEqual([]);
    const policies = [...attached, boundary];
    expect(policies.map(({ document }) => document.Version)).toEqual(policies.map(() => "2012-10-17"));
    expect(readdirSync(folder).sort()).toEqual(policies.map(({ name }) => `${name}.json`).sort());
    for (const { name, document } of policies) {
      expect(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"))).toEqual(document);
    }
    const again = run("deploy-role", "prod", ...BACKEND, "--out", folder);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("is not empty");
  } finally {
    rmSync(above, { recursive: true });
  }
});

it("tells what there is without options for the documents, in 80 columns", () => {
  const { code, stdout } = run("deploy-role", "staging", ...BACKEND);
  expect(code).toBe(0);
  expect(stdout).toContain("arn:aws:iam::111122223333:role/palisade-staging-deploy");
  expect(stdout).toContain("palisade-staging-deploy-state");
  expect(stdout).toContain("palisade-staging-boundary");
  expect(stdout).toContain("Not in force: account.permissionsBoundaryArn is not set.");
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

it.each([
  ["--state-bucket", "s3://bucket", "--state-bucket: must be the name of an S3 bucket"],
  ["--state-key", "alias/state", "--state-key: must be the ARN of a KMS key"],
  ["--config-key", `${KEY}/x`, "--config-key: must be the ARN of a KMS key"],
  ["--config-key", KEY.replace("arn:aws:", "arn:aws-us-gov:"), "in partition aws, got"],
])("refuses %s %s", (option, value, message) => {
  const { code, stdout, stderr } = run("deploy-role", "staging", ...BACKEND, option, value);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

it("tells a stack file's problems as every command does", () => {
  const { code, stderr } = run("deploy-role", "nowhere", ...BACKEND);
  expect(code).toBe(2);
  expect(stderr).toContain("Pulumi.nowhere.yaml");
});

it("wants all of Pulumi's own places", () => {
  const { code, stderr } = run("deploy-role", "staging", "--state-bucket", "example-pulumi-state");
  expect(code).toBe(2);
  expect(stderr).toContain("--state-key");
});
