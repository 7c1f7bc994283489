/** Names, logs, session documents, the trail and the alarms. */
import type { StackConfig } from "../../config/schema";
import {
  type EventRuleKey,
  eventRuleName,
  forwardsGlobalEvents,
  GLOBAL_EVENTS_REGION,
  type LogGroupKey,
  logGroupArn,
  topicArn,
  trailArn,
} from "../arns";
import { planDns } from "../dns";
import { arn, partitionOf, physicalName } from "../names";
import { calledIn, type Grant, granting } from "./grant";

/** Rules by where they stand: those that forward are in the regions whose events they forward. */
const HOME_RULES = [
  "root-use",
  "console-sign-in-without-mfa",
  "key-change",
  "security-group-change",
  "trail-change",
] as const satisfies readonly EventRuleKey[];

const LOG_GROUPS: Readonly<Record<LogGroupKey, true>> = {
  "flow-logs": true,
  trail: true,
  sessions: true,
  "client-vpn": true,
};
const SESSION_DOCUMENTS = ["shell", "tunnel"] as const;

function keysOf<K extends string>(keys: Readonly<Record<K, true>>): readonly K[] {
  return Object.keys(keys) as K[];
}

const services = granting("services");

export function serviceGrants(config: StackConfig): readonly Grant[] {
  return [...nameGrants(config), ...logGrants(config), ...alarmGrants(config)];
}

function logGrants(config: StackConfig): readonly Grant[] {
  const groups = keysOf(LOG_GROUPS).map((key) => logGroupArn(config, key));
  const documents = SESSION_DOCUMENTS.map((key) => arn(config, "ssm", `document/${physicalName(config, key)}`));
  return [
    services("LogReads", "logs", "DescribeLogGroups", "*", calledIn([config.account.region])),
    services(
      "Logs",
      "logs",
      "AssociateKmsKey CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DescribeLogStreams ListTagsForResource PutRetentionPolicy TagResource UntagResource",
      // The group itself in newer actions, with ":*" in older ones, and its streams.
      groups.flatMap((group) => [group, `${group}:*`]),
    ),
    services(
      "SessionDocuments",
      "ssm",
      "AddTagsToResource CreateDocument DeleteDocument DescribeDocument DescribeDocumentPermission GetDocument ListTagsForResource RemoveTagsFromResource UpdateDocument UpdateDocumentDefaultVersion",
      documents,
    ),
    services("TrailReads", "cloudtrail", "DescribeTrails", "*", calledIn([config.account.region])),
    services(
      "Trail",
      "cloudtrail",
      "AddTags CreateTrail DeleteTrail GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags PutEventSelectors RemoveTags StartLogging StopLogging UpdateTrail",
      trailArn(config),
    ),
  ];
}

function alarmGrants(config: StackConfig): readonly Grant[] {
  const rule = (key: EventRuleKey, region?: string) =>
    arn(config, "events", `rule/${eventRuleName(config, key)}`, region);
  const rules = [
    ...HOME_RULES.map((key) => rule(key)),
    ...(forwardsGlobalEvents(config) ? [rule("account-sign-in-forwarding", GLOBAL_EVENTS_REGION)] : []),
    ...config.account.backupRegions.map((region) => rule("key-change-forwarding", region)),
  ];
  return [
    services(
      "Topic",
      "sns",
      "CreateTopic DeleteTopic GetTopicAttributes ListTagsForResource SetTopicAttributes Subscribe TagResource UntagResource",
      topicArn(config),
    ),
    // SNS limits these to no resource.
    services(
      "Subscriptions",
      "sns",
      "GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe",
      "*",
      calledIn([config.account.region]),
    ),
    services(
      "EventRules",
      "events",
      "DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets RemoveTargets TagResource UntagResource",
      rules,
    ),
  ];
}

/** Route 53 knows no tags in conditions and gives zones ids of its own: what is left is the region's VPCs, and the API's name. */
function nameGrants(config: StackConfig): readonly Grant[] {
  const global = `arn:${partitionOf(config.account.region)}:route53:::`;
  const privately = {
    Null: { "route53:VPCs": "false" },
    "ForAllValues:StringLike": { "route53:VPCs": [`VPCId=*,VPCRegion=${config.account.region}`] },
  } as const;
  return [
    services("ZoneMake", "route53", "CreateHostedZone", "*", privately),
    services(
      "ZoneAssociate",
      "route53",
      "AssociateVPCWithHostedZone DisassociateVPCFromHostedZone",
      `${global}hostedzone/*`,
      privately,
    ),
    services(
      "Zones",
      "route53",
      "ChangeTagsForResource DeleteHostedZone GetDNSSEC GetHostedZone ListResourceRecordSets ListTagsForResource UpdateHostedZoneComment",
      `${global}hostedzone/*`,
    ),
    services("ZoneChanges", "route53", "GetChange", `${global}change/*`),
    services("ApiName", "route53", "ChangeResourceRecordSets", `${global}hostedzone/*`, {
      "ForAllValues:StringEquals": {
        "route53:ChangeResourceRecordSetsNormalizedRecordNames": [planDns(config).apiName],
        "route53:ChangeResourceRecordSetsRecordTypes": ["A"],
      },
    }),
  ];
}
