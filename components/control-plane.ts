import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { HostFirewallDocument } from "../model/host-firewall";
import type { ControlPlaneNodePlan, ControlPlanePlan } from "../model/nodes";
import { encodeUserData, renderDocuments } from "../model/user-data";
import { Component, planned, tagged } from "./component";
import { INSTANCE_METADATA, type SubnetIds, subnetOf } from "./instance";
import { resolveImage } from "./machine-image";

export interface ControlPlaneArgs {
  readonly controlPlane: ControlPlanePlan;
  /** Talos documents of the user data: the firewall of a node that waits for its configuration, which reaches it over the Talos API; no secret. */
  readonly bootFirewall: readonly HostFirewallDocument[];
  readonly subnetIds: SubnetIds;
  readonly securityGroupId: pulumi.Input<string>;
  readonly instanceProfileName: pulumi.Input<string>;
  /** The volumes key. */
  readonly volumesKeyArn: pulumi.Input<string>;
  /** By identity: the configuration that a control plane reads is there before it is, and of its own address. */
  readonly configs: Readonly<Record<string, pulumi.Resource>>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Control planes: a network interface with the planned address for each identity, and the instance that carries it now. The next instance
 * takes over the interface, so addresses, load balancer targets and etcd peers stay as they are.
 *
 * With termination protection EC2 refuses to replace an instance: `protection.deletionProtection` is lifted first, in a run of its own.
 */
export class ControlPlane extends Component {
  readonly instanceIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** For what comes after the control planes, such as workers. */
  readonly instances: readonly ec2.Instance[];

  constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:ControlPlane", name, opts);
    const { controlPlane } = args;
    const shared: Shared = {
      ami: resolveImage(controlPlane.image, controlPlane.architecture, { parent: this }),
      userData: encodeUserData(renderDocuments(args.bootFirewall), "controlPlane"),
    };
    const instances: Record<string, ec2.Instance> = {};
    let previous: ec2.Instance | undefined;
    for (const node of controlPlane.nodes) {
      previous = this.instance(node, this.networkInterface(node, args, previous), args, shared, previous);
      instances[node.identity] = previous;
    }
    this.instances = Object.values(instances);
    this.instanceIds = Object.fromEntries(Object.entries(instances).map(([identity, { id }]) => [identity, id]));
    this.registerOutputs({ instanceIds: this.instanceIds });
  }

  private networkInterface(
    node: ControlPlaneNodePlan,
    args: ControlPlaneArgs,
    previous: ec2.Instance | undefined,
  ): ec2.NetworkInterface {
    return new ec2.NetworkInterface(
      `${this.name}-${node.identity}`,
      {
        description: `Control plane ${node.identity}`,
        subnetId: subnetOf(args.subnetIds, "control-plane", node.zoneKey),
        privateIps: [node.address],
        securityGroups: [args.securityGroupId],
        // Pod traffic between nodes is inside an overlay: nothing leaves the node with an address that is not its own.
        sourceDestCheck: true,
        tags: this.tags(node, args),
      },
      // One address, one interface: another subnet or a changed group of settings needs the old one away first.
      this.child({ deleteBeforeReplace: true, dependsOn: afterIt(previous) }),
    );
  }

  private instance(
    node: ControlPlaneNodePlan,
    networkInterface: ec2.NetworkInterface,
    args: ControlPlaneArgs,
    shared: Shared,
    previous: ec2.Instance | undefined,
  ): ec2.Instance {
    const { instanceType, volume, terminationProtection } = args.controlPlane;
    return new ec2.Instance(
      `${this.name}-${node.identity}`,
      {
        ami: shared.ami,
        instanceType,
        // Subnet, address and groups come with the interface: EC2 refuses them beside it.
        primaryNetworkInterface: { networkInterfaceId: networkInterface.id },
        iamInstanceProfile: args.instanceProfileName,
        metadataOptions: INSTANCE_METADATA,
        disableApiTermination: terminationProtection,
        monitoring: true,
        ebsOptimized: true,
        userDataBase64: shared.userData,
        // Talos reads user data at its first start only: an instance with other user data must be another instance.
        userDataReplaceOnChange: true,
        rootBlockDevice: {
          volumeType: "gp3",
          volumeSize: volume.sizeGiB,
          iops: volume.iops,
          throughput: volume.throughputMiBps,
          encrypted: true,
          kmsKeyId: args.volumesKeyArn,
          deleteOnTermination: true,
          // Tagged here and not by `volumeTags`, which would also take over volumes that the cluster attaches later.
          tags: this.tags(node, args),
        },
        tags: this.tags(node, args),
      },
      this.child({
        // The interface can be in one instance only.
        deleteBeforeReplace: true,
        dependsOn: [
          ...afterIt(previous),
          planned(args.configs[node.identity], `machine configuration of control plane ${node.identity}`),
        ],
      }),
    );
  }

  private tags(node: ControlPlaneNodePlan, args: ControlPlaneArgs): Record<string, string> {
    return tagged(args.tags, node.name, { "palisade:role": "control-plane", "palisade:identity": node.identity });
  }
}

/**
 * One at a time: etcd keeps its majority while one member is away. The interface waits too, since its replacement takes its instance along. AWS reports
 * "running"; that the member is back is checked elsewhere.
 */
function afterIt(previous: ec2.Instance | undefined): ec2.Instance[] {
  return previous === undefined ? [] : [previous];
}

/** What every control plane has in common. */
interface Shared {
  readonly ami: pulumi.Input<string>;
  readonly userData: string;
}
