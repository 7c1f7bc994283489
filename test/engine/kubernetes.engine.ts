/** The stand-in of the Kubernetes provider on the real engine, with a program of its own: the SDK's package is not needed for it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, Stack, type UpResult } from "@pulumi/pulumi/automation";
import { engineVariables } from "../../cli/engine/engine-variables";
import { EngineLog, netChanges } from "../../cli/engine/operations";
import { findPulumi } from "../../cli/engine/pulumi-command";
import { writeStandIns } from "../../cli/engine/stand-ins";
import { ROOT } from "../../cli/root";
import { Cloud } from "../../sandbox/engine/cloud";

/** Labels and data come from the configuration: a run with others is a change. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
const object = (name, kind, metadata, fields, options) =>
  new pulumi.CustomResource("kubernetes:core/v1:" + kind, name, { apiVersion: "v1", kind, metadata, ...fields }, options);
const namespace = object("namespace", "Namespace", { name: "apps" }, {});
const options = { dependsOn: [namespace] };
object("config", "ConfigMap",
  { name: "settings", namespace: "apps", labels: { tier: config.require("tier") } },
  { data: { level: config.require("level") } }, options);
object("account", "ServiceAccount", { name: "app", namespace: "apps" }, {}, options);
`;

let folder: string;
let stack: Stack;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "palisade-kubernetes-"));
  const pulumi = await findPulumi("tools");
  for (const name of ["home", "backend", "cloud", "project"]) mkdirSync(join(folder, name));
  const project = join(folder, "project");
  writeFileSync(join(project, "index.js"), PROGRAM);
  writeFileSync(join(project, "package.json"), '{"name":"objects","main":"index.js"}');
  writeFileSync(join(project, "Pulumi.yaml"), "name: objects\nruntime: nodejs\nmain: index.js\n");
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"), "dir");
  writeStandIns(join(folder, "bin"), pulumi.command.command);
  writeFileSync(join(folder, "passphrase"), "of no use to anybody");
  const workspace = await LocalWorkspace.create({
    workDir: project,
    pulumiHome: join(folder, "home"),
    pulumiCommand: pulumi.command,
    secretsProvider: "passphrase",
    envVars: engineVariables(folder),
  });
  stack = await Stack.create("test", workspace);
  await configure("a", "1");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configure = (tier: string, level: string) =>
  stack.setAllConfig({ "objects:tier": { value: tier }, "objects:level": { value: level } });

const objects = () => new Cloud(join(folder, "cloud")).resources;

/** Changes of the program's own resources, as "replace config". */
async function changesOf(
  run: (options: { onEvent: EngineLog["add"] }) => Promise<unknown>,
): Promise<readonly string[]> {
  const log = new EngineLog();
  await run({ onEvent: log.add });
  return netChanges(log.changes)
    .filter(({ urn }) => !/::pulumi:/.test(urn))
    .map(({ urn, change }) => `${change} ${urn.slice(urn.lastIndexOf("::") + 2)}`)
    .sort();
}

const up = () => changesOf((options): Promise<UpResult> => stack.up(options));

it("makes objects under the ids of the real provider, each into a namespace that is there", async () => {
  expect(await up()).toEqual(["create account", "create config", "create namespace"]);
  expect(
    objects()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["apps", "apps/app", "apps/settings"]);
});

it("finds no change in what has not changed, by preview and by refresh", async () => {
  expect(await changesOf((options) => stack.preview(options))).toEqual([]);
  expect(await changesOf((options) => stack.refresh(options))).toEqual([]);
});

it("changes a label in place", async () => {
  const [before] = objects().filter(({ id }) => id === "apps/settings");
  await configure("b", "1");
  expect(await up()).toEqual(["update config"]);
  const [after] = objects().filter(({ id }) => id === "apps/settings");
  expect(after?.inputs["metadata"]).toMatchObject({ labels: { tier: "b" } });
  expect(uidOf(after?.outputs)).toBe(uidOf(before?.outputs));
});

it("replaces a ConfigMap for other data: the old one goes first, since both have one name", async () => {
  const [before] = objects().filter(({ id }) => id === "apps/settings");
  await configure("b", "2");
  expect(await changesOf((options) => stack.preview(options))).toEqual(["replace config"]);
  expect(await up()).toEqual(["replace config"]);
  const journal = new Cloud(join(folder, "cloud")).journal().slice(-2);
  expect(journal.map(({ operation, id }) => `${operation} ${id}`)).toEqual([
    "delete apps/settings",
    "create apps/settings",
  ]);
  const [after] = objects().filter(({ id }) => id === "apps/settings");
  expect(after?.inputs["data"]).toEqual({ level: "2" });
  expect(uidOf(after?.outputs)).not.toBe(uidOf(before?.outputs));
});

it("sees by a refresh that somebody deleted an object, and makes it again", async () => {
  const cloud = new Cloud(join(folder, "cloud"));
  const account = cloud.resources.find(({ id }) => id === "apps/app");
  if (account === undefined) throw new Error("the account is not there");
  cloud.remove(account);
  await stack.refresh();
  expect(await up()).toEqual(["create account"]);
});

it("leaves nothing behind", async () => {
  expect(await changesOf((options) => stack.destroy(options))).toEqual([
    "delete account",
    "delete config",
    "delete namespace",
  ]);
  expect(objects()).toEqual([]);
});

function uidOf(outputs: unknown): unknown {
  return (outputs as { readonly metadata?: { readonly uid?: unknown } } | undefined)?.metadata?.uid;
}
