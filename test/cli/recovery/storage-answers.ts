/** Answers about keys, buckets and secrets. */
import { arn, type CannedAnswer, listed, OTHER_UUID, UUID } from "./canned-answer";

const BUCKET = "palisade-audit";
const SECRET = arn("secretsmanager", "secret:/palisade/a-0123456789-AbCdEf");

/** `gone` where S3 answers; without it S3 ends with an error. */
const setting = (there: object, gone: object = {}): CannedAnswer => ({
  inputs: { bucket: BUCKET },
  id: BUCKET,
  there,
  gone,
});

const version = (VersionId: string, ...VersionStages: readonly string[]) => ({ VersionId, VersionStages });

export const STORAGE_ANSWERS: Readonly<Record<string, CannedAnswer>> = {
  "aws:kms/key:Key": {
    inputs: { tags: { Name: "palisade" } },
    id: UUID,
    ...listed("ResourceTagMappingList", {
      ResourceARN: arn("kms", `key/${UUID}`),
      Tags: [{ Key: "Name", Value: "palisade" }],
    }),
  },
  "aws:kms/alias:Alias": {
    inputs: { name: "alias/palisade" },
    id: "alias/palisade",
    ...listed(
      "Aliases",
      { AliasName: "alias/palisade", AliasArn: arn("kms", "alias/palisade"), TargetKeyId: UUID },
      { AliasName: "alias/palisade-b", AliasArn: arn("kms", "alias/palisade-b"), TargetKeyId: OTHER_UUID },
      { AliasName: "alias/aws/ebs", AliasArn: arn("kms", "alias/aws/ebs") },
    ),
  },
  "aws:s3/bucket:Bucket": {
    inputs: { bucket: BUCKET },
    id: BUCKET,
    ...listed("Buckets", { Name: BUCKET }, { Name: `${BUCKET}-b` }),
  },
  "aws:s3/bucketVersioning:BucketVersioning": setting({ Status: "Enabled" }),
  "aws:s3/bucketPolicy:BucketPolicy": setting({ Policy: '{"Version":"2012-10-17","Statement":[]}' }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting({
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": setting({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BucketKeyEnabled: true }],
    },
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting({
    Rules: [{ ID: "old", Status: "Enabled", Filter: { Prefix: "" } }],
  }),
  // A bucket that was made with object lock has a configuration without a rule.
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": setting(
    {
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } },
      },
    },
    { ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } },
  ),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": setting({
    ReplicationConfiguration: { Role: `arn:aws:iam::123456789012:role/palisade`, Rules: [{ Status: "Enabled" }] },
  }),
  "aws:secretsmanager/secret:Secret": {
    inputs: { namePrefix: "/palisade/a-", tags: { Name: "/palisade/a" } },
    id: SECRET,
    ...listed(
      "SecretList",
      { ARN: SECRET, Name: "/palisade/a-0123456789", Tags: [{ Key: "Name", Value: "/palisade/a" }] },
      { ARN: `${SECRET}2`, Name: "/palisade/a-b-0123456789", Tags: [{ Key: "Name", Value: "/palisade/a-b" }] },
      { ARN: `${SECRET}3`, Name: "/palisade/a-of-another" },
    ),
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    inputs: { secretArn: SECRET },
    id: SECRET,
    there: { ARN: SECRET, Name: "/palisade/a-0123456789", ResourcePolicy: '{"Version":"2012-10-17","Statement":[]}' },
    gone: { ARN: SECRET, Name: "/palisade/a-0123456789" },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    inputs: { secretId: SECRET },
    id: `${SECRET}|${UUID}`,
    ...listed("Versions", version(UUID, "AWSCURRENT"), version(OTHER_UUID, "AWSPREVIOUS")),
  },
};
