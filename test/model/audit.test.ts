import { planAudit } from "../../model/audit";
import { disposable, prod, staging } from "./environments";
import { matchesPattern } from "./event-pattern";
import { decide } from "./iam-evaluator";

const call = (eventSource: string, eventName: string, detail: Readonly<Record<string, unknown>> = {}) => ({
  source: `aws.${eventSource}`,
  "detail-type": "AWS API Call via CloudTrail",
  detail: {
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    eventType: "AwsApiCall",
    userIdentity: { type: "AssumedRole" },
    ...detail,
  },
});

const signIn = (type: string, mfa: "Yes" | "No", result = "Success") => ({
  source: "aws.signin",
  "detail-type": "AWS Console Sign In via CloudTrail",
  detail: {
    eventSource: "signin.amazonaws.com",
    eventName: "ConsoleLogin",
    eventType: "AwsConsoleSignIn",
    userIdentity: { type },
    additionalEventData: { MFAUsed: mfa },
    responseElements: { ConsoleLogin: result },
  },
});

/** Keys of the rules that an event raises. */
function raised(event: unknown): readonly string[] {
  return planAudit(prod)
    .rules.filter((rule) => matchesPattern(rule.pattern, event))
    .map((rule) => rule.key);
}

describe("log groups", () => {
  it("exist for what the configuration uses, and stay for its retention", () => {
    const groups = (config: typeof prod) =>
      planAudit(config).logGroups.map((group) => [group.name, group.retentionDays]);
    expect(groups(staging)).toEqual([
      ["/palisade/staging/flow-logs", 90],
      ["/palisade/staging/trail", 90],
      ["/palisade/staging/sessions", 90],
    ]);
    expect(groups(prod).map(([name]) => name)).toContain("/palisade/prod/client-vpn");
    expect(groups(disposable).map(([name]) => name)).toEqual([
      "/palisade/drill/flow-logs",
      "/palisade/drill/client-vpn",
    ]);
  });
});

describe("trail", () => {
  it("is planned with the objects of the backups, or referenced", () => {
    expect(planAudit(prod).trail).toEqual({
      mode: "own",
      name: "palisade-prod-trail",
      arn: "arn:aws:cloudtrail:eu-central-1:111122223333:trail/palisade-prod-trail",
      bucket: "palisade-prod-audit-111122223333-eu-central-1",
      dataEventBuckets: ["arn:aws:s3:::palisade-prod-backups-111122223333-eu-central-1"],
    });
    expect(planAudit(disposable).trail).toEqual({
      mode: "existing",
      arn: "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization",
    });
  });
});

describe("topic policy", () => {
  const { policy, arn } = planAudit(prod).topic;
  const publish = (principal: string, context: Readonly<Record<string, string>>) =>
    decide(policy, {
      principal,
      action: "sns:Publish",
      resource: arn,
      context: { "aws:SecureTransport": "true", ...context },
    });

  it("lets EventBridge publish without source keys, because it passes none", () => {
    expect(publish("events.amazonaws.com", {})).toBe("allowed");
    const statement = policy.Statement.find((one) => one.Sid === "EventBridge");
    expect(statement !== undefined && "Condition" in statement).toBe(false);
  });

  it("lets CloudWatch alarms of this environment publish, and nobody else", () => {
    const alarm = (account: string, name: string) => ({
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:aws:cloudwatch:eu-central-1:${account}:alarm:${name}`,
    });
    expect(publish("cloudwatch.amazonaws.com", alarm("111122223333", "palisade-prod-etcd"))).toBe("allowed");
    expect(publish("cloudwatch.amazonaws.com", alarm("111122223333", "palisade-staging-etcd"))).toBe("not allowed");
    expect(publish("cloudwatch.amazonaws.com", alarm("999988887777", "palisade-prod-etcd"))).toBe("not allowed");
    expect(publish("arn:aws:iam::999988887777:root", {})).toBe("not allowed");
  });

  it("refuses to publish without TLS", () => {
    expect(publish("events.amazonaws.com", { "aws:SecureTransport": "false" })).toBe("denied");
  });
});

describe("event rules", () => {
  it.each([
    ["kms", "DisableKey", "key-change"],
    ["kms", "ScheduleKeyDeletion", "key-change"],
    ["kms", "DisableKeyRotation", "key-change"],
    ["kms", "PutKeyPolicy", "key-change"],
    ["kms", "DeleteAlias", "key-change"],
    ["ec2", "AuthorizeSecurityGroupIngress", "security-group-change"],
    ["ec2", "RevokeSecurityGroupEgress", "security-group-change"],
    ["ec2", "ModifySecurityGroupRules", "security-group-change"],
    ["ec2", "CreateSecurityGroup", "security-group-change"],
    ["ec2", "DeleteSecurityGroup", "security-group-change"],
    ["cloudtrail", "StopLogging", "trail-change"],
    ["cloudtrail", "DeleteTrail", "trail-change"],
    ["cloudtrail", "UpdateTrail", "trail-change"],
    ["cloudtrail", "PutEventSelectors", "trail-change"],
  ])("%s %s raises %s", (service, eventName, key) => {
    expect(raised(call(service, eventName))).toEqual([key]);
  });

  it("stay silent on ordinary calls", () => {
    expect(raised(call("kms", "GenerateDataKey"))).toEqual([]);
    expect(raised(call("ec2", "RunInstances"))).toEqual([]);
    expect(raised(call("s3", "DisableKey"))).toEqual([]);
  });

  it("raise root use for calls and sign-ins of the root user, not for what AWS does in its name", () => {
    const root = { userIdentity: { type: "Root" } };
    expect(raised(call("iam", "CreateUser", root))).toEqual(["root-use"]);
    expect(
      raised(call("iam", "CreateUser", { userIdentity: { type: "Root", invokedBy: "ec2.amazonaws.com" } })),
    ).toEqual([]);
    expect(raised(call("kms", "RotateKey", { ...root, eventType: "AwsServiceEvent" }))).toEqual([]);
    expect(raised(signIn("Root", "Yes"))).toEqual(["root-use"]);
  });

  it("raise console sign-ins of IAM users without MFA that succeed", () => {
    expect(raised(signIn("IAMUser", "No"))).toEqual(["console-sign-in-without-mfa"]);
    expect(raised(signIn("IAMUser", "Yes"))).toEqual([]);
    expect(raised(signIn("IAMUser", "No", "Failure"))).toEqual([]);
    expect(raised(signIn("AssumedRole", "No"))).toEqual([]);
  });
});

describe("forwarding to the home region", () => {
  const forwarding = planAudit(prod).forwardings.find(({ region }) => region === "us-east-1");
  const forwarded = (event: unknown) => matchesPattern(forwarding?.rule.pattern, event);

  it("brings to the home bus exactly what the home rules for the root user and sign-ins would raise", () => {
    expect(forwarding?.targetBusArn).toBe("arn:aws:events:eu-central-1:111122223333:event-bus/default");
    const events = [
      signIn("Root", "Yes"),
      signIn("IAMUser", "No"),
      signIn("IAMUser", "Yes"),
      call("iam", "CreateUser", { userIdentity: { type: "Root" } }),
      call("iam", "CreateUser"),
    ];
    expect(events.map(forwarded)).toEqual([true, true, false, true, false]);
    expect(events.map(forwarded)).toEqual(events.map((event) => raised(event).length > 0));
  });

  it("is absent where home sees the events itself, or cannot reach us-east-1", () => {
    expect(planAudit(disposable).forwardings).toEqual([]);
    const gov = { ...prod, account: { ...prod.account, region: "us-gov-west-1", backupRegions: ["us-gov-east-1"] } };
    expect(planAudit(gov).forwardings.map(({ region }) => region)).toEqual(["us-gov-east-1"]);
  });

  it("brings changes of the replica's key, which are events of its own region", () => {
    const keys = planAudit(prod).forwardings.filter(({ region }) => region !== "us-east-1");
    expect(keys.map(({ region }) => region)).toEqual(prod.account.backupRegions);
    const forwardsKey = (name: string) => matchesPattern(keys[0]?.rule.pattern, call("kms", name));
    expect(["DisableKey", "ScheduleKeyDeletion", "Decrypt"].map(forwardsKey)).toEqual([true, true, false]);
  });
});
