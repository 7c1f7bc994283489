import * as ec2 from "@pulumi/aws/ec2";
import { Bastion } from "../../components/bastion";
import type { StackConfig } from "../../config/schema";
import { planAccess } from "../../model/access";
import { planSecurityGroups } from "../../model/firewall";
import { baseTags } from "../../model/names";
import { planNetwork } from "../../model/network";
import { planFlows } from "../../model/ports";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

const INSTANCE = "aws:ec2/instance:Instance";
const DOCUMENT = "aws:ssm/document:Document";
const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/0123";
const config = { ...stackConfig(), tags: { owner: "platform" } };
const tags = baseTags(config);

function bastionOf(from: StackConfig) {
  const { bastion } = planAccess(from, planNetwork(from));
  if (bastion === undefined) throw new Error("no bastion");
  return bastion;
}

function build(from: StackConfig = config, withEndpoint = false): Promise<Recording> {
  return Recording.of(() => {
    const after = withEndpoint ? [new ec2.VpcEndpoint("endpoint", { vpcId: "vpc-1", serviceName: "ssm" })] : [];
    new Bastion("bastion", {
      bastion: bastionOf(from),
      subnetIds: { "management-a": "subnet-a", "management-b": "subnet-b", "management-c": "subnet-c" },
      securityGroupId: "sg-admin",
      instanceProfileName: "palisade-test-bastion",
      volumesKeyArn: keyArn,
      after,
      tags,
    });
  });
}

describe("Bastion", () => {
  it("starts when what its agent calls is there", async () => {
    const recording = await build(config, true);
    const endpoint = recording.one("aws:ec2/vpcEndpoint:VpcEndpoint", "endpoint");
    expect(recording.one(INSTANCE, "bastion").dependencies).toEqual([endpoint.urn]);
  });

  it("is one instance in the management segment, without public address and key pair", async () => {
    const recording = await build();
    expect(recording.all(INSTANCE)).toHaveLength(1);
    const inputs = recording.inputs(INSTANCE, "bastion");
    expect(inputs).toMatchObject({
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.micro",
      subnetId: "subnet-a",
      vpcSecurityGroupIds: ["sg-admin"],
      associatePublicIpAddress: false,
      iamInstanceProfile: "palisade-test-bastion",
      monitoring: true,
    });
    for (const key of ["keyName", "userData", "userDataBase64"]) expect(inputs).not.toHaveProperty(key);
    expect(recording.orphans()).toEqual([]);
  });

  it("is in a group that nobody reaches", () => {
    const admin = planSecurityGroups(config, planFlows(config)).find(({ role }) => role === "admin");
    expect(admin?.rules.filter(({ direction }) => direction === "ingress")).toEqual([]);
  });

  it("requires IMDSv2 with one hop", async () => {
    expect((await build()).inputs(INSTANCE, "bastion")["metadataOptions"]).toMatchObject({
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    });
  });

  it("encrypts its volume with our key", async () => {
    const inputs = (await build()).inputs(INSTANCE, "bastion");
    expect(inputs["rootBlockDevice"]).toEqual({
      volumeType: "gp3",
      encrypted: true,
      kmsKeyId: keyArn,
      deleteOnTermination: true,
      tags: inputs["tags"],
    });
  });

  it("has one session document for shells and one for tunnels, as planned", async () => {
    const recording = await build();
    expect(recording.all(DOCUMENT)).toHaveLength(2);
    for (const plan of bastionOf(config).sessionDocuments) {
      const inputs = recording.inputs(DOCUMENT, `bastion-${plan.key}`);
      expect(inputs).toMatchObject({ name: plan.name, documentType: "Session", documentFormat: "JSON" });
      expect(JSON.parse(String(inputs["content"]))).toEqual(plan.content);
    }
  });

  it("encrypts session logs", async () => {
    const content = (await build()).inputs(DOCUMENT, "bastion-shell")["content"];
    expect(JSON.parse(String(content))["inputs"]).toMatchObject({
      cloudWatchLogGroupName: "/palisade/test/sessions",
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
    });
  });

  it("looks a named image up", async () => {
    const named = { owner: "137112412989", name: "al2023-ami-2023.9.20260914.0-kernel-6.12-x86_64" };
    const bastion = { image: named, instanceType: "t3.micro" };
    const recording = await build({ ...config, access: { ...config.access, bastion } });
    expect(recording.inputs(INSTANCE, "bastion")["ami"]).toMatch(/^ami-[0-9a-f]{17}$/);
  });

  it("tags every resource", async () => {
    const recording = await build();
    expect(recording.untagged([INSTANCE, DOCUMENT], tags)).toEqual([]);
    expect(recording.inputs(INSTANCE, "bastion")["tags"]).toMatchObject({
      Name: "palisade-test-bastion",
      "palisade:role": "bastion",
    });
    expect(recording.inputs(DOCUMENT, "bastion-tunnel")["tags"]).toMatchObject({ Name: "palisade-test-tunnel" });
  });
});
