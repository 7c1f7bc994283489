import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { WorkerGroupPlan } from "../model/nodes";
import { Component, planned, tagged } from "./component";
import { INSTANCE_METADATA, type SubnetIds, subnetOf } from "./instance";
import { resolveImage } from "./machine-image";

export interface WorkersArgs {
  /** One per pool and zone. */
  readonly workers: readonly WorkerGroupPlan[];
  /** User data by pool, as EC2 takes it: the whole machine configuration, with tokens in it, but no CA's key. */
  readonly userData: Readonly<Record<string, pulumi.Input<string>>>;
  readonly subnetIds: SubnetIds;
  readonly securityGroupId: pulumi.Input<string>;
  readonly instanceProfileName: pulumi.Input<string>;
  /** The volumes key. */
  readonly volumesKeyArn: pulumi.Input<string>;
  /** The environment's own Auto Scaling role: the volumes key's policy lets no other one use the key. */
  readonly serviceLinkedRoleArn: pulumi.Input<string>;
  /** Changed before any group: a worker is never newer than the control planes, and none is refreshed where they could not be changed. */
  readonly after: readonly pulumi.Resource[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Root device that the official Talos images are registered with; a mapping of another name would be a second volume. */
const ROOT_DEVICE = "/dev/xvda";
/** Seconds from launch until a node counts: Talos starts, installs nothing and joins in well under that. */
const STARTUP_SECONDS = 300;

/** Worker groups: a launch template and an Auto Scaling group for each pool and zone. */
export class Workers extends Component {
  readonly groupNames: Readonly<Record<string, pulumi.Output<string>>>;
  private readonly args: WorkersArgs;
  private readonly images = new Map<string, pulumi.Input<string>>();

  constructor(name: string, args: WorkersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Workers", name, opts);
    this.args = args;
    const groups = args.workers.map((plan) => {
      const userData = planned(args.userData[plan.pool], `user data of pool ${plan.pool}`);
      const group = this.group(plan, this.launchTemplate(plan, userData));
      return [plan.key, group.name] as const;
    });
    this.groupNames = Object.fromEntries(groups);
    this.registerOutputs({ groupNames: this.groupNames });
  }

  /** Groups share their image: it is looked up once. */
  private image({ image, architecture }: WorkerGroupPlan): pulumi.Input<string> {
    const key = JSON.stringify([image, architecture]);
    const ami = this.images.get(key) ?? resolveImage(image, architecture, { parent: this });
    this.images.set(key, ami);
    return ami;
  }

  private launchTemplate(plan: WorkerGroupPlan, userData: pulumi.Input<string>): ec2.LaunchTemplate {
    const { args } = this;
    const tags = this.tags(plan);
    return new ec2.LaunchTemplate(
      `${this.name}-${plan.key}`,
      {
        name: plan.name,
        // Whoever starts an instance from the template by hand gets what was reviewed last; the group names its version itself.
        updateDefaultVersion: true,
        imageId: this.image(plan),
        instanceType: plan.instanceType,
        iamInstanceProfile: { name: args.instanceProfileName },
        metadataOptions: INSTANCE_METADATA,
        monitoring: { enabled: true },
        ebsOptimized: "true",
        userData,
        networkInterfaces: [
          {
            deviceIndex: 0,
            associatePublicIpAddress: "false",
            deleteOnTermination: "true",
            securityGroups: [args.securityGroupId],
          },
        ],
        blockDeviceMappings: [
          {
            deviceName: ROOT_DEVICE,
            ebs: {
              volumeType: "gp3",
              volumeSize: plan.volume.sizeGiB,
              iops: plan.volume.iops,
              throughput: plan.volume.throughputMiBps,
              encrypted: "true",
              kmsKeyId: args.volumesKeyArn,
              deleteOnTermination: "true",
            },
          },
        ],
        // Instances get theirs from the group, which reaches no volume and no interface. A changed tag here is a new version, and a new
        // version replaces every worker: the environment's own tags, such as a cost centre, stay out.
        tagSpecifications: ["volume", "network-interface"].map((resourceType) => ({
          resourceType,
          tags: { Name: plan.name, ...roleTags(plan) },
        })),
        tags,
      },
      this.child(),
    );
  }

  private group(plan: WorkerGroupPlan, template: ec2.LaunchTemplate): autoscaling.Group {
    const { args } = this;
    return new autoscaling.Group(
      `${this.name}-${plan.key}`,
      {
        name: plan.name,
        // A number, never $Latest: a preview shows the change, and the change is what starts a refresh.
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        vpcZoneIdentifiers: [subnetOf(args.subnetIds, "worker", plan.zoneKey)],
        minSize: plan.min,
        maxSize: plan.max,
        desiredCapacity: plan.size,
        serviceLinkedRoleArn: args.serviceLinkedRoleArn,
        // EC2 status checks: Kubernetes decides about a node that runs but is not well.
        healthCheckType: "EC2",
        healthCheckGracePeriod: STARTUP_SECONDS,
        defaultInstanceWarmup: STARTUP_SECONDS,
        instanceRefresh: {
          strategy: "Rolling",
          preferences: {
            // The new node is there before the old one goes, about a tenth of the group at a time.
            minHealthyPercentage: 100,
            maxHealthyPercentage: 110,
            instanceWarmup: String(STARTUP_SECONDS),
            skipMatching: true,
            // A refresh that fails stops where it is. Rolled back, the group would run another version than the state says, and no run would see it.
            autoRollback: false,
          },
        },
        // It ends nodes without a word to Kubernetes. A group has one zone, so it would have nothing to gain either.
        suspendedProcesses: ["AZRebalance"],
        // "In service" says nothing about a Kubernetes node, and an unavailable instance type must not fail the run of everything else.
        waitForCapacityTimeout: "0",
        forceDelete: false,
        tags: Object.entries(this.tags(plan)).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      // The plan's size is for the start: later runs must not undo what an autoscaler or a person scaled. min and max still hold.
      this.child({ ignoreChanges: ["desiredCapacity"], dependsOn: [...args.after] }),
    );
  }

  private tags(plan: WorkerGroupPlan): Record<string, string> {
    return tagged(this.args.tags, plan.name, roleTags(plan));
  }
}

function roleTags(plan: WorkerGroupPlan): Record<string, string> {
  return { "palisade:role": "worker", "palisade:pool": plan.pool };
}
