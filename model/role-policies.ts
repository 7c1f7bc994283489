/** Trust and permission documents of the environment's IAM roles. */
import type { StackConfig } from "../config/schema";
import { keyAlias, type LogGroupKey, logGroupArn, secretArnPattern, viaService } from "./arns";
import { planForwardings } from "./event-rules";
import type { ConditionBlock, PolicyDocument, Statement } from "./iam-document";
import { arn, bucketArn, bucketName } from "./names";
import { MACHINE_CONFIG_SECRET } from "./secrets";

/** Actions that AWS cannot limit to a resource: the only ones that may stand with Resource "*", each with the reason why it is needed. */
export const UNSCOPED_ACTIONS: Readonly<Record<string, string>> = {
  "ec2:DescribeAvailabilityZones": "the AWS cloud controller labels nodes with their zone",
  "ec2:DescribeInstances": "the AWS cloud controller finds the instance behind a node",
  "ec2:DescribeInstanceTopology": "the AWS cloud controller labels nodes with their network topology",
  "ec2:DescribeRegions": "the AWS cloud controller checks its region",
  "ssm:UpdateInstanceInformation": "the SSM agent registers the bastion",
  "ssmmessages:CreateControlChannel": "the SSM agent waits for sessions",
  "ssmmessages:CreateDataChannel": "the SSM agent carries a session",
  "ssmmessages:OpenControlChannel": "the SSM agent waits for sessions",
  "ssmmessages:OpenDataChannel": "the SSM agent carries a session",
};

/** Calls that return user data or console output of nodes, or what Secrets Manager holds. */
export const NODE_SECRETS_READS = [
  "secretsmanager:BatchGetSecretValue",
  "secretsmanager:GetSecretValue",
  "ec2:DescribeInstanceAttribute",
  "ec2:DescribeLaunchTemplateVersions",
  "ec2:GetConsoleOutput",
] as const;

function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

function allow(
  sid: string,
  actions: readonly string[],
  resources: string | readonly string[],
  condition?: ConditionBlock,
): Statement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** Who may assume a role. A trust policy has no Resource: IAM refuses one. */
export interface TrustDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Omit<Statement, "Resource">[];
}

/**
 * EC2, S3 replication and CloudTrail's delivery to CloudWatch Logs are taken to pass no aws:SourceArn or aws:SourceAccount when they assume a
 * role, where a condition on them would refuse the service itself (general knowledge, not run).
 */
export function trust(service: string, condition?: ConditionBlock): TrustDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  };
}

/** Source conditions against the confused deputy. */
function sourcedFrom(config: StackConfig, sourceArn: string | readonly string[]): ConditionBlock {
  return { StringEquals: { "aws:SourceAccount": config.account.id }, ArnLike: { "aws:SourceArn": sourceArn } };
}

export function cloudControllerPolicy(): PolicyDocument {
  const reads = Object.keys(UNSCOPED_ACTIONS).filter((action) => action.startsWith("ec2:"));
  return policy(allow("CloudController", reads, "*"));
}

/** An explicit deny: it also holds when somebody attaches a broad policy to the role later. */
export function nodeSecretsDeny(): PolicyDocument {
  return policy({ Sid: "NodeSecrets", Effect: "Deny", Action: NODE_SECRETS_READS, Resource: "*" });
}

/** Less than AmazonSSMManagedInstanceCore, which also reads every parameter of the account. */
export function sessionAgentPolicy(config: StackConfig): PolicyDocument {
  const agent = Object.keys(UNSCOPED_ACTIONS).filter((action) => action.startsWith("ssm"));
  return policy(
    allow("Agent", agent, "*"),
    ...logWriting(config, "sessions"),
    allow("SessionData", ["kms:Decrypt"], arn(config, "kms", "key/*"), {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(config, "logs") },
      Null: { "kms:EncryptionContext:aws:ssm:SessionId": "false" },
    }),
  );
}

/** The configurations of control planes and the key that they are under; what the function itself needs comes with it. */
export function machineConfigReading(config: StackConfig): PolicyDocument {
  return policy(
    allow("ReadMachineConfigs", ["secretsmanager:GetSecretValue"], secretArnPattern(config, MACHINE_CONFIG_SECRET)),
    allow("DecryptMachineConfigs", ["kms:Decrypt"], arn(config, "kms", "key/*"), {
      StringEquals: { "kms:ViaService": viaService(config, "secretsmanager") },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(config, "machine-configs") },
    }),
  );
}

export function flowLogPolicy(config: StackConfig): PolicyDocument {
  return policy(...logWriting(config, "flow-logs"));
}

/** CloudTrail writes one stream per account and region, whose name it fixes. */
export function trailDeliveryPolicy(config: StackConfig): PolicyDocument {
  const stream = `log-stream:${config.account.id}_CloudTrail_${config.account.region}*`;
  return policy(
    allow("Deliver", ["logs:CreateLogStream", "logs:PutLogEvents"], `${logGroupArn(config, "trail")}:${stream}`),
  );
}

function logWriting(config: StackConfig, group: LogGroupKey): readonly Statement[] {
  const streams = `${logGroupArn(config, group)}:*`;
  return [
    allow("WriteLog", ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], streams),
    // A list call: IAM checks it against the account's groups, never against one of them.
    allow("FindLog", ["logs:DescribeLogGroups"], arn(config, "logs", "log-group:*")),
  ];
}

/** S3 replication: read in the home bucket, write in the replicas, decrypt with the home key, encrypt with each replica's key. */
export function replicationPolicy(config: StackConfig): PolicyDocument {
  const source = bucketArn(config, bucketName(config, "backups"));
  const replicas = config.account.backupRegions.map((region) => ({
    region,
    bucket: bucketArn(config, bucketName(config, "backups", region)),
  }));
  return policy(
    allow(
      "ReadConfiguration",
      ["s3:GetReplicationConfiguration", "s3:ListBucket", "s3:GetBucketObjectLockConfiguration"],
      source,
    ),
    allow(
      "ReadVersions",
      [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectRetention",
        "s3:GetObjectLegalHold",
      ],
      `${source}/*`,
    ),
    allow(
      "DecryptSource",
      ["kms:Decrypt"],
      arn(config, "kms", "key/*"),
      keyOfBucket(config, config.account.region, source),
    ),
    allow(
      "WriteReplicas",
      ["s3:ReplicateObject", "s3:ReplicateTags"],
      replicas.map(({ bucket }) => `${bucket}/*`),
    ),
    ...replicas.map(({ region, bucket }) =>
      allow(
        `Encrypt${sidPart(region)}`,
        ["kms:Encrypt", "kms:GenerateDataKey"],
        arn(config, "kms", "key/*", region),
        keyOfBucket(config, region, bucket),
      ),
    ),
  );
}

function keyOfBucket(config: StackConfig, region: string, bucket: string): ConditionBlock {
  return {
    StringEquals: { "kms:ViaService": viaService(config, "s3", region) },
    ArnLike: { "kms:EncryptionContext:aws:s3:arn": [bucket, `${bucket}/*`] },
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(config, "backups") },
  };
}

/** A Sid takes letters and digits only. */
function sidPart(region: string): string {
  return region
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

export function flowLogTrust(config: StackConfig): TrustDocument {
  return trust("vpc-flow-logs.amazonaws.com", sourcedFrom(config, arn(config, "ec2", "vpc-flow-log/*")));
}

export function forwardingTrust(config: StackConfig): TrustDocument {
  const rules = planForwardings(config).map(({ region, rule }) => arn(config, "events", `rule/${rule.name}`, region));
  return trust("events.amazonaws.com", sourcedFrom(config, rules));
}

export function forwardingPolicy(config: StackConfig): PolicyDocument {
  return policy(allow("Forward", ["events:PutEvents"], arn(config, "events", "event-bus/default")));
}
