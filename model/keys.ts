/** Customer-managed KMS keys, one per purpose, with the policy each service really needs. */
import type { StackConfig } from "../config/schema";
import { type KeyPurpose, keyAlias } from "./arns";
import type { PolicyDocument } from "./iam-document";
import {
  alarmsKeyPolicy,
  backupsKeyPolicy,
  logsKeyPolicy,
  replicaKeyPolicy,
  secretsKeyPolicy,
  volumesKeyPolicy,
} from "./key-policies";
import { bucketName } from "./names";
import { BUNDLE_SECRET, bundleReaders, MACHINE_CONFIG_SECRET, machineConfigReaders } from "./secrets";

export interface KeyPlan {
  readonly purpose: KeyPurpose;
  /** "alias/palisade-<environment>-<purpose>". */
  readonly alias: string;
  readonly description: string;
  readonly policy: PolicyDocument;
  /** Days between ScheduleKeyDeletion and the loss of everything under the key; 30 is the longest KMS allows. */
  readonly deletionWindowDays: number;
}

const DELETION_WINDOW_DAYS = 30;

const DESCRIPTIONS: Readonly<Record<KeyPurpose, string>> = {
  volumes: "EBS volumes of control planes, workers and the bastion",
  secrets: "the cluster's secrets bundle in Secrets Manager",
  "machine-configs": "configurations of control planes in Secrets Manager",
  logs: "CloudWatch log groups, CloudTrail files and SSM session data",
  backups: "Backup objects",
  alarms: "Messages of the alarm topic",
};

function plan(config: StackConfig, purpose: KeyPurpose, policy: PolicyDocument, place = ""): KeyPlan {
  return {
    purpose,
    alias: keyAlias(config, purpose),
    description: `palisade ${config.environment}: ${DESCRIPTIONS[purpose]}${place}`,
    policy,
    deletionWindowDays: DELETION_WINDOW_DAYS,
  };
}

/** Keys of the home region. */
export function planKeys(config: StackConfig): readonly KeyPlan[] {
  return [
    plan(config, "volumes", volumesKeyPolicy(config)),
    plan(config, "secrets", secretsKeyPolicy(config, BUNDLE_SECRET, bundleReaders(config))),
    plan(config, "machine-configs", secretsKeyPolicy(config, MACHINE_CONFIG_SECRET, machineConfigReaders(config))),
    plan(config, "logs", logsKeyPolicy(config)),
    plan(config, "backups", backupsKeyPolicy(config, bucketName(config, "backups"))),
    plan(config, "alarms", alarmsKeyPolicy(config)),
  ];
}

/** Key of the backup replica in another region: never the home key, so that losing one region's key loses one copy. */
export function planReplicaKey(config: StackConfig, region: string): KeyPlan {
  const bucket = bucketName(config, "backups", region);
  return plan(config, "backups", replicaKeyPolicy(config, bucket, region), `, replica in ${region}`);
}
