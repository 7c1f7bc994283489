/** Load balancers, worker groups, names, session documents, logs, the trail and the alarms. */
import type { StackConfig } from "../../config/schema";
import { type EventRuleKey, eventRuleName, type LogGroupKey, logGroupArn, topicArn, trailArn } from "../arns";
import { planDns } from "../dns";
import { arn, partitionOf, physicalName } from "../names";
import { actions, arnsIn, calledIn, eventRegions, type Grant, keepsTag, made, own, staysOwn } from "./grant";

/** Whatever the configuration asks for: what it no longer does must still be taken away. */
const EVENT_RULES: Readonly<Record<EventRuleKey, true>> = {
  "root-use": true,
  "console-sign-in-without-mfa": true,
  "key-change": true,
  "security-group-change": true,
  "trail-change": true,
  "account-sign-in-forwarding": true,
  "key-change-forwarding": true,
};
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

function services(
  sid: string,
  service: string,
  words: string,
  resources: Grant["resources"],
  condition?: Grant["condition"],
): Grant {
  return {
    subject: "services",
    sid,
    actions: actions(service, words),
    resources,
    ...(condition === undefined ? {} : { condition }),
  };
}

export function serviceGrants(config: StackConfig): readonly Grant[] {
  return [
    ...balancerGrants(config),
    ...workerGroupGrants(config),
    ...nameGrants(config),
    ...logGrants(config),
    ...alarmGrants(config),
  ];
}

function balancerGrants(config: StackConfig): readonly Grant[] {
  const prefix = physicalName(config, "*");
  const elb = (resource: string) => arn(config, "elasticloadbalancing", resource);
  const balancers = elb(`loadbalancer/net/${prefix}`);
  const targets = elb(`targetgroup/${prefix}`);
  const listeners = elb(`listener/net/${prefix}`);
  const all = [balancers, targets, listeners];
  const service = "elasticloadbalancing";
  return [
    services(
      "BalancerReads",
      service,
      "DescribeCapacityReservation DescribeListenerAttributes DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth",
      "*",
      calledIn([config.account.region]),
    ),
    services("BalancerMake", service, "CreateLoadBalancer CreateTargetGroup", [balancers, targets], made(config)),
    services("BalancerTagMade", service, "AddTags", all, {
      ...made(config, {
        "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener"],
      }),
    }),
    services(
      "BalancerOwn",
      service,
      "CreateListener DeleteListener DeleteLoadBalancer DeleteTargetGroup DeregisterTargets ModifyListener ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyTargetGroup ModifyTargetGroupAttributes RegisterTargets SetSecurityGroups SetSubnets",
      all,
      own(config),
    ),
    services("BalancerTagOwn", service, "AddTags", all, staysOwn(config)),
    services("BalancerUntag", service, "RemoveTags", all, keepsTag(own(config))),
  ];
}

function workerGroupGrants(config: StackConfig): readonly Grant[] {
  const groups = arn(config, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${physicalName(config, "*")}`);
  return [
    services(
      "GroupReads",
      "autoscaling",
      "DescribeAutoScalingGroups DescribeInstanceRefreshes DescribeScalingActivities",
      "*",
      calledIn([config.account.region]),
    ),
    services("GroupMake", "autoscaling", "CreateAutoScalingGroup CreateOrUpdateTags", groups, made(config)),
    services(
      "GroupOwn",
      "autoscaling",
      "CancelInstanceRefresh DeleteAutoScalingGroup ResumeProcesses StartInstanceRefresh SuspendProcesses UpdateAutoScalingGroup",
      groups,
      own(config),
    ),
    services("GroupTagOwn", "autoscaling", "CreateOrUpdateTags", groups, staysOwn(config)),
    services("GroupUntag", "autoscaling", "DeleteTags", groups, keepsTag(own(config))),
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
  const rules = keysOf(EVENT_RULES).flatMap((key) =>
    arnsIn(config, eventRegions(config), "events", `rule/${eventRuleName(config, key)}`),
  );
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
