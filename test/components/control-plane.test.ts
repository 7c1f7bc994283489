import { gunzipSync } from "node:zlib";
import { ComponentResource, type ComponentResourceOptions, type CustomResourceOptions } from "@pulumi/pulumi";
import { ControlPlane } from "../../components/control-plane";
import type { StackConfig } from "../../config/schema";
import { planBootFirewall } from "../../model/host-firewall";
import { baseTags } from "../../model/names";
import { planNetwork } from "../../model/network";
import { planControlPlane } from "../../model/nodes";
import { planFlows } from "../../model/ports";
import { renderDocuments } from "../../model/user-data";
import { invokeAnswer } from "../../sandbox/aws-resource-model";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

const INSTANCE = "aws:ec2/instance:Instance";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/0123";
const plain = { ...stackConfig(), tags: { owner: "platform" } };
const firewall = planBootFirewall(plain, planNetwork(plain), planFlows(plain));

function build(config: StackConfig = plain, opts: ComponentResourceOptions = {}): Promise<Recording> {
  return Recording.of(() => {
    const planned = planControlPlane(config, planNetwork(config));
    const args = {
      controlPlane: planned,
      configs: Object.fromEntries(
        planned.nodes.map(({ identity }) => [identity, new ComponentResource("test:index:Config", identity)]),
      ),
      bootFirewall: firewall,
      subnetIds: { "control-plane-a": "subnet-a", "control-plane-b": "subnet-b", "control-plane-c": "subnet-c" },
      securityGroupId: "sg-control-plane",
      instanceProfileName: "palisade-test-control-plane",
      volumesKeyArn: keyArn,
      tags: baseTags(config),
    };
    new ControlPlane("control-plane", args, opts);
  });
}

describe("ControlPlane", () => {
  it("makes one interface and one instance for each identity, and nothing else", async () => {
    const recording = await build();
    for (const type of [INTERFACE, INSTANCE]) {
      expect(recording.all(type).map(({ urn }) => urn.split("::").at(-1))).toEqual([
        "control-plane-a",
        "control-plane-b",
        "control-plane-c",
      ]);
    }
    expect(recording.orphans()).toEqual([]);
  });

  it("gives each interface the planned address, subnet and group", async () => {
    const recording = await build();
    expect(recording.inputs(INTERFACE, "control-plane-b")).toMatchObject({
      subnetId: "subnet-b",
      privateIps: ["10.40.18.11"],
      securityGroups: ["sg-control-plane"],
      sourceDestCheck: true,
    });
  });

  it("puts the instance on its interface, and sets nothing that EC2 refuses beside one", async () => {
    const recording = await build();
    for (const identity of ["a", "b", "c"]) {
      const inputs = recording.inputs(INSTANCE, `control-plane-${identity}`);
      expect(inputs["primaryNetworkInterface"]).toEqual({
        networkInterfaceId: recording.one(INTERFACE, `control-plane-${identity}`).id,
      });
      for (const key of [
        "associatePublicIpAddress",
        "networkInterfaces",
        "privateIp",
        "securityGroups",
        "sourceDestCheck",
        "subnetId",
        "vpcSecurityGroupIds",
      ]) {
        expect(inputs).not.toHaveProperty(key);
      }
    }
  });

  it("has no key pair and no public address", async () => {
    const recording = await build();
    const inputs = recording.inputs(INSTANCE, "control-plane-a");
    for (const key of ["keyName", "associatePublicIpAddress", "ipv6Addresses"]) expect(inputs).not.toHaveProperty(key);
    expect(recording.all("aws:ec2/eip:Eip")).toEqual([]);
    expect(recording.all("aws:ec2/keyPair:KeyPair")).toEqual([]);
  });

  it("requires IMDSv2 with one hop and keeps tags out of the metadata", async () => {
    for (const { inputs } of (await build()).all(INSTANCE)) {
      expect(inputs["metadataOptions"]).toEqual({
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        httpProtocolIpv6: "disabled",
        instanceMetadataTags: "disabled",
      });
    }
  });

  it("encrypts the volume with our key, sized and tagged as planned", async () => {
    const inputs = (await build()).inputs(INSTANCE, "control-plane-a");
    expect(inputs["rootBlockDevice"]).toEqual({
      volumeType: "gp3",
      volumeSize: 100,
      iops: 4000,
      throughput: 250,
      encrypted: true,
      kmsKeyId: keyArn,
      deleteOnTermination: true,
      tags: inputs["tags"],
    });
    expect(inputs).not.toHaveProperty("volumeTags");
  });

  it("takes the least instance profile, image, type and detailed monitoring", async () => {
    expect((await build()).inputs(INSTANCE, "control-plane-c")).toMatchObject({
      ami: "ami-0fedcba9876543210",
      instanceType: "m7i.large",
      iamInstanceProfile: "palisade-test-control-plane",
      monitoring: true,
      ebsOptimized: true,
    });
  });

  it.each([[true], [false]])("is protected from termination where asked: %s", async (deletionProtection) => {
    const config = { ...plain, protection: { deletionProtection, disposable: false } };
    for (const { inputs } of (await build(config)).all(INSTANCE)) {
      expect(inputs["disableApiTermination"]).toBe(deletionProtection);
    }
  });

  it("has the host firewall as user data and nothing else, so no secret", async () => {
    for (const { inputs } of (await build()).all(INSTANCE)) {
      const text = gunzipSync(Buffer.from(String(inputs["userDataBase64"]), "base64")).toString("utf8");
      expect(text).toBe(renderDocuments(firewall));
      expect(new Set(text.match(/^kind: .*$/gm))).toEqual(
        new Set(["kind: NetworkDefaultActionConfig", "kind: NetworkRuleConfig"]),
      );
      expect(inputs).not.toHaveProperty("userData");
    }
  });

  it("is replaced when user data changes", async () => {
    for (const { inputs } of (await build()).all(INSTANCE)) expect(inputs["userDataReplaceOnChange"]).toBe(true);
  });

  it("deletes an instance before it makes the next one: the interface can be in one only", async () => {
    const seen: Record<string, boolean | undefined> = {};
    // Options of a custom resource are not in the recording.
    await build(plain, {
      transformations: [
        ({ type, name, opts }) => {
          if (type === INSTANCE) seen[name] = (opts as CustomResourceOptions).deleteBeforeReplace;
          return undefined;
        },
      ],
    });
    expect(seen).toEqual({ "control-plane-a": true, "control-plane-b": true, "control-plane-c": true });
  });

  it("changes one at a time", async () => {
    const recording = await build();
    const urn = (type: string, identity: string) => recording.one(type, `control-plane-${identity}`).urn;
    const dependencies = (identity: string) => recording.one(INSTANCE, `control-plane-${identity}`).dependencies;
    expect(dependencies("a")).toEqual([urn(INTERFACE, "a")]);
    expect(new Set(dependencies("b"))).toEqual(new Set([urn(INTERFACE, "b"), urn(INSTANCE, "a")]));
    expect(new Set(dependencies("c"))).toEqual(new Set([urn(INTERFACE, "c"), urn(INSTANCE, "b")]));
  });

  it("does not pull the next node into a replacement: no property of it comes from the previous one", async () => {
    const recording = await build();
    const instances = new Set(recording.all(INSTANCE).map(({ urn }) => urn));
    for (const { propertyDependencies } of recording.all(INSTANCE)) {
      const from = Object.values(propertyDependencies ?? {}).flat();
      expect(from.filter((urn) => instances.has(urn))).toEqual([]);
    }
  });

  it("tags every resource with environment, role and identity", async () => {
    const recording = await build();
    expect(recording.untagged([INSTANCE, INTERFACE], baseTags(plain))).toEqual([]);
    for (const type of [INSTANCE, INTERFACE]) {
      expect(recording.inputs(type, "control-plane-b")["tags"]).toEqual({
        owner: "platform",
        "palisade:environment": "test",
        "palisade:managed-by": "palisade",
        Name: "palisade-test-control-plane-b",
        "palisade:role": "control-plane",
        "palisade:identity": "b",
      });
    }
  });

  it("looks an image up by owner, exact name and architecture", async () => {
    const named = { owner: "540036508848", name: "talos-v1.14.1-eu-central-1-amd64" };
    const recording = await build({ ...plain, talos: { ...plain.talos, image: named } });
    const expected = invokeAnswer("aws:ec2/getAmi:getAmi", {
      filters: [
        { name: "name", values: ["talos-v1.14.1-eu-central-1-amd64"] },
        { name: "architecture", values: ["x86_64"] },
        { name: "state", values: ["available"] },
      ],
      includeDeprecated: true,
      mostRecent: false,
      owners: ["540036508848"],
    });
    for (const { inputs } of recording.all(INSTANCE)) expect(inputs["ami"]).toBe(expected?.["id"]);
  });
});
