import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import type { KeyPurpose } from "../model/arns";
import type { BucketPlan, StoragePlan } from "../model/storage";
import { BackupReplica } from "./backup-replica";
import { Bucket } from "./bucket";
import { Component } from "./component";

export interface StorageArgs {
  readonly storage: StoragePlan;
  readonly keyArns: Readonly<Record<KeyPurpose, pulumi.Input<string>>>;
  /** ARN of the backup-replication role; needed when the plan has replicas. */
  readonly replicationRoleArn?: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The environment's buckets, and the copies of the backups in other regions. */
export class Storage extends Component {
  /** Name of the audit bucket, once its policy lets the trail write; absent without an own trail. */
  readonly auditBucket?: pulumi.Output<string>;
  readonly backupsBucket: pulumi.Output<string>;
  readonly backupsBucketArn: pulumi.Output<string>;

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Storage", name, opts);
    const { storage } = args;
    const audit = storage.buckets.find((bucket) => bucket.key === "audit");
    const backups = storage.buckets.find((bucket) => bucket.key === "backups");
    if (backups === undefined) throw new Error("storage: the plan has no backups bucket");
    if (audit !== undefined) this.auditBucket = this.bucket(audit, args.keyArns.logs, args).guardedName;
    const home = this.bucket(backups, args.keyArns.backups, args);
    this.backupsBucket = home.guardedName;
    this.backupsBucketArn = home.arn;
    if (storage.replicas.length > 0) this.replicate(home, args);
    this.registerOutputs({
      ...(this.auditBucket === undefined ? {} : { auditBucket: this.auditBucket }),
      backupsBucket: this.backupsBucket,
    });
  }

  private bucket(bucket: BucketPlan, keyArn: pulumi.Input<string>, args: StorageArgs): Bucket {
    const { tags, storage } = args;
    return new Bucket(
      `${this.name}-${bucket.key}`,
      { bucket, keyArn, tags, protect: storage.protect },
      { parent: this },
    );
  }

  private replicate(home: Bucket, args: StorageArgs): void {
    const { storage, tags, replicationRoleArn } = args;
    if (replicationRoleArn === undefined)
      throw new Error("storage: replicas need the ARN of the backup-replication role");
    const replicas = storage.replicas.map((replica) => {
      const copy = new BackupReplica(
        `${this.name}-replica-${replica.region}`,
        { replica, tags, protect: storage.protect },
        { parent: this },
      );
      return { plan: replica, copy };
    });
    new s3.BucketReplicationConfig(
      `${this.name}-backups`,
      {
        bucket: home.versionedName,
        role: replicationRoleArn,
        rules: replicas.map(({ plan, copy }) => ({
          id: plan.region,
          priority: plan.priority,
          status: "Enabled",
          filter: { prefix: "" },
          // A deletion at home must not reach the copies.
          deleteMarkerReplication: { status: "Disabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: plan.bucket.arn,
            encryptionConfiguration: { replicaKmsKeyId: copy.keyArn },
          },
        })),
      },
      // The destination is named by its planned ARN; S3 checks that it exists and keeps versions.
      this.child({ dependsOn: replicas.map(({ copy }) => copy.versioning) }),
    );
  }
}
