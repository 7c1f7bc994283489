/** What an interrupted creation left of roles, logs, alarms, documents and names. */
import type { Place } from "../../sandbox/aws-resource-model";
import type { PropertyMap } from "../../sandbox/deployment";
import { column, equal, ifAny, ifThere, type Lookup, needed, regionOf, request, shorthand, text } from "./lookup";

const named = (inputs: PropertyMap) => needed(inputs, "name");

/** "role:policy", "rule/target", "group:stream". */
const joined =
  (mark: string, ...names: readonly string[]) =>
  (inputs: PropertyMap) =>
    names.map((name) => needed(inputs, name)).join(mark);

const policyId = joined(":", "role", "name");
const targetId = joined("/", "rule", "targetId");
const streamId = joined(":", "logGroupName", "name");
const recordId = joined("_", "zoneId", "name", "type");

const arnOf = (service: string, prefix: string) => (inputs: PropertyMap, place: Place) =>
  `arn:aws:${service}:${regionOf(inputs, place)}:${place.account}:${prefix}${named(inputs)}`;

const topicArn = arnOf("sns", "");

const serviceLinkedRole = (inputs: PropertyMap) => `AWSServiceRoleForAutoScaling_${needed(inputs, "customSuffix")}`;

/** As Route 53 writes names. */
const absolute = (name: string) => `${name.replace(/\.$/, "")}.`;

export const ACCOUNT_LOOKUPS: Readonly<Record<string, Lookup>> = {
  "aws:iam/role:Role": {
    identity: ["name"],
    id: named,
    command: (inputs, place) =>
      request(place, inputs, ["iam", "list-roles"], column("Roles", "RoleName", equal("RoleName", named(inputs)))),
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    identity: ["name"],
    id: named,
    note: "one that was made without its role gets it from the next run",
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["iam", "list-instance-profiles"],
        column("InstanceProfiles", "InstanceProfileName", equal("InstanceProfileName", named(inputs))),
      ),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    identity: ["role", "name"],
    id: policyId,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["iam", "list-role-policies", "--role-name", needed(inputs, "role")],
        ifAny("PolicyNames", policyId(inputs), equal("@", named(inputs))),
      ),
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
    identity: ["awsServiceName", "customSuffix"],
    id: (inputs, place) =>
      `arn:aws:iam::${place.account}:role/aws-service-role/${needed(inputs, "awsServiceName")}/${serviceLinkedRole(inputs)}`,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["iam", "list-roles", "--path-prefix", `/aws-service-role/${needed(inputs, "awsServiceName")}/`],
        column("Roles", "Arn", equal("RoleName", serviceLinkedRole(inputs))),
      ),
  },
  "aws:cloudtrail/trail:Trail": {
    identity: ["name"],
    id: arnOf("cloudtrail", "trail/"),
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["cloudtrail", "describe-trails", "--trail-name-list", named(inputs), "--no-include-shadow-trails"],
        column("trailList", "TrailARN", equal("Name", named(inputs))),
      ),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    identity: ["name"],
    id: named,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["events", "list-rules", "--name-prefix", named(inputs)],
        column("Rules", "Name", equal("Name", named(inputs))),
      ),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    identity: ["rule", "targetId"],
    id: targetId,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["events", "list-targets-by-rule", "--rule", needed(inputs, "rule")],
        ifAny("Targets", targetId(inputs), equal("Id", needed(inputs, "targetId"))),
      ),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    identity: ["name"],
    id: named,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["logs", "describe-log-groups", "--log-group-name-prefix", named(inputs)],
        column("logGroups", "logGroupName", equal("logGroupName", named(inputs))),
      ),
  },
  "aws:cloudwatch/logStream:LogStream": {
    identity: ["logGroupName", "name"],
    id: streamId,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        [
          ...["logs", "describe-log-streams", "--log-group-name", needed(inputs, "logGroupName")],
          ...["--log-stream-name-prefix", named(inputs)],
        ],
        ifAny("logStreams", streamId(inputs), equal("logStreamName", named(inputs))),
      ),
  },
  "aws:sns/topic:Topic": {
    identity: ["name"],
    id: topicArn,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["sns", "list-topics"],
        column("Topics", "TopicArn", equal("TopicArn", topicArn(inputs, place))),
      ),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    identity: ["arn"],
    id: (inputs) => needed(inputs, "arn"),
    note: "every topic has one from the start, with AWS' values: the next run sets ours",
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["sns", "get-topic-attributes", "--topic-arn", needed(inputs, "arn")],
        ifThere("Attributes.Policy", needed(inputs, "arn")),
      ),
  },
  // The endpoint of a webhook is a secret, and stays out of the command.
  "aws:sns/topicSubscription:TopicSubscription": {
    identity: ["topic", "protocol", "endpoint"],
    note: "one that nobody has confirmed has no ARN: clear it; the next run subscribes the same endpoint again",
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["sns", "list-subscriptions-by-topic", "--topic-arn", needed(inputs, "topic")],
        column(
          "Subscriptions",
          "SubscriptionArn",
          equal("Protocol", needed(inputs, "protocol")),
          equal("Endpoint", text(inputs, "endpoint")),
          "SubscriptionArn!='PendingConfirmation'",
        ),
      ),
  },
  "aws:ssm/document:Document": {
    identity: ["name"],
    id: named,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["ssm", "list-documents", "--filters", `Key=Name,Values=${shorthand(named(inputs))}`, "Key=Owner,Values=Self"],
        column("DocumentIdentifiers", "Name", equal("Name", named(inputs))),
      ),
  },
  // A private zone is known by its VPC: another one may have the same name.
  "aws:route53/zone:Zone": {
    identity: ["name", "vpcs"],
    command: (inputs, place) => {
      const vpc = needed(inputs, "vpcs.vpcId");
      const region = text(inputs, "vpcs.vpcRegion") ?? place.region;
      return request(
        place,
        inputs,
        ["route53", "list-hosted-zones-by-vpc", "--vpc-id", vpc, "--vpc-region", region],
        column("HostedZoneSummaries", "HostedZoneId", equal("Name", absolute(named(inputs)))),
      );
    },
  },
  "aws:route53/record:Record": {
    identity: ["zoneId", "name", "type"],
    id: recordId,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["route53", "list-resource-record-sets", "--hosted-zone-id", needed(inputs, "zoneId")],
        ifAny(
          "ResourceRecordSets",
          recordId(inputs),
          equal("Name", absolute(named(inputs))),
          equal("Type", needed(inputs, "type")),
        ),
      ),
  },
};
