import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import type { BucketPlan } from "../model/storage";
import { Component, tagged } from "./component";

export interface BucketArgs {
  readonly bucket: BucketPlan;
  /** Key of the bucket's region. */
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** Pulumi `protect`; without it the environment is disposable and its buckets may be emptied on destroy. */
  readonly protect: boolean;
}

/** One private, versioned and encrypted bucket, ready for locks, with everything that S3 keeps beside it. */
export class Bucket extends Component {
  readonly arn: pulumi.Output<string>;
  /** Name, known once the bucket's policy is in place: a service that checks the policy may be pointed at it. */
  readonly guardedName: pulumi.Output<string>;
  /** Name, known once versions are kept: replication refuses a bucket without. */
  readonly versionedName: pulumi.Output<string>;
  readonly versioning: s3.BucketVersioning;

  constructor(name: string, args: BucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Bucket", name, opts);
    const { bucket: plan } = args;
    const bucket = new s3.Bucket(
      name,
      {
        bucket: plan.name,
        region: plan.region,
        objectLockEnabled: true,
        forceDestroy: !args.protect,
        tags: tagged(args.tags, plan.name, { "palisade:role": plan.key }),
      },
      this.child({ protect: args.protect }),
    );
    this.arn = bucket.arn;
    const at = { bucket: bucket.bucket, region: plan.region };
    this.guardedName = this.access(plan, at);
    this.versioning = new s3.BucketVersioning(
      name,
      { ...at, versioningConfiguration: { status: "Enabled" } },
      this.child(),
    );
    this.versionedName = this.versioning.bucket;
    this.encryption(plan, args.keyArn, at);
    this.retention(plan);
    this.registerOutputs({ arn: this.arn, name: this.guardedName });
  }

  private access(plan: BucketPlan, at: Place): pulumi.Output<string> {
    const block = new s3.BucketPublicAccessBlock(
      this.name,
      { ...at, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      this.child(),
    );
    new s3.BucketOwnershipControls(
      this.name,
      { ...at, rule: { objectOwnership: "BucketOwnerEnforced" } },
      this.child(),
    );
    const policy = new s3.BucketPolicy(
      this.name,
      { ...at, policy: JSON.stringify(plan.policy) },
      // S3 answers two configuration calls on one bucket at a time with a conflict, and a policy should never stand unblocked.
      this.child({ dependsOn: [block] }),
    );
    return policy.bucket;
  }

  private encryption(plan: BucketPlan, keyArn: pulumi.Input<string>, at: Place): void {
    new s3.BucketServerSideEncryptionConfiguration(
      this.name,
      {
        ...at,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            bucketKeyEnabled: plan.bucketKey,
          },
        ],
      },
      this.child(),
    );
  }

  /** Both need versions: they hang on the versioning resource's bucket. */
  private retention(plan: BucketPlan): void {
    const at = { bucket: this.versionedName, region: plan.region };
    if (plan.lockDays !== undefined) {
      new s3.BucketObjectLockConfiguration(
        this.name,
        { ...at, rule: { defaultRetention: { mode: "GOVERNANCE", days: plan.lockDays } } },
        this.child(),
      );
    }
    const { expireDays, noncurrentExpireDays, abortMultipartDays } = plan.lifecycle;
    const everyObject = { status: "Enabled", filter: { prefix: "" } };
    new s3.BucketLifecycleConfiguration(
      this.name,
      {
        ...at,
        rules: [
          {
            id: "uploads",
            ...everyObject,
            abortIncompleteMultipartUpload: { daysAfterInitiation: abortMultipartDays },
          },
          {
            id: "versions",
            ...everyObject,
            ...(expireDays === undefined ? {} : { expiration: { days: expireDays } }),
            noncurrentVersionExpiration: { noncurrentDays: noncurrentExpireDays },
          },
          // Not in one rule with `days`: S3 takes one of the two.
          { id: "delete-markers", ...everyObject, expiration: { expiredObjectDeleteMarker: true } },
        ],
      },
      this.child(),
    );
  }
}

interface Place {
  readonly bucket: pulumi.Input<string>;
  readonly region: string;
}
