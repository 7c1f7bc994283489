import * as kms from "@pulumi/aws/kms";
import type * as pulumi from "@pulumi/pulumi";
import type { BackupReplicaPlan } from "../model/storage";
import { Bucket } from "./bucket";
import { Component } from "./component";
import { keyArgs } from "./keys";

export interface BackupReplicaArgs {
  readonly replica: BackupReplicaPlan;
  readonly tags: Readonly<Record<string, string>>;
  readonly protect: boolean;
}

/** A copy of the backups in another region, under a key of that region. */
export class BackupReplica extends Component {
  readonly bucketArn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;
  /** Replication refuses a destination that keeps no versions. */
  readonly versioning: pulumi.Resource;

  constructor(name: string, args: BackupReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:BackupReplica", name, opts);
    const { replica, tags, protect } = args;
    const { region } = replica;
    const key = new kms.Key(name, { ...keyArgs(replica.key, tags), region }, this.child({ protect }));
    new kms.Alias(name, { name: replica.key.alias, targetKeyId: key.keyId, region }, this.child());
    const bucket = new Bucket(name, { bucket: replica.bucket, keyArn: key.arn, tags, protect }, { parent: this });
    this.bucketArn = bucket.arn;
    this.keyArn = key.arn;
    this.versioning = bucket.versioning;
    this.registerOutputs({ bucketArn: this.bucketArn, keyArn: this.keyArn });
  }
}
