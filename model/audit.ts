/** Log groups, trail, alarm topic and the event rules that feed it. */
import type { StackConfig } from "../config/schema";
import {
  hasOwnTrail,
  type LogGroupKey,
  logGroupArn,
  logGroupName,
  topicArn,
  topicName,
  trailArn,
  trailName,
} from "./arns";
import { type EventForwardingPlan, type EventRulePlan, planEventRules, planForwardings } from "./event-rules";
import type { PolicyDocument } from "./iam-document";
import { arn, bucketArn, bucketName, physicalName } from "./names";

export interface LogGroupPlan {
  readonly key: LogGroupKey;
  readonly name: string;
  readonly arn: string;
  /** `logs.retentionDays`, which the schema limits to the periods that CloudWatch Logs knows. */
  readonly retentionDays: number;
}

export interface AuditPlan {
  readonly logGroups: readonly LogGroupPlan[];
  /**
   * The rules below see API calls and sign-ins only as CloudTrail events: an existing trail must be multi-region, log management events
   * and be switched on, which this plan cannot check.
   */
  readonly trail:
    | {
        readonly mode: "own";
        readonly name: string;
        readonly arn: string;
        readonly bucket: string;
        readonly dataEventBuckets: readonly string[];
      }
    | { readonly mode: "existing"; readonly arn: string };
  readonly topic: {
    readonly name: string;
    readonly arn: string;
    readonly policy: PolicyDocument;
    readonly emails: readonly string[];
  };
  readonly rules: readonly EventRulePlan[];
  /**
   * Root sign-in events reach EventBridge in us-east-1 only (none when that is the home region, or in the aws-us-gov partition); changes of a
   * replica's key are events of its own region.
   */
  readonly forwardings: readonly EventForwardingPlan[];
}

function planLogGroups(config: StackConfig): readonly LogGroupPlan[] {
  const keys: readonly LogGroupKey[] = [
    "flow-logs",
    ...(hasOwnTrail(config) ? (["trail"] as const) : []),
    ...(config.access.bastion === undefined ? [] : (["sessions"] as const)),
    ...(config.access.clientVpn === undefined ? [] : (["client-vpn"] as const)),
  ];
  return keys.map((key) => ({
    key,
    name: logGroupName(config, key),
    arn: logGroupArn(config, key),
    retentionDays: config.logs.retentionDays,
  }));
}

/**
 * AWS documents that topic policies cannot use conditions for EventBridge: with one, the rule matches, the message is dropped and only a
 * metric counts it. What remains of the confused deputy is a false alarm, from somebody who knows the topic's ARN.
 */
function topicPolicy(config: StackConfig): PolicyDocument {
  const topic = topicArn(config);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EventBridge",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic,
      },
      {
        Sid: "CloudWatchAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic,
        Condition: {
          StringEquals: { "aws:SourceAccount": config.account.id },
          ArnLike: { "aws:SourceArn": arn(config, "cloudwatch", `alarm:${physicalName(config, "*")}`) },
        },
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}

function planTrail(config: StackConfig): AuditPlan["trail"] {
  if (config.logs.trail.mode === "existing") return { mode: "existing", arn: config.logs.trail.arn };
  return {
    mode: "own",
    name: trailName(config),
    arn: trailArn(config),
    bucket: bucketName(config, "audit"),
    dataEventBuckets: [bucketArn(config, bucketName(config, "backups"))],
  };
}

export function planAudit(config: StackConfig): AuditPlan {
  return {
    logGroups: planLogGroups(config),
    trail: planTrail(config),
    topic: {
      name: topicName(config),
      arn: topicArn(config),
      policy: topicPolicy(config),
      emails: [...new Set(config.logs.alarmEmails)],
    },
    rules: planEventRules(config),
    forwardings: planForwardings(config),
  };
}
