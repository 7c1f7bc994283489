import type * as pulumi from "@pulumi/pulumi";
import type { KeyPurpose } from "../model/arns";
import type { Plan } from "../model/plan";
import { Alarms } from "./alarms";
import { planned } from "./component";
import type { LogGroups } from "./log-groups";
import type { Roles } from "./roles";
import { Storage } from "./storage";
import { Trail } from "./trail";

export interface AuditArgs {
  readonly plan: Plan;
  readonly keyArns: Readonly<Record<KeyPurpose, pulumi.Output<string>>>;
  readonly logGroups: LogGroups;
  readonly roles: Roles;
  /** https address that alarms are posted to; a secret. */
  readonly webhook?: pulumi.Output<string>;
}

/** Buckets, the trail and the alarms, each a component of the environment itself. Returns the ARN of the alarm topic. */
export function makeAudit(args: AuditArgs, opts: pulumi.ComponentResourceOptions): pulumi.Output<string> {
  const { plan, keyArns, logGroups, roles, webhook } = args;
  const replicationRoleArn = roles.arns["backup-replication"];
  const storage = new Storage(
    "storage",
    {
      storage: plan.storage,
      keyArns,
      ...(replicationRoleArn === undefined ? {} : { replicationRoleArn }),
      tags: plan.tags,
    },
    opts,
  );
  if (plan.audit.trail.mode === "own") {
    new Trail(
      "trail",
      {
        trail: plan.audit.trail,
        bucket: planned(storage.auditBucket, "audit bucket"),
        keyArn: keyArns.logs,
        logGroupArn: planned(logGroups.arns.trail, "log group trail"),
        roleArn: planned(roles.arns.trail, "role trail"),
        rolePolicies: roles.policies.trail ?? [],
        tags: plan.tags,
      },
      opts,
    );
  }
  const forwardingRoleArn = roles.arns["event-forwarding"];
  const alarms = new Alarms(
    "alarms",
    {
      topic: plan.audit.topic,
      rules: plan.audit.rules,
      forwardings: plan.audit.forwardings,
      ...(forwardingRoleArn === undefined ? {} : { forwardingRoleArn }),
      keyArn: keyArns.alarms,
      ...(webhook === undefined ? {} : { webhook }),
      tags: plan.tags,
    },
    opts,
  );
  return alarms.topicArn;
}
