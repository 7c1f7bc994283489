/** Bucket policies: TLS only, this account only, and who may write. */
import type { StackConfig } from "../config/schema";
import { trailArn } from "./arns";
import type { ConditionBlock, PolicyDocument, Statement } from "./iam-document";
import { bucketArn } from "./names";

function deny(
  sid: string,
  action: string,
  resource: string | readonly string[],
  condition?: ConditionBlock,
): Statement {
  return {
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

function baseline(config: StackConfig, bucket: string): readonly Statement[] {
  const arn = bucketArn(config, bucket);
  const everything = [arn, `${arn}/*`];
  return [
    deny("TlsOnly", "s3:*", everything, { Bool: { "aws:SecureTransport": "false" } }),
    // Services call without an account of their own; what each may do is said by an Allow with its source.
    deny("ThisAccountOnly", "s3:*", everything, {
      StringNotEquals: { "aws:PrincipalAccount": config.account.id },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    }),
    // Emptying a disposable environment's bucket needs the bypass; elsewhere it takes an audited change of this policy first.
    ...(config.protection.disposable ? [] : [deny("KeepRetention", "s3:BypassGovernanceRetention", `${arn}/*`)]),
  ];
}

/** CloudTrail's own trail writes, nobody else: a forged log file would be as bad as a lost one. */
export function auditBucketPolicy(config: StackConfig, bucket: string): PolicyDocument {
  const arn = bucketArn(config, bucket);
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  const fromTrail = { "aws:SourceArn": trailArn(config) };
  return {
    Version: "2012-10-17",
    Statement: [
      ...baseline(config, bucket),
      deny("TrailWritesOnly", "s3:PutObject", `${arn}/*`, {
        StringNotEquals: { "aws:PrincipalServiceName": "cloudtrail.amazonaws.com" },
      }),
      {
        Sid: "TrailChecksBucket",
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "s3:GetBucketAcl",
        Resource: arn,
        Condition: { StringEquals: fromTrail },
      },
      {
        Sid: "TrailWrites",
        Effect: "Allow",
        Principal: cloudTrail,
        Action: "s3:PutObject",
        Resource: `${arn}/AWSLogs/${config.account.id}/*`,
        Condition: { StringEquals: { ...fromTrail, "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ],
  };
}

/**
 * Writers leave encryption to the bucket's default, which is the environment's key. S3 judges these conditions on the request's own
 * headers, before the default applies, so a request without a header passes, and one that names another algorithm or key does not.
 * (The key's id exists only after creation; a document that named it would not be known at preview.)
 */
export function backupsBucketPolicy(config: StackConfig, bucket: string): PolicyDocument {
  const objects = `${bucketArn(config, bucket)}/*`;
  return {
    Version: "2012-10-17",
    Statement: [
      ...baseline(config, bucket),
      deny("DefaultEncryptionOnly", "s3:PutObject", objects, { Null: { "s3:x-amz-server-side-encryption": "false" } }),
      deny("NoCustomerProvidedKeys", "s3:PutObject", objects, {
        Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" },
      }),
    ],
  };
}
