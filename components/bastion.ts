import * as ec2 from "@pulumi/aws/ec2";
import * as ssm from "@pulumi/aws/ssm";
import type * as pulumi from "@pulumi/pulumi";
import type { BastionPlan } from "../model/access";
import { Component, tagged } from "./component";
import { INSTANCE_METADATA, type SubnetIds, subnetOf } from "./instance";
import { resolveImage } from "./machine-image";

export interface BastionArgs {
  readonly bastion: BastionPlan;
  readonly subnetIds: SubnetIds;
  /** The admin group: no inbound rule. */
  readonly securityGroupId: pulumi.Input<string>;
  readonly instanceProfileName: pulumi.Input<string>;
  /** The volumes key. */
  readonly volumesKeyArn: pulumi.Input<string>;
  /** What its agent calls when it starts: one that cannot register waits longer and longer before it tries again. */
  readonly after: readonly pulumi.Resource[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Bastion behind Session Manager: it dials out to SSM and is dialled by nobody. Its disk holds nothing that must outlive it. */
export class Bastion extends Component {
  readonly instanceId: pulumi.Output<string>;

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Bastion", name, opts);
    const { bastion } = args;
    const tags = tagged(args.tags, bastion.name, { "palisade:role": "bastion" });
    const instance = new ec2.Instance(
      name,
      {
        ami: resolveImage(bastion.image, undefined, { parent: this }),
        instanceType: bastion.instanceType,
        subnetId: subnetOf(args.subnetIds, "management", bastion.zoneKey),
        vpcSecurityGroupIds: [args.securityGroupId],
        associatePublicIpAddress: false,
        iamInstanceProfile: args.instanceProfileName,
        metadataOptions: INSTANCE_METADATA,
        monitoring: true,
        rootBlockDevice: {
          volumeType: "gp3",
          encrypted: true,
          kmsKeyId: args.volumesKeyArn,
          deleteOnTermination: true,
          tags,
        },
        tags,
      },
      this.child({ dependsOn: [...args.after] }),
    );
    this.instanceId = instance.id;
    for (const document of bastion.sessionDocuments) {
      new ssm.Document(
        `${name}-${document.key}`,
        {
          name: document.name,
          documentType: "Session",
          documentFormat: "JSON",
          content: JSON.stringify(document.content),
          tags: tagged(args.tags, document.name, { "palisade:role": "bastion" }),
        },
        this.child(),
      );
    }
    this.registerOutputs({ instanceId: this.instanceId });
  }
}
