/** Keys, buckets, secrets, logs, the trail and the alarms. */
import type { TypeRow } from "./type-row";

/** The provider reads all that S3 keeps beside a bucket, whichever resource manages it. */
const BUCKET_READS =
  "ListBucket GetBucketLocation GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetAccelerateConfiguration GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListTagsForResource";
/** What `forceDestroy` does first: only disposable environments have it, and only their policies allow it. */
const EMPTYING =
  "ListBucket ListBucketVersions BypassGovernanceRetention DeleteObject DeleteObjectVersion GetObjectLegalHold PutObjectLegalHold";
/** Provider 6 sends tags with the bucket; where S3 refuses, it falls back to the older calls. */
const BUCKET_TAGS = "TagResource UntagResource PutBucketTagging";

// biome-ignore format: one type a line
export const STORE_TYPES: Readonly<Record<string, TypeRow>> = {
  "aws:kms/key:Key": { service: "kms", create: "CreateKey TagResource PutKeyPolicy EnableKeyRotation", read: "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags", update: "UpdateKeyDescription PutKeyPolicy EnableKey EnableKeyRotation TagResource UntagResource", delete: "ScheduleKeyDeletion DescribeKey" },
  "aws:kms/alias:Alias": { service: "kms", create: "CreateAlias", read: "ListAliases", update: "UpdateAlias", delete: "DeleteAlias" },
  "aws:s3/bucket:Bucket": { service: "s3", create: `CreateBucket PutBucketObjectLockConfiguration PutBucketVersioning ${BUCKET_TAGS}`, read: BUCKET_READS, update: BUCKET_TAGS, delete: `DeleteBucket ${EMPTYING}` },
  "aws:s3/bucketVersioning:BucketVersioning": { service: "s3", create: "PutBucketVersioning", read: "GetBucketVersioning", update: "PutBucketVersioning", delete: "PutBucketVersioning" },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { service: "s3", create: "PutBucketPublicAccessBlock", read: "GetBucketPublicAccessBlock", update: "PutBucketPublicAccessBlock", delete: "PutBucketPublicAccessBlock" },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": { service: "s3", create: "PutBucketOwnershipControls", read: "GetBucketOwnershipControls", update: "PutBucketOwnershipControls", delete: "PutBucketOwnershipControls" },
  "aws:s3/bucketPolicy:BucketPolicy": { service: "s3", create: "PutBucketPolicy", read: "GetBucketPolicy", update: "PutBucketPolicy", delete: "DeleteBucketPolicy" },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": { service: "s3", create: "PutEncryptionConfiguration", read: "GetEncryptionConfiguration", update: "PutEncryptionConfiguration", delete: "PutEncryptionConfiguration" },
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": { service: "s3", create: "PutBucketObjectLockConfiguration", read: "GetBucketObjectLockConfiguration", update: "PutBucketObjectLockConfiguration", delete: "PutBucketObjectLockConfiguration" },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": { service: "s3", create: "PutLifecycleConfiguration", read: "GetLifecycleConfiguration", update: "PutLifecycleConfiguration", delete: "PutLifecycleConfiguration" },
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": { service: "s3", create: "PutReplicationConfiguration iam:PassRole", read: "GetReplicationConfiguration", update: "PutReplicationConfiguration iam:PassRole", delete: "PutReplicationConfiguration" },
  "aws:secretsmanager/secret:Secret": { service: "secretsmanager", create: "CreateSecret TagResource", read: "DescribeSecret GetResourcePolicy", update: "UpdateSecret TagResource UntagResource kms:Decrypt kms:GenerateDataKey", delete: "DeleteSecret" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { service: "secretsmanager", create: "PutResourcePolicy", read: "GetResourcePolicy", update: "PutResourcePolicy", delete: "DeleteResourcePolicy" },
  "aws:secretsmanager/secretVersion:SecretVersion": { service: "secretsmanager", create: "PutSecretValue kms:Decrypt kms:GenerateDataKey", read: "GetSecretValue kms:Decrypt", update: "PutSecretValue UpdateSecretVersionStage kms:Decrypt kms:GenerateDataKey", delete: "UpdateSecretVersionStage" },
  "aws:cloudwatch/logGroup:LogGroup": { service: "logs", create: "CreateLogGroup TagResource PutRetentionPolicy", read: "DescribeLogGroups ListTagsForResource", update: "PutRetentionPolicy AssociateKmsKey TagResource UntagResource", delete: "DeleteLogGroup" },
  "aws:cloudwatch/logStream:LogStream": { service: "logs", create: "CreateLogStream", read: "DescribeLogStreams", delete: "DeleteLogStream" },
  "aws:cloudtrail/trail:Trail": { service: "cloudtrail", create: "CreateTrail AddTags StartLogging PutEventSelectors iam:PassRole iam:GetRole", read: "DescribeTrails GetTrail GetTrailStatus GetEventSelectors GetInsightSelectors ListTags", update: "UpdateTrail PutEventSelectors StartLogging StopLogging AddTags RemoveTags iam:PassRole", delete: "DeleteTrail" },
  "aws:sns/topic:Topic": { service: "sns", create: "CreateTopic TagResource SetTopicAttributes", read: "GetTopicAttributes ListTagsForResource", update: "SetTopicAttributes TagResource UntagResource", delete: "DeleteTopic" },
  "aws:sns/topicPolicy:TopicPolicy": { service: "sns", create: "SetTopicAttributes", read: "GetTopicAttributes", update: "SetTopicAttributes", delete: "SetTopicAttributes" },
  "aws:sns/topicSubscription:TopicSubscription": { service: "sns", create: "Subscribe", read: "GetSubscriptionAttributes", update: "SetSubscriptionAttributes", delete: "Unsubscribe" },
  "aws:cloudwatch/eventRule:EventRule": { service: "events", create: "PutRule TagResource", read: "DescribeRule ListTagsForResource", update: "PutRule TagResource UntagResource", delete: "DeleteRule" },
  "aws:cloudwatch/eventTarget:EventTarget": { service: "events", create: "PutTargets iam:PassRole", read: "ListTargetsByRule", update: "PutTargets iam:PassRole", delete: "RemoveTargets" },
};
