import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { Workers } from "../../components/workers";
import type { StackConfig } from "../../config/schema";
import { baseTags } from "../../model/names";
import { planNetwork } from "../../model/network";
import { planWorkers } from "../../model/nodes";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const GROUP = "aws:autoscaling/group:Group";
const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/0123";
const serviceLinkedRoleArn = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/suffix";

const pool = {
  instanceType: "m7i.xlarge",
  size: 4,
  min: 3,
  max: 7,
  volume: { sizeGiB: 120, iops: 3000, throughputMiBps: 125 },
  labels: {},
  taints: [],
};
const config: StackConfig = {
  ...stackConfig(),
  workers: [
    { ...pool, name: "general" },
    { ...pool, name: "ingress", instanceType: "c7i.large" },
  ],
  tags: { owner: "platform" },
};
/** Stands for what MachineConfigs gives: its own test reads the whole of it. */
const userData = { general: "Z2VuZXJhbA==", ingress: "aW5ncmVzcw==" };
const KEYS = ["general-a", "general-b", "general-c", "ingress-a", "ingress-b", "ingress-c"];

function build(from: StackConfig = config, opts: ComponentResourceOptions = {}): Promise<Recording> {
  return Recording.of(() => {
    const args = {
      workers: planWorkers(from, planNetwork(from)),
      userData,
      subnetIds: { "worker-a": "subnet-a", "worker-b": "subnet-b", "worker-c": "subnet-c" },
      securityGroupId: "sg-worker",
      instanceProfileName: "palisade-test-worker",
      volumesKeyArn: keyArn,
      serviceLinkedRoleArn,
      after: [],
      tags: baseTags(from),
    };
    new Workers("workers", args, opts);
  });
}

const tagsOf = (key: string) => ({
  owner: "platform",
  "palisade:environment": "test",
  "palisade:managed-by": "palisade",
  Name: `palisade-test-worker-${key}`,
  "palisade:role": "worker",
  "palisade:pool": key.slice(0, -2),
});

describe("Workers", () => {
  it("makes one launch template and one group for each pool and zone, and nothing else", async () => {
    const recording = await build();
    for (const type of [TEMPLATE, GROUP]) {
      expect(recording.all(type).map(({ urn }) => urn.split("::").at(-1))).toEqual(KEYS.map((key) => `workers-${key}`));
    }
    expect(recording.orphans()).toEqual([]);
  });

  describe("launch template", () => {
    it("requires IMDSv2 with one hop", async () => {
      for (const { inputs } of (await build()).all(TEMPLATE)) {
        expect(inputs["metadataOptions"]).toEqual({
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
          httpProtocolIpv6: "disabled",
          instanceMetadataTags: "disabled",
        });
      }
    });

    it("gives no public address and no key pair, and the worker group only", async () => {
      for (const { inputs } of (await build()).all(TEMPLATE)) {
        expect(inputs["networkInterfaces"]).toEqual([
          {
            deviceIndex: 0,
            associatePublicIpAddress: "false",
            deleteOnTermination: "true",
            securityGroups: ["sg-worker"],
          },
        ]);
        for (const key of ["keyName", "vpcSecurityGroupIds", "securityGroupNames"]) {
          expect(inputs).not.toHaveProperty(key);
        }
      }
    });

    it("encrypts the root volume with our key", async () => {
      for (const { inputs } of (await build()).all(TEMPLATE)) {
        expect(inputs["blockDeviceMappings"]).toEqual([
          {
            deviceName: "/dev/xvda",
            ebs: {
              volumeType: "gp3",
              volumeSize: 120,
              iops: 3000,
              throughput: 125,
              encrypted: "true",
              kmsKeyId: keyArn,
              deleteOnTermination: "true",
            },
          },
        ]);
      }
    });

    it("takes image, type, profile and monitoring from the plan, and moves its default version along", async () => {
      expect((await build()).inputs(TEMPLATE, "workers-ingress-b")).toMatchObject({
        name: "palisade-test-worker-ingress-b",
        imageId: "ami-0fedcba9876543210",
        instanceType: "c7i.large",
        iamInstanceProfile: { name: "palisade-test-worker" },
        monitoring: { enabled: true },
        ebsOptimized: "true",
        updateDefaultVersion: true,
      });
    });

    it("has the user data of its pool in every zone", async () => {
      const recording = await build();
      const given = KEYS.map((key) => recording.inputs(TEMPLATE, `workers-${key}`)["userData"]);
      expect(given).toEqual([...Array(3).fill(userData.general), ...Array(3).fill(userData.ingress)]);
    });
  });

  describe("group", () => {
    it("names the version of its template, never $Latest", async () => {
      const recording = await build();
      for (const key of KEYS) {
        expect(recording.inputs(GROUP, `workers-${key}`)["launchTemplate"]).toEqual({
          id: recording.one(TEMPLATE, `workers-${key}`).id,
          version: "1",
        });
      }
    });

    it("is in one subnet with its share of the pool", async () => {
      const recording = await build();
      const parts = KEYS.slice(0, 3).map((key) => recording.inputs(GROUP, `workers-${key}`));
      expect(
        parts.map((inputs) => [
          inputs["vpcZoneIdentifiers"],
          inputs["minSize"],
          inputs["desiredCapacity"],
          inputs["maxSize"],
        ]),
      ).toEqual([
        [["subnet-a"], 1, 2, 3],
        [["subnet-b"], 1, 1, 2],
        [["subnet-c"], 1, 1, 2],
      ]);
    });

    it("leaves the number of nodes to whoever scales it after the start, and nothing else", async () => {
      const seen: Record<string, unknown> = {};
      // What is ignored is not in the recording.
      await build(config, {
        transformations: [
          ({ type, name, opts }) => {
            if (type === GROUP || type === TEMPLATE) seen[`${type} ${name}`] = opts.ignoreChanges ?? [];
            return undefined;
          },
        ],
      });
      for (const key of KEYS) {
        expect(seen[`${GROUP} workers-${key}`]).toEqual(["desiredCapacity"]);
        expect(seen[`${TEMPLATE} workers-${key}`]).toEqual([]);
      }
    });

    it("replaces nodes by rolling refresh that never has fewer than asked for, and stops where it fails", async () => {
      for (const { inputs } of (await build()).all(GROUP)) {
        expect(inputs["instanceRefresh"]).toEqual({
          strategy: "Rolling",
          preferences: {
            minHealthyPercentage: 100,
            maxHealthyPercentage: 110,
            instanceWarmup: "300",
            skipMatching: true,
            autoRollback: false,
          },
        });
      }
    });

    it("acts as the environment's own service-linked role, which the key policy names", async () => {
      for (const { inputs } of (await build()).all(GROUP)) {
        expect(inputs["serviceLinkedRoleArn"]).toBe(serviceLinkedRoleArn);
      }
    });

    it("terminates nothing on its own but what EC2 finds broken, and fails no run for capacity", async () => {
      for (const { inputs } of (await build()).all(GROUP)) {
        expect(inputs).toMatchObject({
          healthCheckType: "EC2",
          healthCheckGracePeriod: 300,
          suspendedProcesses: ["AZRebalance"],
          waitForCapacityTimeout: "0",
          forceDelete: false,
        });
        expect(inputs).not.toHaveProperty("capacityRebalance");
      }
    });

    it("is named by the plan", async () => {
      expect((await build()).inputs(GROUP, "workers-general-a")["name"]).toBe("palisade-test-worker-general-a");
    });
  });

  it("tags template, volumes, interfaces and instances, each one way only", async () => {
    const recording = await build();
    expect(recording.untagged([TEMPLATE], baseTags(config))).toEqual([]);
    for (const key of KEYS) {
      const tags = tagsOf(key);
      const template = recording.inputs(TEMPLATE, `workers-${key}`);
      // Without the environment's own: another cost centre must not replace every worker.
      const roleTags = { Name: tags.Name, "palisade:role": "worker", "palisade:pool": tags["palisade:pool"] };
      expect(template["tags"]).toEqual(tags);
      expect(template["tagSpecifications"]).toEqual([
        { resourceType: "volume", tags: roleTags },
        { resourceType: "network-interface", tags: roleTags },
      ]);
      const groupTags = recording.inputs(GROUP, `workers-${key}`)["tags"] as readonly Record<string, unknown>[];
      expect(groupTags.every((tag) => tag["propagateAtLaunch"] === true)).toBe(true);
      expect(Object.fromEntries(groupTags.map((tag) => [tag["key"], tag["value"]]))).toEqual(tags);
    }
  });

  it("looks a named image up once for all groups", async () => {
    const named = { owner: "540036508848", name: "talos-v1.14.1-eu-central-1-amd64" };
    const recording = await build({ ...config, talos: { ...config.talos, image: named } });
    const images = recording.all(TEMPLATE).map(({ inputs }) => inputs["imageId"]);
    expect(images).toHaveLength(6);
    expect(new Set(images).size).toBe(1);
    expect(images[0]).toMatch(/^ami-[0-9a-f]{17}$/);
  });

  it("makes nothing for an environment without pools", async () => {
    const recording = await build({ ...config, workers: [] });
    expect([...recording.all(TEMPLATE), ...recording.all(GROUP)]).toEqual([]);
  });
});
