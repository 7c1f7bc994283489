/** Environments of one account share no key, bucket, role, log group, topic or rule. */
import type { StackConfig } from "../../config/schema";
import { autoscalingRoleArn } from "../../model/arns";
import { planAudit } from "../../model/audit";
import { planKeys } from "../../model/keys";
import { planRoles } from "../../model/roles";
import { planStorage } from "../../model/storage";
import { prod, staging } from "./environments";

/** Everything that AWS knows by a name which must be unique in the account or the world, with its region where names are regional. */
function names(config: StackConfig): readonly string[] {
  const storage = planStorage(config);
  const audit = planAudit(config);
  return [
    ...planKeys(config).map((key) => `${config.account.region} ${key.alias}`),
    ...storage.replicas.map((replica) => `${replica.region} ${replica.key.alias}`),
    ...planRoles(config).flatMap((role) => [role.arn, `profile ${role.instanceProfile ?? role.name}`]),
    autoscalingRoleArn(config),
    ...[...storage.buckets, ...storage.replicas.map((replica) => replica.bucket)].map((bucket) => bucket.arn),
    ...audit.logGroups.map((group) => group.arn),
    ...(audit.trail.mode === "own" ? [audit.trail.arn] : []),
    audit.topic.arn,
    ...audit.rules.map((rule) => `rule ${rule.name}`),
    ...audit.forwardings.map(({ region, rule }) => `${region} rule ${rule.name}`),
  ];
}

/** ARNs of our own making that occur in any policy of the environment. */
function named(config: StackConfig): readonly string[] {
  const plans = JSON.stringify([planKeys(config), planRoles(config), planStorage(config), planAudit(config)]);
  return plans.match(/(?:palisade-|\/palisade\/)[a-z]+/g) ?? [];
}

describe("two environments in one account", () => {
  const more: StackConfig = { ...staging, account: { ...staging.account, backupRegions: prod.account.backupRegions } };

  it("have distinct names for everything", () => {
    const all = [...names(prod), ...names(more)];
    expect(all.length).toBeGreaterThan(60);
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });

  it.each([prod, more])("name only their own resources in their policies", (config) => {
    expect([...new Set(named(config))].sort()).toEqual([
      `/palisade/${config.environment}`,
      `palisade-${config.environment}`,
    ]);
  });
});
