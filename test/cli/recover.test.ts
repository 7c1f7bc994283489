/** `npm run recover`: interrupted runs, made of the recorded state. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ROOT } from "../../cli/root";
import type { DeploymentResource } from "../../sandbox/deployment";
import { recordedResources } from "../stack/recorded-environment";
import { run } from "./command";
import { begun, interrupted, labelled, resourcesOf, VPC } from "./recovery/interrupted-state";
import { ownExports } from "./recovery/own-exports";

const START = join(ROOT, "cli", "start.mjs");
const HOOK = "https://alarms.example.com/hidden-hook";
const REPLICA = "aws:sns/topicSubscription:TopicSubscription";

const { at, exported } = ownExports();
let staging: readonly DeploymentResource[];
let prod: readonly DeploymentResource[];

beforeAll(async () => {
  staging = await recordedResources("staging");
  prod = await recordedResources("prod");
});

describe("a report", () => {
  it("says what each operation means, and what to run in order", () => {
    const { code, stdout, stderr } = run("recover", "staging", "--state", exported(staging, interrupted(staging)));
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain("staging: a run was interrupted; pending operations: 5.");
    expect(stdout).toMatch(/^aws:ec2\/vpc:Vpc::network +creating +may be there or not: look$/m);
    expect(stdout).toMatch(/^aws:iam\/role:Role::roles-worker +updating +the next run does it again$/m);
    expect(stdout).toContain("created by USER@HOST (pid N) at TIME");
    expect(stdout).toContain("3. look for what was made, in account 111122223333; note each id");
    const commands = [
      "pulumi cancel -s staging",
      "pulumi stack export -s staging --file ../before.json",
      "aws sts get-caller-identity",
      "aws ec2 describe-vpcs --filters Name=cidr,Values=10.20.0.0/16 Name=tag:Name,Values=palisade-staging-vpc --region eu-central-1 --query 'Vpcs[].[VpcId]' --output text",
      `npm run recover -- staging --state ../before.json -o ../repaired.json --found ${VPC}=ID`,
      "pulumi stack import -s staging --file ../repaired.json",
      "pulumi refresh -s staging",
      "pulumi up -s staging",
    ];
    const way = stdout.slice(stdout.indexOf("The way out, in order"));
    const places = commands.map((command) => way.indexOf(`   ${command}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    const long = stdout.split("\n").filter((line) => line.length > 80 && !/^ +(?:aws|npm) /.test(line));
    expect(long).toEqual([]);
  });

  it("gives what it can where a command cannot be made", () => {
    const vpc = labelled(staging, VPC);
    const pending = [
      begun(vpc, { inputs: {} }),
      begun(labelled(staging, "aws:ec2/eip:Eip::network-nat-a"), { provider: "urn:x::y" }),
      begun(labelled(staging, "aws:s3/bucket:Bucket::storage-audit"), { type: "aws:x/y:Z" }),
    ];
    const { code, stdout } = run("recover", "staging", "--state", exported(staging, pending));
    expect(code).toBe(1);
    expect(stdout).toContain("(cidrBlock is no text: look it up by hand)");
    expect(stdout).toContain("(its provider is not in the state: look it up by hand)");
    expect(stdout).toContain("(no lookup for its type: look it up by hand)");
    expect(stdout).not.toContain("aws ec2");
  });

  it("needs no repair where nothing is unknown", () => {
    const role = { type: "deleting", resource: labelled(staging, "aws:iam/role:Role::roles-worker") };
    const { code, stdout } = run("recover", "staging", "--state", exported(staging, [role]));
    expect(code).toBe(1);
    expect(stdout).toContain("pulumi refresh -s staging --clear-pending-creates");
    expect(stdout).not.toContain("repaired.json");
  });

  it("says that nothing is pending, and still what a lock is", () => {
    const { code, stdout } = run("recover", "staging", "--state", exported(staging, []));
    expect(code).toBe(0);
    expect(stdout).toContain("staging: nothing is pending.");
    expect(stdout).toContain("pulumi cancel -s staging");
  });

  it("takes a stack that has never run", () => {
    writeFileSync(at("empty.json"), '{"version":3,"deployment":{"manifest":{}}}');
    expect(run("recover", "staging", "--state", at("empty.json")).code).toBe(0);
  });

  it("reads standard input, and prints JSON", () => {
    const input = readFileSync(exported(staging, interrupted(staging)), "utf8");
    const args = [START, "recover", "staging", "--state", "-", "--json"];
    const { status, stdout } = spawnSync(process.execPath, args, { input, encoding: "utf8" });
    const report = JSON.parse(stdout) as {
      pending: { label: string; meaning: string; id?: string }[];
      steps: object[];
    };
    expect(status).toBe(1);
    expect(report.pending.map(({ meaning }) => meaning)).toEqual(["unknown", "made", "cleared", "cleared", "again"]);
    expect(report.pending[1]?.id).toBe(labelled(staging, "aws:kms/key:Key::keys-logs").id);
    expect(report.steps).toHaveLength(6);
  });

  it("waits for a writer that is slower, on a pipe that does not block", async () => {
    const text = readFileSync(exported(staging, []), "utf8");
    // The other end of a stream's pipe is a socket: reading it before there is anything gives EAGAIN.
    const child = spawn(process.execPath, [START, "recover", "staging", "--state", "-"], { stdio: "pipe" });
    const ended = once(child, "close");
    child.stdin.write(text.slice(0, 100));
    await setTimeout(1000);
    child.stdin.end(text.slice(100));
    expect(await ended).toEqual([0, null]);
  });

  it("never prints a secret", () => {
    const hook = prod.find(({ type, inputs }) => type === REPLICA && inputs["protocol"] === "https");
    const version = prod.find(({ type }) => type === "aws:secretsmanager/secretVersion:SecretVersion");
    if (hook === undefined || version === undefined) throw new Error("prod has no webhook");
    const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: `"${HOOK}"` };
    const pending = [
      begun(hook, { inputs: { ...hook.inputs, endpoint: hidden } }),
      begun(version, { inputs: { ...version.inputs, secretString: hidden } }),
    ];
    for (const json of [[], ["--json"]]) {
      const { code, stdout, stderr } = run("recover", "prod", "--state", exported(prod, pending), ...json);
      expect(code).toBe(1);
      expect(stdout).toContain("list-subscriptions-by-topic");
      expect(stdout + stderr).not.toMatch(/hidden-hook|plaintext/);
    }
  });

  it("tells the one that is being replaced from the one that is looked for", () => {
    const bastion = labelled(staging, "aws:ec2/instance:Instance::bastion");
    const file = exported(staging, [], [begun(bastion)]);
    expect(run("recover", "staging", "--state", file).stdout).toContain(`not ${bastion.id}: the state has it already`);
    const label = "aws:ec2/instance:Instance::bastion";
    const same = run("recover", "staging", "--state", file, "-o", at("r.json"), "--found", `${label}=${bastion.id}`);
    expect(same).toMatchObject({ code: 2, stderr: expect.stringContaining(`is the id of ${bastion.urn} already`) });
    const other = run(
      "recover",
      "staging",
      "--state",
      file,
      "-o",
      at("r.json"),
      "--found",
      `${label}=i-0fedcba9876543210`,
    );
    expect(other.code).toBe(0);
    const twins = resourcesOf(at("r.json")).filter(({ urn }) => urn === bastion.urn);
    expect(twins.map(({ id, delete: gone }) => [id, gone])).toEqual([
      [bastion.id, true],
      ["i-0fedcba9876543210", undefined],
    ]);
  });
});

const resourceText = (urn: string) => JSON.stringify({ urn, type: "t" });
const exportOf = (...urns: readonly string[]) => `{"deployment":{"resources":[${urns.map(resourceText).join(",")}]}}`;

describe("a state that cannot be read", () => {
  it.each([
    ["no JSON", "hidden", "is no JSON"],
    ["another file", '{"hidden":1}', "is no exported state"],
    ["a resource without a name", '{"deployment":{"resources":[{"hidden":1}]}}', "is no exported state"],
    ["another stack", exportOf("urn:pulumi:prod::palisade::t::n"), "is the state of another stack, got prod"],
    ["another project", exportOf("urn:pulumi:staging::p::t::n"), "is the state of another project, got p"],
    ["no URN", exportOf("bastion"), "has a resource of no stack, got bastion"],
    [
      "another stack in a later place",
      exportOf("urn:pulumi:staging::palisade::t::n", "urn:pulumi:prod::palisade::t::n"),
      "got prod",
    ],
    [
      "another project in what is pending",
      `{"deployment":{"pending_operations":[{"type":"creating","resource":${resourceText("urn:pulumi:staging::p::t::n")}}]}}`,
      "got p;",
    ],
  ])("%s", (_, text, message) => {
    writeFileSync(at("s.json"), text);
    const { code, stdout, stderr } = run("recover", "staging", "--state", at("s.json"));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("hidden");
  });

  it("a file that is not there, a folder, and answers without a file", () => {
    expect(run("recover", "staging", "--state", at("none.json")).stderr).toContain("cannot be read (ENOENT)");
    expect(run("recover", "staging", "--state", at()).stderr).toContain("is no regular file");
    expect(run("recover", "staging", "--absent", VPC).stderr).toContain("-o: is missing");
  });

  it("no Pulumi CLI", () => {
    const env = { ...process.env, PATH: at() };
    const { status, stderr } = spawnSync(process.execPath, [START, "recover", "staging"], { env, encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toContain("pulumi: is not on PATH; install it, or name an export of the state with --state FILE");
  });
});
