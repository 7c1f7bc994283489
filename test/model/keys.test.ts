import type { StackConfig } from "../../config/schema";
import type { KeyPurpose } from "../../model/arns";
import type { PolicyDocument } from "../../model/iam-document";
import { planKeys, planReplicaKey } from "../../model/keys";
import { disposable, prod, staging } from "./environments";
import { decide, type Request } from "./iam-evaluator";

const ROOT = "arn:aws:iam::111122223333:root";
const OPERATOR = "arn:aws:iam::111122223333:role/operator";
const STRANGER = "arn:aws:iam::999988887777:role/operator";
const AUTOSCALING =
  "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_palisade-prod";
const HOME = { "kms:CallerAccount": "111122223333" };
const USES = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:CreateGrant"];

function policyOf(config: StackConfig, purpose: KeyPurpose): PolicyDocument {
  const key = planKeys(config).find((plan) => plan.purpose === purpose);
  if (key === undefined) throw new Error(`no key for ${purpose}`);
  return key.policy;
}

const judge = (purpose: KeyPurpose, request: Request, config = prod) => decide(policyOf(config, purpose), request);

describe("every key", () => {
  const keys = [...planKeys(prod), ...planKeys(staging), ...planKeys(disposable), planReplicaKey(prod, "eu-west-1")];

  it("waits 30 days before it is gone", () => {
    expect(keys.map((key) => key.deletionWindowDays)).toEqual(keys.map(() => 30));
  });

  it.each(["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:EnableKeyRotation", "kms:CreateAlias"])(
    "lets administrators of the account %s",
    (action) => {
      expect(keys.map((key) => decide(key.policy, { principal: ROOT, action }))).toEqual(keys.map(() => "allowed"));
    },
  );

  it.each(USES)("lets nobody %s directly, the account's root included", (action) => {
    for (const key of keys) {
      expect(decide(key.policy, { principal: ROOT, action, context: HOME })).toBe("not allowed");
      expect(decide(key.policy, { principal: OPERATOR, action, context: HOME })).toBe("not allowed");
    }
  });

  it.each([...USES, "kms:PutKeyPolicy"])("is closed to another account: %s", (action) => {
    const root = "arn:aws:iam::999988887777:root";
    const context = {
      "kms:CallerAccount": "999988887777",
      "kms:ViaService": "ec2.eu-central-1.amazonaws.com",
      "kms:GrantIsForAWSResource": "true",
    };
    for (const key of keys) {
      expect(decide(key.policy, { principal: root, action, context })).toBe("not allowed");
      expect(decide(key.policy, { principal: STRANGER, action, context })).toBe("not allowed");
    }
  });

  it("names no wildcard action of the whole service and no wildcard principal", () => {
    const statements = keys.flatMap((key) => key.policy.Statement);
    expect(statements.flatMap((statement) => statement.Action).filter((action) => action === "kms:*")).toEqual([]);
    expect(statements.filter((statement) => statement.Principal === "*")).toEqual([]);
  });

  it("has a condition on each statement but administration", () => {
    const bare = keys.flatMap((key) => key.policy.Statement).filter((statement) => statement.Condition === undefined);
    expect([...new Set(bare.map((statement) => statement.Sid))]).toEqual(["Administration"]);
  });
});

describe("volumes key", () => {
  const throughEc2 = { ...HOME, "kms:ViaService": "ec2.eu-central-1.amazonaws.com" };

  it("is used by the account through EC2 of the home region only", () => {
    const use = { principal: OPERATOR, action: "kms:GenerateDataKeyWithoutPlaintext" };
    expect(judge("volumes", { ...use, context: throughEc2 })).toBe("allowed");
    expect(judge("volumes", { ...use, context: { ...HOME, "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } })).toBe(
      "not allowed",
    );
    expect(judge("volumes", { ...use, context: { ...HOME, "kms:ViaService": "s3.eu-central-1.amazonaws.com" } })).toBe(
      "not allowed",
    );
  });

  it("asks for the caller's account as well as for its principal", () => {
    const context = { ...throughEc2, "kms:CallerAccount": "999988887777" };
    expect(judge("volumes", { principal: OPERATOR, action: "kms:Decrypt", context })).toBe("not allowed");
  });

  it("lets Auto Scaling of this environment use it and create grants for AWS resources", () => {
    const grant = { principal: AUTOSCALING, action: "kms:CreateGrant" };
    expect(judge("volumes", { principal: AUTOSCALING, action: "kms:Decrypt", context: HOME })).toBe("allowed");
    expect(judge("volumes", { ...grant, context: { ...HOME, "kms:GrantIsForAWSResource": "true" } })).toBe("allowed");
    expect(judge("volumes", { ...grant, context: HOME })).toBe("not allowed");
    expect(judge("volumes", { ...grant, context: { ...HOME, "kms:GrantIsForAWSResource": "false" } })).toBe(
      "not allowed",
    );
  });

  it("refuses grants that are not for an AWS resource through EC2 too", () => {
    const grant = { principal: OPERATOR, action: "kms:CreateGrant" };
    expect(judge("volumes", { ...grant, context: throughEc2 })).toBe("not allowed");
    expect(judge("volumes", { ...grant, context: { ...throughEc2, "kms:GrantIsForAWSResource": "true" } })).toBe(
      "allowed",
    );
  });

  it("is closed to the Auto Scaling role of another environment and to the account's default one", () => {
    for (const suffix of ["_palisade-staging", ""]) {
      const principal = AUTOSCALING.replace("_palisade-prod", suffix);
      expect(judge("volumes", { principal, action: "kms:Decrypt", context: HOME })).toBe("not allowed");
    }
  });
});

describe("secrets key", () => {
  const role = (name: string) => `arn:aws:iam::111122223333:role/palisade-prod-${name}`;
  const use = (principal: string, secret: string) => ({
    principal,
    action: "kms:Decrypt",
    context: {
      ...HOME,
      "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
      "kms:EncryptionContext:SecretARN": `arn:aws:secretsmanager:eu-central-1:111122223333:secret:/palisade/${secret}`,
      "aws:PrincipalArn": principal,
    },
  });
  const BUNDLE = "prod/talos-secrets-20261125-AbCdEf";
  const MACHINE_CONFIG = "prod/machine-config-a-20261125-AbCdEf";

  it("of the bundle is used by the deploying role through Secrets Manager for the bundle, and by no other", () => {
    expect(judge("secrets", use(role("deploy"), BUNDLE))).toBe("allowed");
    expect(judge("secrets", use(role("deploy"), MACHINE_CONFIG))).toBe("not allowed");
    expect(judge("secrets", use(role("deploy"), BUNDLE.replace("prod", "staging")))).toBe("not allowed");
    expect(judge("secrets", use(role("provisioning"), BUNDLE))).toBe("not allowed");
    expect(judge("secrets", use(OPERATOR, BUNDLE))).toBe("not allowed");
    const { "kms:ViaService": _, ...direct } = use(role("deploy"), BUNDLE).context;
    expect(judge("secrets", { ...use(role("deploy"), BUNDLE), context: direct })).toBe("not allowed");
  });

  it("of machine configurations is used by the deploying and the provisioning role, and by no node", () => {
    for (const name of ["deploy", "provisioning"]) {
      expect(judge("machine-configs", use(role(name), MACHINE_CONFIG))).toBe("allowed");
      expect(judge("machine-configs", use(role(name), BUNDLE))).toBe("not allowed");
    }
    for (const name of ["control-plane", "worker", "bastion"]) {
      expect(judge("machine-configs", use(role(name), MACHINE_CONFIG))).toBe("not allowed");
    }
  });

  it("is used by the deploying roles that are named in place of the usual one", () => {
    const named = "arn:aws:iam::111122223333:role/ci/deployer";
    const config = { ...prod, account: { ...prod.account, deployRoleArns: [named] } };
    const policy = planKeys(config).find((key) => key.purpose === "secrets")?.policy ?? { Statement: [] };
    expect(decide(policy, use(named, BUNDLE))).toBe("allowed");
    expect(decide(policy, use(role("deploy"), BUNDLE))).toBe("not allowed");
  });
});

describe("logs key", () => {
  const trail = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/palisade-prod-trail";
  const group = "arn:aws:logs:eu-central-1:111122223333:log-group:/palisade/prod/flow-logs";

  it("encrypts this environment's log groups for CloudWatch Logs of the home region, no others", () => {
    const judgeGroup = (principal: string, arn: string) =>
      judge("logs", {
        principal,
        action: "kms:GenerateDataKey",
        context: { "kms:EncryptionContext:aws:logs:arn": arn },
      });
    expect(judgeGroup("logs.eu-central-1.amazonaws.com", group)).toBe("allowed");
    expect(judgeGroup("logs.eu-west-1.amazonaws.com", group)).toBe("not allowed");
    expect(judgeGroup("logs.eu-central-1.amazonaws.com", group.replace("prod", "staging"))).toBe("not allowed");
    expect(judgeGroup("logs.eu-central-1.amazonaws.com", group.replace("111122223333", "999988887777"))).toBe(
      "not allowed",
    );
  });

  it.each([
    ["the environment's trail", trail, trail, "allowed"],
    ["another environment's trail", trail.replace("prod", "staging"), trail.replace("prod", "staging"), "not allowed"],
    ["another account's trail of the same name", trail.replace("111122223333", "999988887777"), trail, "not allowed"],
    ["another encryption context", trail, trail.replace("prod", "staging"), "not allowed"],
  ])("CloudTrail encrypts: %s", (_, source, context, expected) => {
    const request = {
      principal: "cloudtrail.amazonaws.com",
      action: "kms:GenerateDataKey",
      context: { "aws:SourceArn": source, "kms:EncryptionContext:aws:cloudtrail:arn": context },
    };
    expect(judge("logs", request)).toBe(expected);
  });

  it("gives CloudTrail nothing where the trail is not ours", () => {
    const request = {
      principal: "cloudtrail.amazonaws.com",
      action: "kms:DescribeKey",
      context: { "aws:SourceArn": trail },
    };
    expect(judge("logs", request)).toBe("allowed");
    expect(judge("logs", request, { ...prod, logs: { ...prod.logs, trail: { mode: "existing", arn: trail } } })).toBe(
      "not allowed",
    );
  });

  it("reads trail files through S3 only", () => {
    const read = { principal: OPERATOR, action: "kms:Decrypt" };
    expect(judge("logs", { ...read, context: { ...HOME, "kms:ViaService": "s3.eu-central-1.amazonaws.com" } })).toBe(
      "allowed",
    );
    expect(judge("logs", { ...read, context: HOME })).toBe("not allowed");
  });

  it("lets people make a session's data key and the bastion alone decrypt it, always within a session", () => {
    const bastion = "arn:aws:iam::111122223333:role/palisade-prod-bastion";
    const session = { ...HOME, "kms:EncryptionContext:aws:ssm:SessionId": "operator-0123" };
    const make = { principal: OPERATOR, action: "kms:GenerateDataKey" };
    const open = (role: string) => ({
      principal: role,
      action: "kms:Decrypt",
      context: { ...session, "aws:PrincipalArn": role },
    });
    expect(judge("logs", { ...make, context: session })).toBe("allowed");
    expect(judge("logs", { ...make, context: HOME })).toBe("not allowed");
    expect(judge("logs", open(bastion))).toBe("allowed");
    expect(judge("logs", open(bastion.replace("prod", "staging")))).toBe("not allowed");
    expect(judge("logs", open(OPERATOR))).toBe("not allowed");
    expect(judge("logs", { ...make, context: session }, disposable)).toBe("not allowed");
  });
});

describe("backup keys", () => {
  const bucket = "arn:aws:s3:::palisade-prod-backups-111122223333-eu-central-1";
  const copy = "arn:aws:s3:::palisade-prod-backups-111122223333-eu-west-1";
  const replication = "arn:aws:iam::111122223333:role/palisade-prod-backup-replication";
  const through = (region: string, arn: string, principal: string) => ({
    ...HOME,
    "kms:ViaService": `s3.${region}.amazonaws.com`,
    "kms:EncryptionContext:aws:s3:arn": arn,
    "aws:PrincipalArn": principal,
  });

  it.each([
    ["the bucket", bucket, "allowed"],
    ["an object of it", `${bucket}/etcd/1.db`, "allowed"],
    ["another bucket", bucket.replace("prod", "staging"), "not allowed"],
  ])("home: used through S3 for %s", (_, arn, expected) => {
    const request = {
      principal: OPERATOR,
      action: "kms:GenerateDataKey",
      context: through("eu-central-1", arn, OPERATOR),
    };
    expect(judge("backups", request)).toBe(expected);
  });

  it("replica: written by the replication role only, read by whoever IAM lets", () => {
    const { policy } = planReplicaKey(prod, "eu-west-1");
    const write = (principal: string) => ({
      principal,
      action: "kms:GenerateDataKey",
      context: through("eu-west-1", copy, principal),
    });
    expect(decide(policy, write(replication))).toBe("allowed");
    expect(decide(policy, write(OPERATOR))).toBe("not allowed");
    expect(decide(policy, { ...write(OPERATOR), action: "kms:Decrypt" })).toBe("allowed");
    expect(decide(policy, { ...write(replication), context: through("eu-central-1", copy, replication) })).toBe(
      "not allowed",
    );
  });
});

describe("alarms key", () => {
  const ours = {
    "kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-central-1:111122223333:palisade-prod-alarms",
  };

  it("works for EventBridge, which passes no source account or ARN to KMS, for this topic only", () => {
    const use = { principal: "events.amazonaws.com", action: "kms:GenerateDataKey" };
    const other = { "kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-central-1:111122223333:other" };
    expect(judge("alarms", { ...use, context: ours })).toBe("allowed");
    expect(judge("alarms", { ...use, context: other })).toBe("not allowed");
  });

  it("works for CloudWatch alarms of this account only", () => {
    const use = { principal: "cloudwatch.amazonaws.com", action: "kms:Decrypt" };
    expect(judge("alarms", { ...use, context: { ...ours, "aws:SourceAccount": "111122223333" } })).toBe("allowed");
    expect(judge("alarms", { ...use, context: { ...ours, "aws:SourceAccount": "999988887777" } })).toBe("not allowed");
  });
});
