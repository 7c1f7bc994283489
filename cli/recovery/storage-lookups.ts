/** What an interrupted creation left of keys, buckets and secrets. */
import { column, equal, ifThere, type Lookup, nameTag, needed, raw, request, shorthand } from "./lookup";

/** A setting of a bucket: its id is the bucket's name. The CLI tells of a setting that is not there by an error. */
const bucketSetting = (operation: string, part: string, note?: string): Lookup => ({
  identity: ["bucket"],
  id: (inputs) => needed(inputs, "bucket"),
  ...(note === undefined ? {} : { note }),
  command: (inputs, place) =>
    request(
      place,
      inputs,
      ["s3api", operation, "--bucket", needed(inputs, "bucket")],
      ifThere(part, needed(inputs, "bucket")),
    ),
});

const FROM_THE_START = "every bucket has one from the start, with AWS' values: the next run sets ours";

export const STORAGE_LOOKUPS: Readonly<Record<string, Lookup>> = {
  // KMS itself finds no key by its tags, and the CLI cannot cut an id out of an ARN.
  "aws:kms/key:Key": {
    identity: ["tags.Name"],
    idOf: (line) => line.replace(/^arn:.*:key\//, ""),
    note: "a key that waits for its deletion (aws kms describe-key --key-id ID) is none: leave it out",
    command: (inputs, place) =>
      request(
        place,
        inputs,
        [
          "resourcegroupstaggingapi",
          "get-resources",
          "--resource-type-filters",
          "kms:key",
          "--tag-filters",
          `Key=Name,Values=${shorthand(needed(inputs, "tags.Name"))}`,
        ],
        column("ResourceTagMappingList", "ResourceARN"),
      ),
  },
  "aws:kms/alias:Alias": {
    identity: ["name"],
    id: (inputs) => needed(inputs, "name"),
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["kms", "list-aliases"],
        column("Aliases", "AliasName", equal("AliasName", needed(inputs, "name"))),
      ),
  },
  "aws:s3/bucket:Bucket": {
    identity: ["bucket"],
    id: (inputs) => needed(inputs, "bucket"),
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["s3api", "list-buckets"],
        column("Buckets", "Name", equal("Name", needed(inputs, "bucket"))),
      ),
  },
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
  "aws:secretsmanager/secret:Secret": {
    identity: ["namePrefix"],
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["secretsmanager", "list-secrets", "--filters", `Key=name,Values=${shorthand(needed(inputs, "namePrefix"))}`],
        column("SecretList", "ARN", nameTag(inputs)),
      ),
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    identity: ["secretArn"],
    id: (inputs) => needed(inputs, "secretArn"),
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["secretsmanager", "get-resource-policy", "--secret-id", needed(inputs, "secretArn")],
        ifThere("ResourcePolicy", needed(inputs, "secretArn")),
      ),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    identity: ["secretId"],
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["secretsmanager", "list-secret-version-ids", "--secret-id", needed(inputs, "secretId")],
        column(
          "Versions",
          `join('|', [${raw(needed(inputs, "secretId"))}, VersionId])`,
          "contains(VersionStages, 'AWSCURRENT')",
        ),
      ),
  },
};
