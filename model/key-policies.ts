/** Key policy statements. Use of a key is granted by service, by ViaService or to a named role; the account root only administers. */
import type { StackConfig } from "../config/schema";
import { autoscalingRoleArn, hasOwnTrail, roleArnOf, secretArnPattern, topicArn, trailArn, viaService } from "./arns";
import type { PolicyDocument, Statement } from "./iam-document";
import { arn, bucketArn, pathName, rootArn } from "./names";

/**
 * What IAM administrators of the account may do with every key: all of its life, none of its use. Without them a key whose policy is
 * wrong could be repaired by AWS support only; with kms:* any administrator could decrypt.
 */
export const KEY_ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
] as const;

const VOLUME_USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"] as const;

/** In a key policy "*" is this key. */
const THIS_KEY = "*";

function keyPolicy(config: StackConfig, use: readonly Statement[]): PolicyDocument {
  const administration: Statement = {
    Sid: "Administration",
    Effect: "Allow",
    Principal: { AWS: rootArn(config) },
    Action: KEY_ADMINISTRATION,
    Resource: THIS_KEY,
  };
  return { Version: "2012-10-17", Statement: [administration, ...use] };
}

/** Principals of the account, each as far as its own IAM policy goes. The account root as principal delegates to IAM. */
function forAccount(
  config: StackConfig,
  sid: string,
  actions: readonly string[],
  condition: Omit<NonNullable<Statement["Condition"]>, "StringEquals"> & {
    readonly StringEquals?: Readonly<Record<string, string | readonly string[]>>;
  },
): Statement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { AWS: rootArn(config) },
    Action: actions,
    Resource: THIS_KEY,
    Condition: { ...condition, StringEquals: { "kms:CallerAccount": config.account.id, ...condition.StringEquals } },
  };
}

/** EBS volumes: whoever may launch instances, through EC2 only, and the environment's own Auto Scaling role. */
export function volumesKeyPolicy(config: StackConfig): PolicyDocument {
  const throughEc2 = { "kms:ViaService": viaService(config, "ec2") };
  const autoscaling = { AWS: autoscalingRoleArn(config) };
  return keyPolicy(config, [
    forAccount(config, "UseThroughEc2", VOLUME_USE, { StringEquals: throughEc2 }),
    forAccount(config, "GrantThroughEc2", ["kms:CreateGrant"], {
      StringEquals: throughEc2,
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
    {
      Sid: "UseByAutoScaling",
      Effect: "Allow",
      Principal: autoscaling,
      Action: VOLUME_USE,
      Resource: THIS_KEY,
      Condition: { StringEquals: { "kms:CallerAccount": config.account.id } },
    },
    {
      Sid: "GrantByAutoScaling",
      Effect: "Allow",
      Principal: autoscaling,
      Action: "kms:CreateGrant",
      Resource: THIS_KEY,
      Condition: {
        StringEquals: { "kms:CallerAccount": config.account.id },
        Bool: { "kms:GrantIsForAWSResource": "true" },
      },
    },
  ]);
}

/** Secrets whose name begins with `secret`: the named roles alone, through Secrets Manager. Writing one needs both actions. */
export function secretsKeyPolicy(config: StackConfig, secret: string, roleArns: readonly string[]): PolicyDocument {
  return keyPolicy(config, [
    forAccount(config, "UseThroughSecretsManager", ["kms:Decrypt", "kms:GenerateDataKey"], {
      StringEquals: { "kms:ViaService": viaService(config, "secretsmanager") },
      StringLike: { "kms:EncryptionContext:SecretARN": secretArnPattern(config, secret) },
      ArnEquals: { "aws:PrincipalArn": roleArns },
    }),
  ]);
}

/** Log groups, the trail's files and the data of SSM sessions. */
export function logsKeyPolicy(config: StackConfig): PolicyDocument {
  return keyPolicy(config, [
    {
      Sid: "LogGroups",
      Effect: "Allow",
      Principal: { Service: viaService(config, "logs") },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: THIS_KEY,
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": arn(config, "logs", `log-group:${pathName(config, "*")}`) },
      },
    },
    ...(hasOwnTrail(config) ? trailStatements(config) : []),
    ...(config.access.bastion === undefined ? [] : sessionStatements(config)),
  ]);
}

function trailStatements(config: StackConfig): readonly Statement[] {
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  const fromTrail = { "aws:SourceArn": trailArn(config) };
  return [
    {
      Sid: "TrailEncrypt",
      Effect: "Allow",
      Principal: cloudTrail,
      Action: "kms:GenerateDataKey*",
      Resource: THIS_KEY,
      Condition: { StringEquals: { ...fromTrail, "kms:EncryptionContext:aws:cloudtrail:arn": trailArn(config) } },
    },
    {
      Sid: "TrailDescribeKey",
      Effect: "Allow",
      Principal: cloudTrail,
      Action: "kms:DescribeKey",
      Resource: THIS_KEY,
      Condition: { StringEquals: fromTrail },
    },
    forAccount(config, "TrailReadThroughS3", ["kms:Decrypt"], {
      StringEquals: { "kms:ViaService": viaService(config, "s3") },
    }),
  ];
}

/**
 * The Session Manager client asks for the session's data key with the person's own credentials, the agent on the bastion decrypts it with
 * the role's: two direct calls, so ViaService cannot bind them. The session id in the encryption context does.
 */
function sessionStatements(config: StackConfig): readonly Statement[] {
  const ofSession = { Null: { "kms:EncryptionContext:aws:ssm:SessionId": "false" } };
  return [
    forAccount(config, "SessionDataKey", ["kms:GenerateDataKey"], ofSession),
    forAccount(config, "SessionDecryptOnBastion", ["kms:Decrypt"], {
      ...ofSession,
      ArnEquals: { "aws:PrincipalArn": roleArnOf(config, "bastion") },
    }),
  ];
}

/** Backup objects of one bucket, through S3 only; IAM decides who writes and who restores, the replication role among them. */
export function backupsKeyPolicy(config: StackConfig, bucket: string): PolicyDocument {
  return keyPolicy(config, [
    forAccount(
      config,
      "UseThroughS3",
      ["kms:Decrypt", "kms:GenerateDataKey"],
      throughS3(config, bucket, config.account.region),
    ),
  ]);
}

/** A replica's key: written by the replication role only, read for a restore by whoever IAM lets read. */
export function replicaKeyPolicy(config: StackConfig, bucket: string, region: string): PolicyDocument {
  const condition = throughS3(config, bucket, region);
  return keyPolicy(config, [
    forAccount(config, "ReplicateThroughS3", ["kms:Encrypt", "kms:GenerateDataKey"], {
      ...condition,
      ArnEquals: { "aws:PrincipalArn": roleArnOf(config, "backup-replication") },
    }),
    forAccount(config, "RestoreThroughS3", ["kms:Decrypt"], condition),
  ]);
}

/** The encryption context is the bucket's ARN with a bucket key, the object's without. */
function throughS3(config: StackConfig, bucket: string, region: string) {
  const context = [bucketArn(config, bucket), `${bucketArn(config, bucket)}/*`];
  return {
    StringEquals: { "kms:ViaService": viaService(config, "s3", region) },
    ArnLike: { "kms:EncryptionContext:aws:s3:arn": context },
  };
}

/**
 * Messages of the alarm topic. AWS documents that neither aws:SourceAccount nor aws:SourceArn reaches KMS when EventBridge publishes to an
 * encrypted topic: such a condition would drop every alarm without an error. The encryption context binds the key to this topic instead.
 */
export function alarmsKeyPolicy(config: StackConfig): PolicyDocument {
  const use = ["kms:Decrypt", "kms:GenerateDataKey*"];
  const ofTopic = { "kms:EncryptionContext:aws:sns:topicArn": topicArn(config) };
  return keyPolicy(config, [
    {
      Sid: "EventBridge",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: use,
      Resource: THIS_KEY,
      Condition: { StringEquals: ofTopic },
    },
    {
      Sid: "CloudWatchAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: use,
      Resource: THIS_KEY,
      Condition: { StringEquals: { ...ofTopic, "aws:SourceAccount": config.account.id } },
    },
    forAccount(config, "PublishThroughSns", use, {
      StringEquals: { ...ofTopic, "kms:ViaService": viaService(config, "sns") },
    }),
  ]);
}
