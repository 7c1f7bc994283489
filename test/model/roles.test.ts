import type { RoleKey } from "../../model/arns";
import { autoscalingRoleArn } from "../../model/arns";
import { NODE_SECRETS_READS, UNSCOPED_ACTIONS } from "../../model/role-policies";
import { planRoles, type RolePlan } from "../../model/roles";
import { disposable, prod, staging } from "./environments";
import { type Decision, decide, type Request } from "./iam-evaluator";

const configs = [staging, prod, disposable];

function roleOf(key: RoleKey, config = prod): RolePlan {
  const role = planRoles(config).find((plan) => plan.key === key);
  if (role === undefined) throw new Error(`no role ${key}`);
  return role;
}

/** Over all inline policies of the role: a deny in one holds against an allow in another. */
function may(key: RoleKey, request: Request): Decision {
  return decide({ Statement: roleOf(key).policies.flatMap((policy) => policy.document.Statement) }, request);
}

describe("planRoles", () => {
  it("plans only the roles that the configuration uses", () => {
    expect(planRoles(staging).map((role) => role.key)).toEqual([
      "control-plane",
      "worker",
      "bastion",
      "flow-logs",
      "trail",
      "event-forwarding",
      "provisioning",
    ]);
    expect(planRoles(prod).map((role) => role.key)).toContain("backup-replication");
    expect(planRoles(disposable).map((role) => role.key)).toEqual([
      "control-plane",
      "worker",
      "flow-logs",
      "provisioning",
    ]);
  });

  it("keeps names within IAM's 64 characters for long environment names", () => {
    const config = { ...prod, environment: "e".repeat(18) };
    const names = [...planRoles(config).map((role) => role.name), autoscalingRoleArn(config).split("/").at(-1) ?? ""];
    expect(names.filter((name) => name.length > 64 || name.length === 0)).toEqual([]);
  });

  it("writes trust policies without Resource, which IAM refuses", () => {
    const statements = configs.flatMap((config) => planRoles(config).flatMap((role) => role.trust.Statement));
    expect(statements.filter((statement) => "Resource" in statement)).toEqual([]);
    expect(statements.map((statement) => statement.Action)).toEqual(statements.map(() => "sts:AssumeRole"));
  });

  it("allows an action on every resource only where AWS cannot scope it", () => {
    const allows = configs
      .flatMap((config) => planRoles(config).flatMap((role) => role.policies))
      .flatMap((policy) => policy.document.Statement)
      .filter((statement) => statement.Effect === "Allow");
    const unscoped = allows
      .filter((statement) => [statement.Resource].flat().includes("*"))
      .flatMap((statement) => statement.Action);
    expect([...new Set(unscoped)].sort()).toEqual(Object.keys(UNSCOPED_ACTIONS).sort());
    expect(allows.flatMap((statement) => statement.Action).filter((action) => action.includes("*"))).toEqual([]);
  });

  it("gives instance profiles to instance roles only", () => {
    const profiles = planRoles(prod).flatMap((role) => role.instanceProfile ?? []);
    expect(profiles).toEqual(["palisade-prod-control-plane", "palisade-prod-worker", "palisade-prod-bastion"]);
  });
});

describe("instance roles", () => {
  it.each(NODE_SECRETS_READS)("are denied %s, whatever is attached later", (action) => {
    expect(may("control-plane", { action, resource: "*" })).toBe("denied");
    expect(may("worker", { action, resource: "*" })).toBe("denied");
    expect(may("bastion", { action, resource: "*" })).toBe("denied");
  });

  it("let control planes read what the cloud controller reads, and workers nothing", () => {
    const read = { action: "ec2:DescribeInstances", resource: "*" };
    expect(may("control-plane", read)).toBe("allowed");
    expect(may("worker", read)).toBe("not allowed");
    expect(may("control-plane", { action: "ec2:TerminateInstances", resource: "*" })).toBe("not allowed");
  });
});

describe("bastion role", () => {
  it("registers with SSM and carries sessions, but reads no parameter", () => {
    for (const action of Object.keys(UNSCOPED_ACTIONS).filter((name) => name.startsWith("ssm"))) {
      expect([action, may("bastion", { action, resource: "*" })]).toEqual([action, "allowed"]);
    }
    expect(may("bastion", { action: "ssm:GetParameter", resource: "*" })).toBe("not allowed");
  });

  it("writes to this environment's session log and no other", () => {
    const group = "arn:aws:logs:eu-central-1:111122223333:log-group:/palisade/prod/sessions:log-stream:s";
    const write = (resource: string) => may("bastion", { action: "logs:PutLogEvents", resource });
    expect(write(group)).toBe("allowed");
    expect(write(group.replace("sessions", "trail"))).toBe("not allowed");
    expect(write(group.replace("prod", "staging"))).toBe("not allowed");
  });

  it("decrypts with the key behind the logs alias, within a session", () => {
    const decrypt = (alias: string, session: Readonly<Record<string, string>>) =>
      may("bastion", {
        action: "kms:Decrypt",
        resource: "arn:aws:kms:eu-central-1:111122223333:key/0123",
        context: { "kms:ResourceAliases": [alias, "alias/other"], ...session },
      });
    const session = { "kms:EncryptionContext:aws:ssm:SessionId": "s-1" };
    expect(decrypt("alias/palisade-prod-logs", session)).toBe("allowed");
    expect(decrypt("alias/palisade-prod-logs", {})).toBe("not allowed");
    expect(decrypt("alias/palisade-prod-backups", session)).toBe("not allowed");
    expect(decrypt("alias/palisade-staging-logs", session)).toBe("not allowed");
  });
});

describe("service roles", () => {
  const assume = (key: RoleKey, principal: string, context: Readonly<Record<string, string>>) =>
    decide(roleOf(key).trust, { principal, action: "sts:AssumeRole", context });

  it("flow logs: assumed for this account's flow logs only", () => {
    const source = (account: string) => ({
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:aws:ec2:eu-central-1:${account}:vpc-flow-log/fl-1`,
    });
    expect(assume("flow-logs", "vpc-flow-logs.amazonaws.com", source("111122223333"))).toBe("allowed");
    expect(assume("flow-logs", "vpc-flow-logs.amazonaws.com", source("999988887777"))).toBe("not allowed");
    expect(assume("flow-logs", "ec2.amazonaws.com", source("111122223333"))).toBe("not allowed");
  });

  it("event forwarding: assumed by its rule in us-east-1, puts events on the home bus only", () => {
    const source = (rule: string) => ({
      "aws:SourceAccount": "111122223333",
      "aws:SourceArn": `arn:aws:events:us-east-1:111122223333:rule/${rule}`,
    });
    expect(assume("event-forwarding", "events.amazonaws.com", source("palisade-prod-account-sign-in-forwarding"))).toBe(
      "allowed",
    );
    expect(assume("event-forwarding", "events.amazonaws.com", source("other"))).toBe("not allowed");
    const put = (bus: string) => may("event-forwarding", { action: "events:PutEvents", resource: bus });
    expect(put("arn:aws:events:eu-central-1:111122223333:event-bus/default")).toBe("allowed");
    expect(put("arn:aws:events:eu-central-1:111122223333:event-bus/other")).toBe("not allowed");
  });

  it("trail and replication: no source condition, because the services pass none when they assume the role", () => {
    expect(assume("trail", "cloudtrail.amazonaws.com", {})).toBe("allowed");
    expect(assume("backup-replication", "s3.amazonaws.com", {})).toBe("allowed");
  });

  it("replication: reads home, writes the replicas, deletes nowhere", () => {
    const home = "arn:aws:s3:::palisade-prod-backups-111122223333-eu-central-1/etcd/1.db";
    const copy = home.replace("eu-central-1", "eu-north-1");
    expect(may("backup-replication", { action: "s3:GetObjectVersionForReplication", resource: home })).toBe("allowed");
    expect(may("backup-replication", { action: "s3:ReplicateObject", resource: copy })).toBe("allowed");
    expect(may("backup-replication", { action: "s3:ReplicateObject", resource: home })).toBe("not allowed");
    expect(may("backup-replication", { action: "s3:ReplicateDelete", resource: copy })).toBe("not allowed");
  });

  it("replication: encrypts with the backups key of the replica's region, for the replica", () => {
    const encrypt = (region: string, bucketRegion: string, alias: string) =>
      may("backup-replication", {
        action: "kms:GenerateDataKey",
        resource: `arn:aws:kms:${region}:111122223333:key/0123`,
        context: {
          "kms:ViaService": `s3.${region}.amazonaws.com`,
          "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::palisade-prod-backups-111122223333-${bucketRegion}`,
          "kms:ResourceAliases": [alias],
        },
      });
    expect(encrypt("eu-west-1", "eu-west-1", "alias/palisade-prod-backups")).toBe("allowed");
    expect(encrypt("eu-west-1", "eu-north-1", "alias/palisade-prod-backups")).toBe("not allowed");
    expect(encrypt("eu-west-1", "eu-west-1", "alias/palisade-staging-backups")).toBe("not allowed");
    expect(encrypt("eu-central-1", "eu-central-1", "alias/palisade-prod-backups")).toBe("not allowed");
  });

  it("trail delivery: CloudTrail's stream of this account and region in the trail's group", () => {
    const stream = (group: string, name: string) =>
      may("trail", {
        action: "logs:PutLogEvents",
        resource: `arn:aws:logs:eu-central-1:111122223333:log-group:/palisade/prod/${group}:log-stream:${name}`,
      });
    expect(stream("trail", "111122223333_CloudTrail_eu-central-1")).toBe("allowed");
    expect(stream("trail", "999988887777_CloudTrail_eu-central-1")).toBe("not allowed");
    expect(stream("flow-logs", "111122223333_CloudTrail_eu-central-1")).toBe("not allowed");
    expect(stream("trail", "111122223333_other")).toBe("not allowed");
  });
});
