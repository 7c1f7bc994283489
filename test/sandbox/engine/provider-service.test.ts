/** The engine's protocol over a model, on a real connection. */
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type PropertyMap, UNKNOWN } from "../../../sandbox/deployment";
import { AwsModel } from "../../../sandbox/engine/aws-model";
import type { Cloud } from "../../../sandbox/engine/cloud";
import { ownCloud } from "./cloud-folder";
import { asked, type Connection, mapOf, served, struct } from "./provider-connection";

const VPC = "aws:ec2/vpc:Vpc";
const ROLE = "aws:iam/role:Role";
const URN = `urn:pulumi:test::palisade::${VPC}::network`;
const CIDR = { cidrBlock: "10.0.0.0/16" };

const openedCloud = ownCloud();
let cloud: Cloud;
let connection: Connection;
beforeEach(async () => {
  cloud = openedCloud();
  connection = await served(new AwsModel("7.1.0", cloud));
});
afterEach(() => connection.close());

const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

function create(inputs: PropertyMap, type = VPC, preview = false): Promise<proto.CreateResponse> {
  const request = new proto.CreateRequest().setUrn(URN).setType(type).setProperties(struct(inputs)).setPreview(preview);
  return asked((one, back) => connection.client.create(one, back), request);
}

function diff(before: PropertyMap, now: PropertyMap, type = VPC): Promise<proto.DiffResponse> {
  const request = new proto.DiffRequest().setUrn(URN).setType(type).setId("x");
  request.setOldInputs(struct(before)).setOlds(struct(before)).setNews(struct(now));
  return asked((one, back) => connection.client.diff(one, back), request);
}

function read(id: string): Promise<proto.ReadResponse> {
  const request = new proto.ReadRequest().setUrn(URN).setType(VPC).setId(id).setInputs(struct(CIDR));
  return asked((one, back) => connection.client.read(one, back), request);
}

function update(id: string, inputs: PropertyMap, preview: boolean): Promise<proto.UpdateResponse> {
  const request = new proto.UpdateRequest().setUrn(URN).setType(VPC).setId(id).setPreview(preview);
  request
    .setOldInputs(struct(CIDR))
    .setOlds(struct({ ...CIDR, arn: "old" }))
    .setNews(struct(inputs));
  return asked((one, back) => connection.client.update(one, back), request);
}

function remove(id: string): Promise<Empty> {
  const request = new proto.DeleteRequest().setUrn(URN).setType(VPC).setId(id).setOldInputs(struct(CIDR));
  return asked((one, back) => connection.client.delete(one, back), request);
}

it("says its version", async () => {
  const info: PluginInfo = await asked((one, back) => connection.client.getPluginInfo(one, back), new Empty());
  expect(info.getVersion()).toBe("7.1.0");
});

it("takes settings and inputs as they are, and promises no secrets", async () => {
  const request = new proto.CheckRequest().setUrn(URN).setType(VPC).setNews(struct(CIDR));
  const config: proto.CheckResponse = await asked((one, back) => connection.client.checkConfig(one, back), request);
  const inputs: proto.CheckResponse = await asked((one, back) => connection.client.check(one, back), request);
  for (const checked of [config, inputs]) {
    expect(mapOf(checked.getInputs())).toEqual(CIDR);
    expect(checked.getFailuresList()).toEqual([]);
  }
  const settings = new proto.ConfigureRequest().setArgs(struct({ region: "us-west-2" }));
  const configured: proto.ConfigureResponse = await asked(
    (one, back) => connection.client.configure(one, back),
    settings,
  );
  expect([configured.getSupportspreview(), configured.getAcceptsecrets()]).toEqual([true, false]);
  await create(CIDR);
  expect(cloud.resources.map(({ region }) => region)).toEqual(["us-west-2"]);
});

it("sees a provider's settings change, and not their order", async () => {
  const changes = async (before: PropertyMap, now: PropertyMap) => {
    const request = new proto.DiffRequest().setOldInputs(struct(before)).setNews(struct(now));
    const told: proto.DiffResponse = await asked((one, back) => connection.client.diffConfig(one, back), request);
    return told.getChanges();
  };
  expect(await changes({ region: "a", profile: "b" }, { profile: "b", region: "a" })).toBe(DIFF_NONE);
  expect(await changes({ region: "a" }, { region: "b" })).toBe(DIFF_SOME);
});

it("makes nothing in a preview, and tells no id", async () => {
  const told = await create({ ...CIDR, tags: UNKNOWN }, VPC, true);
  expect(told.getId()).toBe("");
  expect(mapOf(told.getProperties())).toEqual({ ...CIDR, tags: UNKNOWN });
  expect(openedCloud().resources).toEqual([]);
});

it("makes, reads, changes and deletes", async () => {
  const made = await create(CIDR);
  expect(mapOf(made.getProperties())).toMatchObject({ ...CIDR, id: made.getId() });
  const seen = await read(made.getId());
  expect(seen.getId()).toBe(made.getId());
  expect(mapOf(seen.getInputs())).toEqual(CIDR);
  expect(mapOf(seen.getProperties())).toEqual(mapOf(made.getProperties()));

  const inputs = { ...CIDR, tags: { a: "1" } };
  expect(mapOf((await update(made.getId(), inputs, true)).getProperties())).toEqual({ ...inputs, arn: "old" });
  expect(mapOf((await read(made.getId())).getInputs())).toEqual(CIDR);
  expect(mapOf((await update(made.getId(), inputs, false)).getProperties())).toEqual({ ...inputs, arn: "old" });
  expect(mapOf((await read(made.getId())).getInputs())).toEqual(inputs);

  await remove(made.getId());
  const gone = await read(made.getId());
  expect([gone.getId(), gone.getProperties()]).toEqual(["", undefined]);
});

it("tells inputs that changed by their first name, each once", async () => {
  const none = await diff(CIDR, CIDR);
  expect([none.getChanges(), none.getDiffsList(), none.getReplacesList()]).toEqual([DIFF_NONE, [], []]);
  const tags = await diff({ ...CIDR, tags: { a: "1", b: "1" } }, { ...CIDR, tags: { a: "2", b: "2" } });
  expect([tags.getChanges(), tags.getDiffsList(), tags.getReplacesList()]).toEqual([DIFF_SOME, ["tags"], []]);
});

it("tells what replaces, and whether the old one must go first only where something does", async () => {
  const vpc = await diff(CIDR, { cidrBlock: "10.1.0.0/16", tags: { a: "1" } });
  expect([vpc.getDiffsList(), vpc.getReplacesList(), vpc.getDeletebeforereplace()]).toEqual([
    ["cidrBlock", "tags"],
    ["cidrBlock"],
    false,
  ]);
  const renamed = await diff({ name: "a" }, { name: "b" }, ROLE);
  expect([renamed.getReplacesList(), renamed.getDeletebeforereplace()]).toEqual([["name"], true]);
  const described = await diff({ name: "a" }, { name: "a", description: "b" }, ROLE);
  expect([described.getReplacesList(), described.getDeletebeforereplace()]).toEqual([[], false]);
});

it("answers functions", async () => {
  const request = new proto.InvokeRequest().setTok("aws:ec2/getAmi:getAmi").setArgs(struct({ owners: ["self"] }));
  const answer: proto.InvokeResponse = await asked((one, back) => connection.client.invoke(one, back), request);
  expect(mapOf(answer.getReturn())["id"]).toMatch(/^ami-/);
});

it("tells the engine why something failed, in the model's own words", async () => {
  const wanted = { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/24" };
  await expect(create(wanted, "aws:ec2/subnet:Subnet")).rejects.toMatchObject({
    details: "aws:ec2/subnet:Subnet: NotFound: vpc-0123456789abcdef0 does not exist",
  });
  await expect(diff({}, { name: "a" }, "aws:sqs/queue:Queue")).rejects.toMatchObject({
    details: expect.stringContaining("nobody measured which inputs replace a resource, got aws:sqs/queue:Queue"),
  });
  const request = new proto.InvokeRequest().setTok("aws:x:y");
  await expect(asked((one, back) => connection.client.invoke(one, back), request)).rejects.toMatchObject({
    details: expect.stringContaining("no recorded answer for the function aws:x:y"),
  });
});
