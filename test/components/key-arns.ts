/** ARNs of KMS keys, another for each purpose, so that a resource under the wrong key is seen. */
import type { KeyPurpose } from "../../model/arns";

export const keyArn = (purpose: string) => `arn:aws:kms:eu-central-1:111122223333:key/${purpose}`;

export const keyArns = {
  volumes: keyArn("volumes"),
  secrets: keyArn("secrets"),
  "machine-configs": keyArn("machine-configs"),
  logs: keyArn("logs"),
  backups: keyArn("backups"),
  alarms: keyArn("alarms"),
} satisfies Record<KeyPurpose, string>;
