/** Keys, buckets and secrets. */
import type { StackConfig } from "../../config/schema";
import { type KeyPurpose, keyAlias, secretArnPattern, viaService } from "../arns";
import { arn, bucketArn, bucketName } from "../names";
import { BUNDLE_SECRET, MACHINE_CONFIG_SECRET } from "../secrets";
import { arnsIn, calledIn, type Grant, granting, keepsTag, keyRegions, made, own, staysOwn } from "./grant";

const KEYS: Readonly<Record<KeyPurpose, true>> = {
  volumes: true,
  secrets: true,
  "machine-configs": true,
  logs: true,
  backups: true,
  alarms: true,
};

const storage = granting((service) => (service === "kms" ? "keys" : "stores"));

export function storageGrants(config: StackConfig): readonly Grant[] {
  return [...keyGrants(config), ...keyUseGrants(config), ...bucketGrants(config), ...secretGrants(config)];
}

/** A key's policy leaves administration to IAM (model/key-policies.ts): the tag says whose key it is. */
function keyGrants(config: StackConfig): readonly Grant[] {
  const regions = keyRegions(config);
  const keys = arnsIn(config, regions, "kms", "key/*");
  const aliases = [
    ...(Object.keys(KEYS) as KeyPurpose[]).map((purpose) => arn(config, "kms", keyAlias(config, purpose))),
    ...arnsIn(config, config.account.backupRegions, "kms", keyAlias(config, "backups")),
  ];
  return [
    storage("KeyMake", "kms", "CreateKey", "*", {
      StringEquals: { ...made(config)["StringEquals"], ...calledIn(regions)["StringEquals"] },
    }),
    // A key that is being made has no tag yet, or this one: AWS does not say which.
    storage("KeyTagMade", "kms", "TagResource", keys, {
      ...made(config),
      StringEqualsIfExists: own(config)["StringEquals"] ?? {},
    }),
    storage(
      "KeyOwn",
      "kms",
      "CreateAlias DeleteAlias DescribeKey EnableKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags PutKeyPolicy ScheduleKeyDeletion UpdateAlias UpdateKeyDescription",
      keys,
      own(config),
    ),
    storage("KeyTagOwn", "kms", "TagResource", keys, staysOwn(config)),
    storage("KeyUntag", "kms", "UntagResource", keys, keepsTag(own(config))),
    storage("KeyAliases", "kms", "CreateAlias DeleteAlias UpdateAlias", aliases),
    storage("KeyReads", "kms", "ListAliases", "*", calledIn(regions)),
  ];
}

/** Use of keys: never directly, always by a service that does something for this role. */
function keyUseGrants(config: StackConfig): readonly Grant[] {
  const keys = arn(config, "kms", "key/*");
  const through = (service: string) => own(config, { "kms:ViaService": viaService(config, service) });
  return [
    storage(
      "VolumeKey",
      "kms",
      "Decrypt DescribeKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo",
      keys,
      through("ec2"),
    ),
    storage("VolumeKeyGrants", "kms", "CreateGrant", keys, {
      ...through("ec2"),
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
    storage("SecretKeys", "kms", "Decrypt GenerateDataKey", keys, through("secretsmanager")),
  ];
}

/** Names are fixed in the plan. */
function bucketGrants(config: StackConfig): readonly Grant[] {
  const buckets = [
    bucketName(config, "audit"),
    ...keyRegions(config).map((region) => bucketName(config, "backups", region)),
  ].map((name) => bucketArn(config, name));
  const settings = storage(
    "Buckets",
    "s3",
    "CreateBucket DeleteBucket DeleteBucketPolicy GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket ListTagsForResource PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration PutReplicationConfiguration TagResource UntagResource",
    buckets,
  );
  if (!config.protection.disposable) return [settings];
  const objects = buckets.map((bucket) => `${bucket}/*`);
  return [
    settings,
    storage("EmptyBuckets", "s3", "ListBucketVersions", buckets),
    storage(
      "EmptyObjects",
      "s3",
      "BypassGovernanceRetention DeleteObject DeleteObjectVersion GetObjectLegalHold PutObjectLegalHold",
      objects,
    ),
  ];
}

function secretGrants(config: StackConfig): readonly Grant[] {
  return [
    storage(
      "Secrets",
      "secretsmanager",
      "CreateSecret DeleteResourcePolicy DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue PutResourcePolicy PutSecretValue TagResource UntagResource UpdateSecret UpdateSecretVersionStage",
      [BUNDLE_SECRET, MACHINE_CONFIG_SECRET].map((name) => secretArnPattern(config, name)),
    ),
  ];
}
