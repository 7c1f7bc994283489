/** The measured tables against the program's own inputs and the SDK's typings. The measuring itself needs a Terraform provider and is not repeated here. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  COMPUTED_ON_CHANGE,
  deletesBeforeReplace,
  outputsSetAnew,
  REPLACED_BY,
  replacingInputs,
  SOMETIMES,
  UPDATED_BY,
} from "../../sandbox/aws-changes";
import type { DeploymentResource, PropertyMap, PropertyValue } from "../../sandbox/deployment";
import { inClear } from "../../sandbox/secret-marks";
import { ENVIRONMENTS, recordedResources } from "../stack/recorded-environment";

const SDK = dirname(require.resolve("@pulumi/aws/package.json"));

const TYPES = Object.keys(REPLACED_BY);

let recorded: readonly DeploymentResource[];

beforeAll(async () => {
  // One after the other: a recording has the SDK to itself.
  const environments: DeploymentResource[] = [];
  for (const name of ENVIRONMENTS) environments.push(...(await recordedResources(name)));
  recorded = environments.filter(({ type, custom }) => custom && type.startsWith("aws:"));
});

/** Every path of a value, lists gone into. */
function pathsOf(value: PropertyValue, path = ""): string[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((item: PropertyValue) => pathsOf(item, path));
  return Object.entries(value).flatMap(([key, child]) => {
    const below = path === "" ? key : `${path}.${key}`;
    return [below, ...pathsOf(child, below)];
  });
}

function recordedPaths(type: string): ReadonlySet<string> {
  return new Set(recorded.filter((one) => one.type === type).flatMap(({ inputs }) => pathsOf(inClear(inputs))));
}

/** Text of an interface or class in the typings of a type like "aws:ec2/vpc:Vpc". */
function typings(type: string, of: (name: string) => string): string {
  const [, path = "", name = ""] = /^aws:([^:]+):(.+)$/.exec(type) ?? [];
  const text = readFileSync(join(SDK, `${path}.d.ts`), "utf8");
  const start = text.indexOf(of(name));
  if (start < 0) throw new Error(`${path}.d.ts: there is no ${of(name)}`);
  return text.slice(start, text.indexOf("\n}", start));
}

const inputsOf = (type: string) => typings(type, (name) => `export interface ${name}Args {`);
const outputsOf = (type: string) => typings(type, (name) => `export declare class ${name} `);

it("knows every type and every input that the environments register", () => {
  expect(recorded.length).toBeGreaterThan(400);
  const types = new Set(recorded.map(({ type }) => type));
  for (const type of types) for (const path of recordedPaths(type)) replacingInputs(type, [path]);
  expect(TYPES).toEqual([...types].sort());
  expect(Object.keys(UPDATED_BY)).toEqual(TYPES);
});

it("names each input once, as the SDK does", () => {
  const wrong = TYPES.flatMap((type) => {
    const text = inputsOf(type);
    const inputs = [REPLACED_BY, UPDATED_BY]
      .flatMap((table) => table[type] ?? [])
      .concat(Object.keys(SOMETIMES[type] ?? {}));
    expect(new Set(inputs).size).toBe(inputs.length);
    const below = recordedPaths(type);
    return inputs
      .filter((path) => (path.includes(".") ? !below.has(path) : !new RegExp(`^    ${path}\\??: `, "m").test(text)))
      .map((path) => `${type} ${path}`);
  });
  expect(wrong).toEqual([]);
});

it("names outputs as the SDK does", () => {
  const wrong = Object.entries(COMPUTED_ON_CHANGE).flatMap(([type, { outputs }]) =>
    outputs.filter((output) => !outputsOf(type).includes(`    readonly ${output}: pulumi.Output<`)),
  );
  expect(wrong).toEqual([]);
});

it.each([
  ["aws:ec2/vpc:Vpc", "cidrBlock"],
  ["aws:ec2/subnet:Subnet", "cidrBlock"],
  ["aws:ec2/securityGroup:SecurityGroup", "description"],
  ["aws:ec2/instance:Instance", "ami"],
  ["aws:ec2/instance:Instance", "rootBlockDevice.kmsKeyId"],
  ["aws:ec2/instance:Instance", "primaryNetworkInterface.networkInterfaceId"],
  ["aws:ec2/instance:Instance", "rootBlockDevice"],
  ["aws:ec2clientvpn/endpoint:Endpoint", "authenticationOptions[1].samlProviderArn"],
  ["aws:iam/role:Role", "name"],
  ["aws:secretsmanager/secretVersion:SecretVersion", "secretString"],
  ["aws:s3/bucket:Bucket", "region"],
  ["aws:kms/key:Key", "region"],
])("%s: %s replaces", (type, path) => {
  expect(replacingInputs(type, [path])).toEqual([path]);
});

it.each([
  ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "fromPort"],
  ["aws:ec2/launchTemplate:LaunchTemplate", "imageId"],
  ["aws:ec2/launchTemplate:LaunchTemplate", "blockDeviceMappings[0].ebs.volumeSize"],
  ["aws:autoscaling/group:Group", "launchTemplate.version"],
  ["aws:autoscaling/group:Group", "tags[3].value"],
  ["aws:ec2/instance:Instance", "instanceType"],
  ["aws:ec2/instance:Instance", "rootBlockDevice.volumeSize"],
  ["aws:ec2/instance:Instance", 'rootBlockDevice.tags["palisade:role"]'],
  ["aws:cloudwatch/logGroup:LogGroup", "retentionInDays"],
  ["aws:kms/key:Key", "policy"],
  ["aws:kms/key:Key", 'tags["palisade:environment"]'],
  ["aws:ec2/route:Route", "natGatewayId"],
])("%s: %s is an update in place", (type, path) => {
  expect(replacingInputs(type, [path])).toEqual([]);
});

it("tells which of several inputs replace", () => {
  expect(replacingInputs("aws:ec2/subnet:Subnet", ["tags.Name", "vpcId", "mapPublicIpOnLaunch"])).toEqual(["vpcId"]);
});

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const INSTANCE = "aws:ec2/instance:Instance";

it.each([
  [
    "private DNS of an interface endpoint",
    ENDPOINT,
    { privateDnsEnabled: true, vpcEndpointType: "Interface" },
    { privateDnsEnabled: false, vpcEndpointType: "Interface" },
    [],
  ],
  [
    "private DNS of a gateway endpoint",
    ENDPOINT,
    { vpcEndpointType: "Gateway" },
    { privateDnsEnabled: true, vpcEndpointType: "Gateway" },
    ["privateDnsEnabled"],
  ],
  ["another address", RULE, { cidrIpv4: "10.0.0.0/8" }, { cidrIpv4: "10.0.0.0/9" }, []],
  [
    "another kind of peer",
    RULE,
    { cidrIpv4: "10.0.0.0/8" },
    { referencedSecurityGroupId: "sg-1" },
    ["cidrIpv4", "referencedSecurityGroupId"],
  ],
  ["one subnet more", BALANCER, { subnets: ["a"] }, { subnets: ["a", "b"] }, []],
  ["one subnet less", BALANCER, { subnets: ["a", "b"] }, { subnets: ["b"] }, ["subnets"]],
  ["unknown subnets", BALANCER, { subnets: ["a"] }, { subnets: "unknown" }, ["subnets"]],
  ["another security group", BALANCER, { securityGroups: ["a"] }, { securityGroups: ["b"] }, []],
  ["the last security group", BALANCER, { securityGroups: ["a"] }, { securityGroups: [] }, ["securityGroups"]],
  [
    "user data that may replace",
    INSTANCE,
    { userDataBase64: "YQ==", userDataReplaceOnChange: true },
    { userDataBase64: "Yg==", userDataReplaceOnChange: true },
    ["userDataBase64"],
  ],
  ["user data that may not", INSTANCE, { userDataBase64: "YQ==" }, { userDataBase64: "Yg==" }, []],
] as const)("judges by value: %s", (_what, type, olds, news, replacing) => {
  const [before, now]: [PropertyMap, PropertyMap] = [olds, news];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (input) => JSON.stringify(before[input]) !== JSON.stringify(now[input]),
  );
  expect(replacingInputs(type, changed, { olds: before, news: now })).toEqual(replacing);
});

it("takes a change that sometimes replaces for a replacement when it does not see the values", () => {
  for (const [type, inputs] of Object.entries(SOMETIMES)) {
    expect(replacingInputs(type, Object.keys(inputs))).toEqual(Object.keys(inputs));
  }
});

it("refuses what was not measured", () => {
  expect(() => replacingInputs("aws:sqs/queue:Queue", ["name"])).toThrow(
    "sandbox/aws-change-tables.ts: nobody measured which inputs replace a resource, got aws:sqs/queue:Queue; ",
  );
  expect(() => replacingInputs(INSTANCE, ["tenancy"])).toThrow("nobody measured what a change does, got tenancy of ");
});

it("knows the outputs that an update sets anew", () => {
  const template = "aws:ec2/launchTemplate:LaunchTemplate";
  expect(outputsSetAnew(template, ["networkInterfaces[0].securityGroups"])).toContain("latestVersion");
  expect(outputsSetAnew(template, ["updateDefaultVersion"])).toEqual([]);
  expect(outputsSetAnew("aws:ssm/document:Document", ["tags.Name"])).toEqual([]);
  expect(outputsSetAnew("aws:ssm/document:Document", ["tags.Name", "content"])).toContain("documentVersion");
  expect(outputsSetAnew("aws:kms/key:Key", ["policy"])).toEqual([]);
});

describe("delete before replace", () => {
  it("is for names that the program chose", () => {
    const role = "aws:iam/role:Role";
    expect(deletesBeforeReplace(role, { name: "node" })).toBe(true);
    expect(deletesBeforeReplace(role, { name: "node-1a2b3c4", __defaults: ["name"] })).toBe(false);
    expect(deletesBeforeReplace("aws:s3/bucket:Bucket", { bucket: "logs" })).toBe(true);
    expect(deletesBeforeReplace("aws:secretsmanager/secret:Secret", { namePrefix: "node-" })).toBe(false);
    expect(deletesBeforeReplace("aws:route53/record:Record", { name: "api.example.org" })).toBe(false);
    expect(deletesBeforeReplace("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" })).toBe(false);
    expect(deletesBeforeReplace("aws:ec2transitgateway/vpcAttachment:VpcAttachment", {})).toBe(true);
  });
});
