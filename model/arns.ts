/**
 * Names and ARNs that one part of the account names in another part's policy (a key policy names a role, a role names a log group).
 * They are computed here once, so that no policy document waits for a resource.
 */
import type { StackConfig } from "../config/schema";
import { arn, partitionOf, pathName, physicalName, roleArn } from "./names";

/** `secrets`: the cluster's secrets bundle; `machine-configs`: configurations of control planes, which another role reads. */
export type KeyPurpose = "volumes" | "secrets" | "machine-configs" | "logs" | "backups" | "alarms";

export type LogGroupKey = "flow-logs" | "trail" | "sessions" | "client-vpn";

export type RoleKey =
  | "control-plane"
  | "worker"
  | "bastion"
  | "flow-logs"
  | "trail"
  | "backup-replication"
  | "event-forwarding"
  | "provisioning";

/** Event rules of the environment, by key; the alarm that each raises is described in the audit plan. */
export type EventRuleKey =
  | "root-use"
  | "console-sign-in-without-mfa"
  | "key-change"
  | "security-group-change"
  | "trail-change"
  | "account-sign-in-forwarding"
  | "key-change-forwarding";

/** `kms:ViaService` value: the service must make the KMS call for the caller, e.g. "s3.eu-central-1.amazonaws.com". */
export function viaService(config: StackConfig, service: string, region = config.account.region): string {
  return `${service}.${region}.amazonaws.com`;
}

/** "alias/palisade-<environment>-<purpose>"; aliases are per region, so replicas keep the name. */
export function keyAlias(config: StackConfig, purpose: KeyPurpose): string {
  return `alias/${physicalName(config, purpose)}`;
}

/** At most 64 characters (IAM limit) for environment names up to 36 characters. */
export function roleNameOf(config: StackConfig, key: RoleKey): string {
  return physicalName(config, key);
}

export function roleArnOf(config: StackConfig, key: RoleKey): string {
  return roleArn(config, roleNameOf(config, key));
}

/** Roles that run Pulumi. They read back what they write, so they are among the readers of every secret. */
export function deployRoleArns(config: StackConfig): readonly string[] {
  return config.account.deployRoleArns ?? [roleArn(config, physicalName(config, "deploy"))];
}

/** ARN pattern of the secrets below a name: Secrets Manager ends every ARN with a suffix of its own. */
export function secretArnPattern(config: StackConfig, name: string): string {
  return arn(config, "secretsmanager", `secret:${pathName(config, name)}*`);
}

/** Suffix of the environment's own Auto Scaling service-linked role, so that two environments of an account share none. */
export function autoscalingRoleSuffix(config: StackConfig): string {
  return physicalName(config);
}

/** ARN of that role: AWS fixes the path and the part before the suffix. At most 64 characters of name: environment up to 26. */
export function autoscalingRoleArn(config: StackConfig): string {
  const name = `AWSServiceRoleForAutoScaling_${autoscalingRoleSuffix(config)}`;
  return roleArn(config, `aws-service-role/autoscaling.amazonaws.com/${name}`);
}

export function logGroupName(config: StackConfig, key: LogGroupKey): string {
  return pathName(config, key);
}

/** ARN of the group itself, without the ":*" that stands for its streams. */
export function logGroupArn(config: StackConfig, key: LogGroupKey): string {
  return arn(config, "logs", `log-group:${logGroupName(config, key)}`);
}

export function trailName(config: StackConfig): string {
  return physicalName(config, "trail");
}

/** The environment's own trail; meaningless where an existing trail is referenced. */
export function trailArn(config: StackConfig): string {
  return arn(config, "cloudtrail", `trail/${trailName(config)}`);
}

export function topicName(config: StackConfig): string {
  return physicalName(config, "alarms");
}

export function topicArn(config: StackConfig): string {
  return arn(config, "sns", topicName(config));
}

/** At most 64 characters (EventBridge limit) for environment names up to 27 characters. */
export function eventRuleName(config: StackConfig, key: EventRuleKey): string {
  return physicalName(config, key);
}

/** Where AWS delivers the sign-ins of the root user and the calls of global services. */
export const GLOBAL_EVENTS_REGION = "us-east-1" as const;

/** Whether global events must be forwarded to the home region. Other partitions have no us-east-1 to forward from. */
export function forwardsGlobalEvents(config: StackConfig): boolean {
  return partitionOf(config.account.region) === "aws" && config.account.region !== GLOBAL_EVENTS_REGION;
}

export function hasOwnTrail(config: StackConfig): boolean {
  return config.logs.trail.mode === "own";
}

export function hasReplicas(config: StackConfig): boolean {
  return config.account.backupRegions.length > 0;
}
