/** Buckets: audit trail and backups in the home region, one replica per backup region. */
import type { StackConfig } from "../config/schema";
import { hasOwnTrail } from "./arns";
import { auditBucketPolicy, backupsBucketPolicy } from "./bucket-policies";
import type { PolicyDocument } from "./iam-document";
import { type KeyPlan, planReplicaKey } from "./keys";
import { bucketArn, bucketName } from "./names";

export interface BucketPlan {
  readonly key: "audit" | "backups";
  /** Global name: carries project, environment, purpose, account and region; 63 characters at most (environment up to 18). */
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly policy: PolicyDocument;
  /**
   * S3 bucket key: fewer KMS calls, but the encryption context becomes the bucket's ARN. Off for the audit bucket, because the key policy
   * lets CloudTrail encrypt only in the context of its trail.
   */
  readonly bucketKey: boolean;
  /** Governance-mode default retention in days; undefined: lock enabled, no default retention. */
  readonly lockDays?: number;
  readonly lifecycle: {
    /** Days until the current version expires; undefined: never. */
    readonly expireDays?: number;
    /** Days that an overwritten or deleted version is kept. */
    readonly noncurrentExpireDays: number;
    readonly abortMultipartDays: number;
  };
}

export interface BackupReplicaPlan {
  readonly region: string;
  readonly bucket: BucketPlan;
  readonly key: KeyPlan;
  /** Priority of the replication rule, unique within the bucket: place in `account.backupRegions`, from 1. */
  readonly priority: number;
}

export interface StoragePlan {
  /** audit exists only where the environment has its own trail. */
  readonly buckets: readonly BucketPlan[];
  readonly replicas: readonly BackupReplicaPlan[];
  /** Pulumi `protect` on keys and buckets. */
  readonly protect: boolean;
}

const ABORT_MULTIPART_DAYS = 7;
const NONCURRENT_DAYS = 30;
/** Deleted or overwritten backups stay this long: time to notice a deletion and to undo it. */
const NONCURRENT_BACKUP_DAYS = 90;

function auditBucket(config: StackConfig): BucketPlan {
  const name = bucketName(config, "audit");
  return {
    key: "audit",
    name,
    arn: bucketArn(config, name),
    region: config.account.region,
    policy: auditBucketPolicy(config, name),
    bucketKey: false,
    lockDays: config.logs.retentionDays,
    lifecycle: {
      expireDays: config.logs.retentionDays,
      noncurrentExpireDays: NONCURRENT_DAYS,
      abortMultipartDays: ABORT_MULTIPART_DAYS,
    },
  };
}

/** No default retention yet: it comes with the backup function, and a wrong period cannot be taken back from objects that have it. */
function backupsBucket(config: StackConfig, region: string): BucketPlan {
  const name = bucketName(config, "backups", region);
  return {
    key: "backups",
    name,
    arn: bucketArn(config, name),
    region,
    policy: backupsBucketPolicy(config, name),
    bucketKey: true,
    lifecycle: { noncurrentExpireDays: NONCURRENT_BACKUP_DAYS, abortMultipartDays: ABORT_MULTIPART_DAYS },
  };
}

export function planStorage(config: StackConfig): StoragePlan {
  return {
    buckets: [...(hasOwnTrail(config) ? [auditBucket(config)] : []), backupsBucket(config, config.account.region)],
    replicas: config.account.backupRegions.map((region, index) => ({
      region,
      bucket: backupsBucket(config, region),
      key: planReplicaKey(config, region),
      priority: index + 1,
    })),
    protect: !config.protection.disposable,
  };
}
