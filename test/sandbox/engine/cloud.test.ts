/** What a rehearsal's cloud keeps, and what a kill leaves of it. */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud, type CloudResource } from "../../../sandbox/engine/cloud";
import { made, ownFolder } from "./cloud-folder";

const folder = ownFolder();
const opened = () => new Cloud(folder());
afterEach(() => jest.restoreAllMocks());

const VPC = made({ type: "aws:ec2/vpc:Vpc", id: "vpc-1", inputs: { cidrBlock: "10.0.0.0/16" } });

it("holds what it was given, in this process and in the next", () => {
  const cloud = opened();
  cloud.put(VPC);
  for (const one of [cloud, opened()]) {
    expect(one.resources).toEqual([VPC]);
    expect(one.find({ type: VPC.type, region: VPC.region, id: VPC.id })).toEqual(VPC);
  }
});

it("knows a resource by type, region and id", () => {
  const cloud = opened();
  const others: readonly CloudResource[] = [
    { ...VPC, region: "us-east-1" },
    { ...VPC, type: "aws:ec2/subnet:Subnet" },
    { ...VPC, id: "vpc-2" },
  ];
  for (const one of [VPC, ...others]) cloud.put(one);
  expect(opened().resources).toHaveLength(4);
  expect(opened().find({ ...VPC, region: "eu-west-1" })).toBeUndefined();
  const changed = { ...VPC, inputs: { cidrBlock: "10.1.0.0/16" } };
  cloud.put(changed);
  expect(opened().resources).toHaveLength(4);
  expect(opened().find(VPC)).toEqual(changed);
});

it("forgets what is removed, for good, and no other", () => {
  const cloud = opened();
  const other = { ...VPC, region: "us-east-1" };
  for (const one of [VPC, other]) cloud.put(one);
  cloud.remove(VPC);
  cloud.remove(VPC);
  for (const one of [cloud, opened()]) expect(one.resources).toEqual([other]);
});

it("counts the creations of each URN, over all processes", () => {
  expect([opened().nextGeneration("a"), opened().nextGeneration("a"), opened().nextGeneration("b")]).toEqual([0, 1, 0]);
  const cloud = opened();
  expect([cloud.nextGeneration("a"), cloud.nextGeneration("a")]).toEqual([2, 3]);
});

it("does not begin to count again where the count cannot be read", () => {
  writeFileSync(join(folder(), "generations.json"), '{"a":');
  expect(opened).toThrow(SyntaxError);
});

it("keeps a journal in the order of its entries", () => {
  const entry = (id: string) => ({ operation: "create", type: VPC.type, id, urn: `urn:${id}`, start: 1, end: 2 });
  jest.spyOn(Date, "now").mockReturnValue(2);
  expect(opened().journal()).toEqual([]);
  for (const id of ["b", "a"]) opened().note("create", { ...VPC, id, urn: `urn:${id}` }, 1);
  expect(opened().journal()).toEqual([entry("b"), entry("a")]);
});

it("takes no half written file for a resource", () => {
  opened().put(VPC);
  const resources = join(folder(), "resources");
  const [file = ""] = readdirSync(resources);
  for (const name of [`${file}.new`, `${"0".repeat(32)}.json.new`]) writeFileSync(join(resources, name), '{"type":');
  writeFileSync(join(folder(), "generations.json.new"), "{");
  const cloud = opened();
  expect(cloud.resources).toEqual([VPC]);
  expect(cloud.nextGeneration("a")).toBe(0);
  const changed = { ...VPC, outputs: { id: VPC.id } };
  cloud.put(changed);
  expect(opened().resources).toEqual([changed]);
});

it("is nobody's but its owner's: secrets of inputs are in it", () => {
  const cloud = opened();
  cloud.put(VPC);
  cloud.note("create", VPC, 1);
  cloud.nextGeneration("a");
  const files = readdirSync(folder(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files).toHaveLength(3);
  for (const { parentPath, name } of files) expect(statSync(join(parentPath, name)).mode & 0o077).toBe(0);
  expect(statSync(join(folder(), "resources")).mode & 0o077).toBe(0);
});
