/** What an interrupted creation left of roles, logs, alarms, documents and names. */
import type { Place } from "../../sandbox/aws-resource-model";
import type { PropertyMap } from "../../sandbox/deployment";
import { ask, column, equal, ifAny, ifThere, type Lookup, needed, regionOf, shorthand, text } from "./lookup";

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
  "aws:iam/role:Role": ask({ identity: ["name"], id: named }, (inputs) => ({
    operation: ["iam", "list-roles"],
    query: column("Roles", "RoleName", equal("RoleName", named(inputs))),
  })),
  "aws:iam/instanceProfile:InstanceProfile": ask(
    { identity: ["name"], id: named, note: "one that was made without its role gets it from the next run" },
    (inputs) => ({
      operation: ["iam", "list-instance-profiles"],
      query: column("InstanceProfiles", "InstanceProfileName", equal("InstanceProfileName", named(inputs))),
    }),
  ),
  "aws:iam/rolePolicy:RolePolicy": ask({ identity: ["role", "name"], id: policyId }, (inputs) => ({
    operation: ["iam", "list-role-policies", "--role-name", needed(inputs, "role")],
    query: ifAny("PolicyNames", policyId(inputs), equal("@", named(inputs))),
  })),
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": ask(
    {
      identity: ["awsServiceName", "customSuffix"],
      id: (inputs, place) =>
        `arn:aws:iam::${place.account}:role/aws-service-role/${needed(inputs, "awsServiceName")}/${serviceLinkedRole(inputs)}`,
    },
    (inputs) => ({
      operation: ["iam", "list-roles", "--path-prefix", `/aws-service-role/${needed(inputs, "awsServiceName")}/`],
      query: column("Roles", "Arn", equal("RoleName", serviceLinkedRole(inputs))),
    }),
  ),
  "aws:cloudtrail/trail:Trail": ask({ identity: ["name"], id: arnOf("cloudtrail", "trail/") }, (inputs) => ({
    operation: ["cloudtrail", "describe-trails", "--trail-name-list", named(inputs), "--no-include-shadow-trails"],
    query: column("trailList", "TrailARN", equal("Name", named(inputs))),
  })),
  "aws:cloudwatch/eventRule:EventRule": ask({ identity: ["name"], id: named }, (inputs) => ({
    operation: ["events", "list-rules", "--name-prefix", named(inputs)],
    query: column("Rules", "Name", equal("Name", named(inputs))),
  })),
  "aws:cloudwatch/eventTarget:EventTarget": ask({ identity: ["rule", "targetId"], id: targetId }, (inputs) => ({
    operation: ["events", "list-targets-by-rule", "--rule", needed(inputs, "rule")],
    query: ifAny("Targets", targetId(inputs), equal("Id", needed(inputs, "targetId"))),
  })),
  "aws:cloudwatch/logGroup:LogGroup": ask({ identity: ["name"], id: named }, (inputs) => ({
    operation: ["logs", "describe-log-groups", "--log-group-name-prefix", named(inputs)],
    query: column("logGroups", "logGroupName", equal("logGroupName", named(inputs))),
  })),
  "aws:cloudwatch/logStream:LogStream": ask({ identity: ["logGroupName", "name"], id: streamId }, (inputs) => ({
    operation: [
      ...["logs", "describe-log-streams", "--log-group-name", needed(inputs, "logGroupName")],
      ...["--log-stream-name-prefix", named(inputs)],
    ],
    query: ifAny("logStreams", streamId(inputs), equal("logStreamName", named(inputs))),
  })),
  "aws:sns/topic:Topic": ask({ identity: ["name"], id: topicArn }, (inputs, place) => ({
    operation: ["sns", "list-topics"],
    query: column("Topics", "TopicArn", equal("TopicArn", topicArn(inputs, place))),
  })),
  "aws:sns/topicPolicy:TopicPolicy": ask(
    {
      identity: ["arn"],
      id: (inputs) => needed(inputs, "arn"),
      note: "every topic has one from the start, with AWS' values: the next run sets ours",
    },
    (inputs) => ({
      operation: ["sns", "get-topic-attributes", "--topic-arn", needed(inputs, "arn")],
      query: ifThere("Attributes.Policy", needed(inputs, "arn")),
    }),
  ),
  // The endpoint of a webhook is a secret, and stays out of the command.
  "aws:sns/topicSubscription:TopicSubscription": ask(
    {
      identity: ["topic", "protocol", "endpoint"],
      note: "one that nobody has confirmed has no ARN: clear it; the next run subscribes the same endpoint again",
    },
    (inputs) => ({
      operation: ["sns", "list-subscriptions-by-topic", "--topic-arn", needed(inputs, "topic")],
      query: column(
        "Subscriptions",
        "SubscriptionArn",
        equal("Protocol", needed(inputs, "protocol")),
        equal("Endpoint", text(inputs, "endpoint")),
        "SubscriptionArn!='PendingConfirmation'",
      ),
    }),
  ),
  "aws:ssm/document:Document": ask({ identity: ["name"], id: named }, (inputs) => ({
    operation: [
      "ssm",
      "list-documents",
      "--filters",
      `Key=Name,Values=${shorthand(named(inputs))}`,
      "Key=Owner,Values=Self",
    ],
    query: column("DocumentIdentifiers", "Name", equal("Name", named(inputs))),
  })),
  // A private zone is known by its VPC: another one may have the same name.
  "aws:route53/zone:Zone": ask({ identity: ["name", "vpcs"] }, (inputs, place) => {
    const vpc = needed(inputs, "vpcs.vpcId");
    const region = text(inputs, "vpcs.vpcRegion") ?? place.region;
    return {
      operation: ["route53", "list-hosted-zones-by-vpc", "--vpc-id", vpc, "--vpc-region", region],
      query: column("HostedZoneSummaries", "HostedZoneId", equal("Name", absolute(named(inputs)))),
    };
  }),
  "aws:route53/record:Record": ask({ identity: ["zoneId", "name", "type"], id: recordId }, (inputs) => ({
    operation: ["route53", "list-resource-record-sets", "--hosted-zone-id", needed(inputs, "zoneId")],
    query: ifAny(
      "ResourceRecordSets",
      recordId(inputs),
      equal("Name", absolute(named(inputs))),
      equal("Type", needed(inputs, "type")),
    ),
  })),
};
