import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { Alarms } from "../../components/alarms";
import { LogGroups } from "../../components/log-groups";
import { Trail } from "../../components/trail";
import { planAudit } from "../../model/audit";
import { baseTags } from "../../model/names";
import { REDACTED_SECRET } from "../../sandbox/deployment";
import { prod } from "../model/environments";
import { Recording } from "./recording";

const audit = planAudit(prod);
const tags = baseTags(prod);
const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/0123";
const forwardingRoleArn = "arn:aws:iam::111122223333:role/palisade-prod-event-forwarding";

describe("LogGroups", () => {
  it("encrypts each group and keeps it as long as planned", async () => {
    const recording = await Recording.of(() => {
      new LogGroups("log-groups", { logGroups: audit.logGroups, keyArn, tags, protect: true });
    });
    const groups = recording.all("aws:cloudwatch/logGroup:LogGroup").map((group) => group.inputs);
    expect(groups).toHaveLength(4);
    expect(groups.map((group) => [group["name"], group["kmsKeyId"], group["retentionInDays"]])).toEqual(
      audit.logGroups.map((plan) => [plan.name, keyArn, 365]),
    );
    expect(recording.untagged(["aws:cloudwatch/logGroup:LogGroup"], tags)).toEqual([]);
    expect(recording.all("aws:cloudwatch/logGroup:LogGroup").every(({ protect }) => protect)).toBe(true);
  });
});

describe("Trail", () => {
  const { trail: plan } = audit;
  const build = () =>
    Recording.of(() => {
      if (plan.mode !== "own") throw new Error("no own trail");
      const policy = new iam.RolePolicy("delivery", { role: "trail", policy: "{}" });
      new Trail("trail", {
        trail: plan,
        bucket: plan.bucket,
        keyArn,
        logGroupArn: "arn:aws:logs:eu-central-1:111122223333:log-group:/palisade/prod/trail",
        roleArn: "arn:aws:iam::111122223333:role/palisade-prod-trail",
        rolePolicies: [policy],
        tags,
      });
    });

  it("covers every region, validates its files and is encrypted", async () => {
    expect((await build()).inputs("aws:cloudtrail/trail:Trail", "trail")).toMatchObject({
      name: "palisade-prod-trail",
      s3BucketName: "palisade-prod-audit-111122223333-eu-central-1",
      kmsKeyId: keyArn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      cloudWatchLogsGroupArn: "arn:aws:logs:eu-central-1:111122223333:log-group:/palisade/prod/trail:*",
    });
  });

  it("records management events of every kind and the objects of the backups bucket", async () => {
    const selectors = (await build()).inputs("aws:cloudtrail/trail:Trail", "trail")["advancedEventSelectors"];
    expect(selectors).toEqual([
      { name: "Management events", fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] },
      {
        name: "Objects of the backups",
        fieldSelectors: [
          { field: "eventCategory", equals: ["Data"] },
          { field: "resources.type", equals: ["AWS::S3::Object"] },
          { field: "resources.ARN", startsWiths: ["arn:aws:s3:::palisade-prod-backups-111122223333-eu-central-1/"] },
        ],
      },
    ]);
  });

  it("waits for the delivery role's policy, which CloudTrail tries out", async () => {
    const recording = await build();
    const policy = recording.one("aws:iam/rolePolicy:RolePolicy", "delivery");
    expect(recording.one("aws:cloudtrail/trail:Trail", "trail").dependencies).toEqual([policy.urn]);
  });
});

describe("Alarms", () => {
  const build = (webhook?: pulumi.Output<string>) =>
    Recording.of(() => {
      new Alarms("alarms", {
        topic: audit.topic,
        rules: audit.rules,
        forwardings: audit.forwardings,
        forwardingRoleArn,
        keyArn,
        ...(webhook === undefined ? {} : { webhook }),
        tags,
      });
    });

  it("encrypts the topic and sets its planned policy", async () => {
    const recording = await build();
    expect(recording.inputs("aws:sns/topic:Topic", "alarms")).toMatchObject({
      name: "palisade-prod-alarms",
      kmsMasterKeyId: keyArn,
    });
    const policy = recording.inputs("aws:sns/topicPolicy:TopicPolicy", "alarms")["policy"];
    expect(JSON.parse(String(policy))).toEqual(audit.topic.policy);
    expect(recording.untagged(["aws:sns/topic:Topic", "aws:cloudwatch/eventRule:EventRule"], tags)).toEqual([]);
  });

  it("sends every rule to the topic, without a role, which SNS targets must not have", async () => {
    const recording = await build();
    const topic = recording.one("aws:sns/topic:Topic", "alarms").outputs["arn"];
    for (const rule of audit.rules) {
      const inputs = recording.inputs("aws:cloudwatch/eventRule:EventRule", `alarms-${rule.key}`);
      expect(inputs).toMatchObject({ name: rule.name, description: rule.description, state: rule.state });
      expect(JSON.parse(String(inputs["eventPattern"]))).toEqual(rule.pattern);
      expect(recording.inputs("aws:cloudwatch/eventTarget:EventTarget", `alarms-${rule.key}`)).toEqual({
        rule: rule.name,
        targetId: "alarm-topic",
        arn: topic,
      });
    }
  });

  it("forwards global events from us-east-1 to the home bus", async () => {
    const recording = await build();
    const name = "alarms-account-sign-in-forwarding-us-east-1";
    expect(recording.inputs("aws:cloudwatch/eventRule:EventRule", name)).toMatchObject({
      region: "us-east-1",
      state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    });
    expect(recording.inputs("aws:cloudwatch/eventTarget:EventTarget", name)).toEqual({
      rule: "palisade-prod-account-sign-in-forwarding",
      targetId: "home-bus",
      arn: "arn:aws:events:eu-central-1:111122223333:event-bus/default",
      roleArn: forwardingRoleArn,
      region: "us-east-1",
    });
  });

  it("forwards changes of a replica's key from its region", async () => {
    const recording = await build();
    const [region] = prod.account.backupRegions;
    const name = `alarms-key-change-forwarding-${region}`;
    const rule = recording.inputs("aws:cloudwatch/eventRule:EventRule", name);
    expect(rule).toMatchObject({ name: "palisade-prod-key-change-forwarding", region });
    expect(String(rule["eventPattern"])).toContain("ScheduleKeyDeletion");
    expect(recording.inputs("aws:cloudwatch/eventTarget:EventTarget", name)).toMatchObject({
      arn: "arn:aws:events:eu-central-1:111122223333:event-bus/default",
      roleArn: forwardingRoleArn,
      region,
    });
  });

  it("subscribes each address, and the webhook as a secret", async () => {
    const recording = await build(pulumi.secret("https://alarms.example.com/value-of-a-secret"));
    const subscription = (name: string) => recording.one("aws:sns/topicSubscription:TopicSubscription", name);
    expect(subscription("alarms-platform@example.com").inputs).toMatchObject({
      protocol: "email",
      endpoint: "platform@example.com",
    });
    expect(subscription("alarms-webhook").inputs).toMatchObject({ protocol: "https", endpoint: REDACTED_SECRET });
    expect(subscription("alarms-webhook").additionalSecretOutputs).toEqual(["endpoint"]);
    expect((await build()).all("aws:sns/topicSubscription:TopicSubscription")).toHaveLength(1);
  });
});
