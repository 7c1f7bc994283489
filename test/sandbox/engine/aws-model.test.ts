/** The stand-in of the AWS provider, one resource at a time. */
import { type PropertyMap, UNKNOWN } from "../../../sandbox/deployment";
import { AwsModel } from "../../../sandbox/engine/aws-model";
import type { Cloud } from "../../../sandbox/engine/cloud";
import type { ResourceKnown } from "../../../sandbox/engine/provider-model";
import { ownCloud } from "./cloud-folder";

const VPC = "aws:ec2/vpc:Vpc";
const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const BUCKET = "aws:s3/bucket:Bucket";

const openedCloud = ownCloud();
let cloud: Cloud;
let aws: AwsModel;
beforeEach(() => {
  cloud = openedCloud();
  aws = new AwsModel("7.0.0", cloud);
  aws.configure({ region: "eu-west-1", allowedAccountIds: '["111122223333"]' });
});

/** Made, and as the engine has it afterwards. */
function created(type: string, inputs: PropertyMap, urn = `urn:${type}`): ResourceKnown {
  return { urn, type, inputs, ...aws.create({ urn, type, inputs }) };
}

const changed = (before: ResourceKnown, inputs: PropertyMap): ResourceKnown => ({
  ...before,
  inputs,
  outputs: aws.update(before, inputs),
});

it("makes, reads, changes and deletes", () => {
  const vpc = created(VPC, { cidrBlock: "10.0.0.0/16", tags: { a: "1" } });
  expect(vpc.id).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(vpc.outputs).toMatchObject({ cidrBlock: "10.0.0.0/16", id: vpc.id });
  expect(vpc.outputs["arn"]).toBe(`arn:aws:ec2:eu-west-1:111122223333:vpc/${vpc.id}`);
  expect(aws.read(vpc)).toMatchObject({ inputs: vpc.inputs, outputs: vpc.outputs, region: "eu-west-1" });

  const now = changed(vpc, { cidrBlock: "10.0.0.0/16", enableDnsSupport: true });
  expect(aws.read(vpc)).toMatchObject({ inputs: now.inputs, outputs: now.outputs, id: vpc.id, urn: vpc.urn });
  expect(now.outputs).toEqual({ ...vpc.outputs, enableDnsSupport: true, tags: undefined });

  aws.delete(now);
  expect(aws.read(now)).toBeUndefined();
  expect(cloud.resources).toEqual([]);
  expect(cloud.journal().map(({ operation, id }) => [operation, id])).toEqual([
    ["create", vpc.id],
    ["update", vpc.id],
    ["delete", vpc.id],
  ]);
  for (const { start, end } of cloud.journal()) expect(end).toBeGreaterThanOrEqual(start);
});

it("gives the second resource of a URN another id", () => {
  const [one, other] = [1, 2].map((part) => created(VPC, { cidrBlock: `10.${part}.0.0/16` }));
  expect(one?.id).not.toBe(other?.id);
  expect(cloud.resources).toHaveLength(2);
  const third = new AwsModel("7.0.0", openedCloud()).create({ urn: `urn:${VPC}`, type: VPC, inputs: {} });
  expect([one?.id, other?.id]).not.toContain(third.id);
});

it("gives the first resource of a URN the id of the offline preview", () => {
  const { computedOutputs } = require("../../../sandbox/aws-resource-model");
  expect(created(VPC, {}).id).toBe(computedOutputs(VPC, `urn:${VPC}`, {}).id);
});

it("makes a resource in the region that it asks for, else in that of its provider", () => {
  const near = created(BUCKET, { bucket: "logs" }, "near");
  const far = created(BUCKET, { bucket: "logs", region: "us-east-1" }, "far");
  expect(cloud.resources.map(({ region }) => region).sort()).toEqual(["eu-west-1", "us-east-1"]);
  expect(far.outputs["bucketRegionalDomainName"]).toBe("logs.s3.us-east-1.amazonaws.com");
  aws.delete(near);
  expect(aws.read(near)).toBeUndefined();
  expect(aws.read(far)).toMatchObject({ region: "us-east-1", urn: "far" });
  expect(changed(far, { ...far.inputs, tags: { a: "1" } }).outputs["tags"]).toEqual({ a: "1" });
  expect(cloud.resources).toHaveLength(1);
});

it("refuses what AWS refuses, and says whom it is about", () => {
  const subnet = "aws:ec2/subnet:Subnet";
  const missing = { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/24" };
  expect(() => created(subnet, missing)).toThrow(`${subnet}: NotFound: vpc-0123456789abcdef0 does not exist`);
  const vpc = created(VPC, {});
  created(subnet, { ...missing, vpcId: vpc.id });
  expect(() => created(subnet, { ...missing, vpcId: vpc.id }, "other")).toThrow(`${subnet}: AlreadyExists: subnet-`);
  expect(() => aws.delete(vpc)).toThrow(`${VPC}: DependencyViolation: ${vpc.id} is used by ${subnet}`);
  expect(cloud.resources).toHaveLength(2);
  expect(cloud.journal()).toHaveLength(2);
});

it("refuses to delete what is locked until an update has lifted the lock", () => {
  const locked = created(INSTANCE, { ami: "ami-1", disableApiTermination: true });
  expect(() => aws.delete(locked)).toThrow("OperationNotPermitted: disableApiTermination is set");
  const open = changed(locked, { ami: "ami-1", disableApiTermination: false });
  aws.delete(open);
  expect(cloud.resources).toEqual([]);
});

it("refuses to change what is gone, and takes its deletion for done", () => {
  const vpc = created(VPC, {});
  cloud.remove({ ...vpc, region: "eu-west-1" });
  expect(() => aws.update(vpc, { tags: { a: "1" } })).toThrow(`${VPC}: NotFound: ${vpc.id} does not exist`);
  expect(cloud.resources).toEqual([]);
  expect(aws.read(vpc)).toBeUndefined();
  aws.delete(vpc);
  expect(cloud.journal().map(({ operation }) => operation)).toEqual(["create", "delete"]);
});

describe("a launch template", () => {
  const inputs = { imageId: "ami-1", tags: { a: "1" }, description: "x", updateDefaultVersion: true };
  const versions = ({ outputs }: ResourceKnown) => [outputs["latestVersion"], outputs["defaultVersion"]];

  it("counts versions up with what a version holds, and with nothing else", () => {
    const first = created(TEMPLATE, inputs);
    expect(versions(first)).toEqual([1, 1]);
    const tagged = changed(first, { ...inputs, tags: { a: "2" } });
    expect(versions(tagged)).toEqual([1, 1]);
    const described = changed(tagged, { ...tagged.inputs, description: "y" });
    expect(versions(described)).toEqual([1, 1]);
    const second = changed(described, { ...described.inputs, imageId: "ami-2" });
    expect(versions(second)).toEqual([2, 2]);
    const specified = { ...second.inputs, tags: {}, tagSpecifications: [{ resourceType: "volume", tags: { a: "1" } }] };
    expect(versions(changed(second, specified))).toEqual([3, 3]);
  });

  it("keeps its default version where it is not told to change it", () => {
    const first = created(TEMPLATE, { imageId: "ami-1" });
    expect(versions(changed(first, { imageId: "ami-2" }))).toEqual([2, 1]);
  });

  it("has versions that a preview does not know", () => {
    const first = created(TEMPLATE, inputs);
    const preview = aws.previewUpdate(first, { ...inputs, imageId: "ami-2" });
    expect(preview).toEqual({
      ...first.outputs,
      imageId: "ami-2",
      latestVersion: UNKNOWN,
      defaultVersion: UNKNOWN,
    });
    expect(aws.previewUpdate(first, { ...inputs, description: "y" })).toEqual({ ...first.outputs, description: "y" });
  });
});

it.each<[string, PropertyMap, PropertyMap]>([
  [VPC, { cidrBlock: "10.0.0.0/16", tags: { a: "1" } }, { cidrBlock: "10.0.0.0/16" }],
  [TEMPLATE, { imageId: "ami-1" }, { imageId: "ami-1", description: "y" }],
  [TEMPLATE, { imageId: "ami-1" }, { imageId: "ami-2", updateDefaultVersion: true }],
  [INSTANCE, { ami: "ami-1", instanceType: "a" }, { ami: "ami-1", instanceType: "b" }],
])("an update of %s gives what its preview told, %j to %j", (type, before, after) => {
  const known = created(type, before);
  const told = aws.previewUpdate(known, after);
  const given = aws.update(known, after);
  expect(Object.keys(told)).toEqual(expect.arrayContaining(Object.keys(given)));
  for (const [name, value] of Object.entries(told))
    if (value !== UNKNOWN) expect([name, given[name]]).toEqual([name, value]);
});

it("tells what changes, what replaces, and whether the old one must go first", () => {
  const role = { urn: "r", type: "aws:iam/role:Role", id: "node", inputs: { name: "node", path: "/" }, outputs: {} };
  expect(aws.difference(role, role.inputs)).toMatchObject({ changed: [], replacing: [] });
  expect(aws.difference(role, { name: "other", path: "/", tags: { a: "1" } })).toEqual({
    changed: ["name", "tags"],
    replacing: ["name"],
    deleteBeforeReplace: true,
  });
  const vpc = { urn: "v", type: VPC, id: "vpc-1", inputs: { cidrBlock: "10.0.0.0/16" }, outputs: {} };
  expect(aws.difference(vpc, { cidrBlock: "10.1.0.0/16" })).toEqual({
    changed: ["cidrBlock"],
    replacing: ["cidrBlock"],
    deleteBeforeReplace: false,
  });
});

it("previews a creation with its inputs alone", () => {
  expect(aws.previewCreate({ inputs: { cidrBlock: UNKNOWN } })).toEqual({ cidrBlock: UNKNOWN });
  expect(cloud.resources).toEqual([]);
});

it("answers functions that are recorded, and no others", () => {
  expect(aws.invoke("aws:ec2/getAmi:getAmi", { owners: ["self"] })["id"]).toMatch(/^ami-[0-9a-f]{17}$/);
  expect(() => aws.invoke("aws:ec2/getVpc:getVpc", {})).toThrow(
    "no recorded answer for the function aws:ec2/getVpc:getVpc; ",
  );
});
