/** What an interrupted creation left of keys, buckets and secrets. */
import { ask, column, equal, ifThere, type Lookup, nameTag, needed, raw, shorthand } from "./lookup";

/** A setting of a bucket: its id is the bucket's name. The CLI tells of a setting that is not there by an error. */
const bucketSetting = (operation: string, part: string, note?: string): Lookup =>
  ask(
    { identity: ["bucket"], id: (inputs) => needed(inputs, "bucket"), ...(note === undefined ? {} : { note }) },
    (inputs) => ({
      operation: ["s3api", operation, "--bucket", needed(inputs, "bucket")],
      query: ifThere(part, needed(inputs, "bucket")),
    }),
  );

const FROM_THE_START = "every bucket has one from the start, with AWS' values: the next run sets ours";

export const STORAGE_LOOKUPS: Readonly<Record<string, Lookup>> = {
  // KMS itself finds no key by its tags, and the CLI cannot cut an id out of an ARN.
  "aws:kms/key:Key": ask(
    {
      identity: ["tags.Name"],
      idOf: (line) => line.replace(/^arn:.*:key\//, ""),
      note: "a key that waits for its deletion (aws kms describe-key --key-id ID) is none: leave it out",
    },
    (inputs) => ({
      operation: [
        "resourcegroupstaggingapi",
        "get-resources",
        "--resource-type-filters",
        "kms:key",
        "--tag-filters",
        `Key=Name,Values=${shorthand(needed(inputs, "tags.Name"))}`,
      ],
      query: column("ResourceTagMappingList", "ResourceARN"),
    }),
  ),
  "aws:kms/alias:Alias": ask({ identity: ["name"], id: (inputs) => needed(inputs, "name") }, (inputs) => ({
    operation: ["kms", "list-aliases"],
    query: column("Aliases", "AliasName", equal("AliasName", needed(inputs, "name"))),
  })),
  "aws:s3/bucket:Bucket": ask({ identity: ["bucket"], id: (inputs) => needed(inputs, "bucket") }, (inputs) => ({
    operation: ["s3api", "list-buckets"],
    query: column("Buckets", "Name", equal("Name", needed(inputs, "bucket"))),
  })),
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting("get-bucket-versioning", "Status"),
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting("get-bucket-policy", "Policy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting(
    "get-public-access-block",
    "PublicAccessBlockConfiguration",
    FROM_THE_START,
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting(
    "get-bucket-ownership-controls",
    "OwnershipControls",
    FROM_THE_START,
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting(
    "get-bucket-encryption",
    "ServerSideEncryptionConfiguration",
    FROM_THE_START,
  ),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting(
    "get-bucket-lifecycle-configuration",
    "Rules",
  ),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": bucketSetting(
    "get-object-lock-configuration",
    "ObjectLockConfiguration.Rule",
  ),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": bucketSetting(
    "get-bucket-replication",
    "ReplicationConfiguration",
  ),
  // The provider makes the name unique by the time. A secret that waits for its deletion is not listed.
  "aws:secretsmanager/secret:Secret": ask({ identity: ["namePrefix"] }, (inputs) => ({
    operation: [
      "secretsmanager",
      "list-secrets",
      "--filters",
      `Key=name,Values=${shorthand(needed(inputs, "namePrefix"))}`,
    ],
    query: column("SecretList", "ARN", nameTag(inputs)),
  })),
  "aws:secretsmanager/secretPolicy:SecretPolicy": ask(
    { identity: ["secretArn"], id: (inputs) => needed(inputs, "secretArn") },
    (inputs) => ({
      operation: ["secretsmanager", "get-resource-policy", "--secret-id", needed(inputs, "secretArn")],
      query: ifThere("ResourcePolicy", needed(inputs, "secretArn")),
    }),
  ),
  "aws:secretsmanager/secretVersion:SecretVersion": ask({ identity: ["secretId"] }, (inputs) => ({
    operation: ["secretsmanager", "list-secret-version-ids", "--secret-id", needed(inputs, "secretId")],
    query: column(
      "Versions",
      `join('|', [${raw(needed(inputs, "secretId"))}, VersionId])`,
      "contains(VersionStages, 'AWSCURRENT')",
    ),
  })),
};
