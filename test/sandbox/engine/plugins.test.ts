/** Stand-ins as the engine starts them: processes that say a port, answer, and end with whoever started them. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PROVIDERS, writeStandIns } from "../../../cli/engine/stand-ins";
import { ROOT } from "../../../cli/root";
import type { PropertyMap } from "../../../sandbox/deployment";
import { Cloud } from "../../../sandbox/engine/cloud";
import { INTERRUPTION, type Interruption } from "../../../sandbox/engine/interruption";
import { CLOUD_FOLDER } from "../../../sandbox/engine/names";
import { ownFolder } from "./cloud-folder";
import { endPlugins, isGone, type PluginProcess, startPlugin } from "./plugin-process";
import { asked, connected, mapOf, struct } from "./provider-connection";

const folder = ownFolder();
const clients: grpc.Client[] = [];
beforeEach(() => writeStandIns(join(folder(), "bin"), join(folder(), "pulumi")));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  endPlugins();
});

const cloud = () => new Cloud(join(folder(), "cloud"));

function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<PluginProcess> {
  return startPlugin(join(folder(), "bin", name), { [CLOUD_FOLDER]: join(folder(), "cloud"), ...env });
}

function provider({ port }: PluginProcess): ResourceProviderClient {
  const client = connected(port);
  clients.push(client);
  return client;
}

function versionOf(client: ResourceProviderClient | LanguageRuntimeClient): Promise<PluginInfo> {
  return asked((one: Empty, back) => client.getPluginInfo(one, back), new Empty());
}

describe("a provider", () => {
  it.each(PROVIDERS.filter((name) => name !== "kubernetes"))("%s has the version of its package", async (name) => {
    const plugin = await start(`pulumi-resource-${name}`);
    const { version } = require(`@pulumi/${name}/package.json`) as { readonly version: string };
    expect((await versionOf(provider(plugin))).getVersion()).toBe(version);
  });

  it("kubernetes has a version without its package", async () => {
    const plugin = await start("pulumi-resource-kubernetes");
    expect((await versionOf(provider(plugin))).getVersion()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("ends when the engine is gone", async () => {
    const plugin = await start("pulumi-resource-random");
    plugin.parent.kill("SIGKILL");
    expect(await isGone(plugin.pid)).toBe(true);
  });

  it("does not start without a cloud", async () => {
    await expect(start("pulumi-resource-aws", { [CLOUD_FOLDER]: "" })).rejects.toThrow(
      "names no folder; stand-ins are started by npm run rehearse",
    );
  });
});

describe("the language host", () => {
  it("says its port and its version, and ends when the engine is gone", async () => {
    const plugin = await start("pulumi-language-nodejs");
    expect(plugin.port).toBeGreaterThan(1023);
    const client = new LanguageRuntimeClient(`127.0.0.1:${plugin.port}`, grpc.credentials.createInsecure());
    clients.push(client);
    expect((await versionOf(client)).getVersion()).toBe("1.0.0");
    plugin.parent.kill("SIGKILL");
    expect(await isGone(plugin.pid)).toBe(true);
  });
});

const VPC = "aws:ec2/vpc:Vpc";
const URN = `urn:pulumi:test::palisade::${VPC}::network`;

describe("an interruption", () => {
  const interrupted = (given: Interruption) => start("pulumi-resource-aws", { [INTERRUPTION]: JSON.stringify(given) });

  function create(client: ResourceProviderClient, urn: string, inputs: PropertyMap = {}) {
    const request = new proto.CreateRequest().setUrn(urn).setType(VPC).setProperties(struct(inputs));
    return asked<proto.CreateRequest, proto.CreateResponse>((one, back) => client.create(one, back), request);
  }

  function changed(client: ResourceProviderClient, operation: "update" | "delete", id: string) {
    const request =
      operation === "update"
        ? new proto.UpdateRequest().setNews(struct({ tags: { a: "1" } }))
        : new proto.DeleteRequest();
    request.setUrn(URN).setType(VPC).setId(id);
    return request instanceof proto.UpdateRequest
      ? asked<proto.UpdateRequest, proto.UpdateResponse>((one, back) => client.update(one, back), request)
      : asked<proto.DeleteRequest, Empty>((one, back) => client.delete(one, back), request);
  }

  /** The call gets no answer: whoever asked is gone. */
  async function killed(plugin: PluginProcess, call: Promise<unknown>): Promise<void> {
    const answered = call.then(
      () => true,
      () => false,
    );
    expect(await plugin.parentEnded).toBe("SIGKILL");
    expect(await isGone(plugin.pid)).toBe(true);
    expect(await answered).toBe(false);
  }

  it.each(["before", "after"] as const)(
    "kills the engine %s the creation that it names, and at no other",
    async (moment) => {
      const plugin = await interrupted({ at: { operation: "create", urn: URN }, moment });
      const client = provider(plugin);
      const other = await create(client, `${URN}-other`);
      await killed(plugin, create(client, URN));
      const made = cloud().resources.map(({ urn }) => urn);
      expect(made.sort()).toEqual(moment === "after" ? [URN, `${URN}-other`] : [`${URN}-other`]);
      expect(mapOf(other.getProperties())["id"]).toBe(other.getId());
    },
  );

  it.each([
    ["update", "before", [{}]],
    ["update", "after", [{ tags: { a: "1" } }]],
    ["delete", "before", [{}]],
    ["delete", "after", []],
  ] as const)("kills the engine at an %s, %s it", async (operation, moment, left) => {
    const plugin = await interrupted({ at: { operation, urn: URN }, moment });
    const client = provider(plugin);
    const made = await create(client, URN);
    await killed(plugin, changed(client, operation, made.getId()));
    expect(cloud().resources.map(({ inputs }) => inputs)).toEqual(left);
  });

  it("kills the engine at the first operation, whichever that is, and never in a preview", async () => {
    const plugin = await interrupted({ at: "first", moment: "after" });
    const client = provider(plugin);
    const preview = new proto.CreateRequest().setUrn(URN).setType(VPC).setPreview(true);
    await asked<proto.CreateRequest, proto.CreateResponse>((one, back) => client.create(one, back), preview);
    await killed(plugin, create(client, URN));
    expect(cloud().resources).toHaveLength(1);
  });

  it("does nothing where none is asked for", async () => {
    const plugin = await start("pulumi-resource-aws");
    expect((await create(provider(plugin), URN)).getId()).toMatch(/^vpc-/);
  });
});

it("start from a project in a folder with spaces, quotes and dollars", async () => {
  const odd = join(folder(), `it's "an" $odd \`folder\` \\ here`);
  mkdirSync(odd);
  for (const name of ["loader", "sandbox", "node_modules"]) symlinkSync(join(ROOT, name), join(odd, name), "dir");
  jest.resetModules();
  jest.doMock("../../../cli/root", () => ({ ROOT: odd }));
  const standIns = require("../../../cli/engine/stand-ins") as typeof import("../../../cli/engine/stand-ins");
  standIns.writeStandIns(join(odd, "bin"), join(odd, "pulumi"));
  const plugin = await startPlugin(join(odd, "bin", "pulumi-resource-tls"));
  expect(plugin.port).toBeGreaterThan(1023);
});
