/** Answers about roles, logs, alarms, documents and names. */
import { ACCOUNT, arn, type CannedAnswer, id, listed, OTHER_UUID, UUID } from "./canned-answer";

const TOPIC = arn("sns", "palisade");
const SERVICE = "autoscaling.amazonaws.com";
const ZONE = "Z0123456789ABCDEFGHIJ";
const ATTRIBUTES = { TopicArn: TOPIC, Owner: ACCOUNT };

const role = (RoleName: string, path = "/") => ({
  RoleName,
  Path: path,
  Arn: `arn:aws:iam::${ACCOUNT}:role${path}${RoleName}`,
});

const record = (Name: string, Type: string) => ({ Name, Type, TTL: 60, ResourceRecords: [{ Value: "10.0.1.10" }] });

const subscription = (SubscriptionArn: string, Protocol: string, Endpoint: string) => ({
  SubscriptionArn,
  Protocol,
  Endpoint,
  TopicArn: TOPIC,
  Owner: ACCOUNT,
});

/** A resource whose name is its id, beside one whose name begins with the same. */
const byName = (list: string, key: string, name = "palisade"): CannedAnswer => ({
  inputs: { name },
  id: name,
  ...listed(list, { [key]: name }, { [key]: `${name}-b` }),
});

export const ACCOUNT_ANSWERS: Readonly<Record<string, CannedAnswer>> = {
  "aws:iam/role:Role": { inputs: { name: "a" }, id: "a", ...listed("Roles", role("a"), role("a-b"), role("b")) },
  "aws:iam/instanceProfile:InstanceProfile": byName("InstanceProfiles", "InstanceProfileName"),
  "aws:iam/rolePolicy:RolePolicy": {
    inputs: { role: "worker", name: "images" },
    id: "worker:images",
    ...listed("PolicyNames", "images", "images-b"),
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
    inputs: { awsServiceName: SERVICE, customSuffix: "palisade" },
    id: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${SERVICE}/AWSServiceRoleForAutoScaling_palisade`,
    ...listed(
      "Roles",
      role("AWSServiceRoleForAutoScaling_palisade", `/aws-service-role/${SERVICE}/`),
      role("AWSServiceRoleForAutoScaling", `/aws-service-role/${SERVICE}/`),
    ),
  },
  "aws:cloudtrail/trail:Trail": {
    inputs: { name: "palisade" },
    id: arn("cloudtrail", "trail/palisade"),
    ...listed("trailList", { Name: "palisade", TrailARN: arn("cloudtrail", "trail/palisade") }),
  },
  "aws:cloudwatch/eventRule:EventRule": byName("Rules", "Name"),
  "aws:cloudwatch/eventTarget:EventTarget": {
    inputs: { rule: "changes", targetId: "topic" },
    id: "changes/topic",
    ...listed("Targets", { Id: "topic", Arn: TOPIC }, { Id: "topic-b", Arn: TOPIC }),
  },
  "aws:cloudwatch/logGroup:LogGroup": byName("logGroups", "logGroupName", "/palisade/vpn"),
  "aws:cloudwatch/logStream:LogStream": {
    inputs: { logGroupName: "/palisade/vpn", name: "connections" },
    id: "/palisade/vpn:connections",
    ...listed("logStreams", { logStreamName: "connections" }, { logStreamName: "connections-b" }),
  },
  "aws:sns/topic:Topic": {
    inputs: { name: "palisade" },
    id: TOPIC,
    ...listed("Topics", { TopicArn: TOPIC }, { TopicArn: `${TOPIC}-b` }),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    inputs: { arn: TOPIC },
    id: TOPIC,
    there: { Attributes: { ...ATTRIBUTES, Policy: '{"Version":"2008-10-17","Statement":[]}' } },
    gone: { Attributes: ATTRIBUTES },
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    inputs: { topic: TOPIC, protocol: "email", endpoint: "ops@example.com" },
    id: `${TOPIC}:${UUID}`,
    ...listed(
      "Subscriptions",
      subscription(`${TOPIC}:${UUID}`, "email", "ops@example.com"),
      subscription(`${TOPIC}:${OTHER_UUID}`, "email", "dev@example.com"),
      subscription(`${TOPIC}:${OTHER_UUID}`, "email-json", "ops@example.com"),
      subscription("PendingConfirmation", "email", "ops@example.com"),
    ),
  },
  "aws:ssm/document:Document": byName("DocumentIdentifiers", "Name"),
  "aws:route53/zone:Zone": {
    inputs: { name: "palisade.internal", vpcs: [{ vpcId: id("vpc") }] },
    id: ZONE,
    ...listed(
      "HostedZoneSummaries",
      { HostedZoneId: ZONE, Name: "palisade.internal.", Owner: { OwningAccount: ACCOUNT } },
      { HostedZoneId: "Z0", Name: "b.palisade.internal.", Owner: { OwningAccount: ACCOUNT } },
    ),
  },
  "aws:route53/record:Record": {
    inputs: { zoneId: ZONE, name: "api.palisade.internal", type: "A" },
    id: `${ZONE}_api.palisade.internal_A`,
    ...listed(
      "ResourceRecordSets",
      record("api.palisade.internal.", "A"),
      record("palisade.internal.", "SOA"),
      record("api.palisade.internal.", "AAAA"),
      record("b.palisade.internal.", "A"),
    ),
  },
};
