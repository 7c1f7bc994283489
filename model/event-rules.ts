/** EventBridge patterns over CloudTrail events: what somebody is told about at once. */
import type { StackConfig } from "../config/schema";
import { type EventRuleKey, eventRuleName } from "./arns";
import type { EventRulePlan } from "./audit";

const API_CALL = "AWS API Call via CloudTrail";
const SIGN_IN = "AWS Console Sign In via CloudTrail";

/** Calls that AWS makes in the root user's name are not a person's. */
const ROOT_USE = {
  userIdentity: { type: ["Root"], invokedBy: [{ exists: false }] },
  eventType: [{ "anything-but": "AwsServiceEvent" }],
};

/** IAM users only: federated sign-ins always say "No", their identity provider asked for the second factor. */
const SIGN_IN_WITHOUT_MFA = {
  eventName: ["ConsoleLogin"],
  userIdentity: { type: ["IAMUser"] },
  additionalEventData: { MFAUsed: ["No"] },
  responseElements: { ConsoleLogin: ["Success"] },
};

const KEY_CHANGES = [
  "CancelKeyDeletion",
  "DeleteAlias",
  "DeleteImportedKeyMaterial",
  "DisableKey",
  "DisableKeyRotation",
  "PutKeyPolicy",
  "ScheduleKeyDeletion",
  "UpdateAlias",
];

const SECURITY_GROUP_CHANGES = [
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateSecurityGroup",
  "DeleteSecurityGroup",
  "ModifySecurityGroupRules",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
];

const TRAIL_CHANGES = ["DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"];

function calls(source: string, eventSource: string, eventNames: readonly string[]): EventRulePlan["pattern"] {
  return { source: [source], "detail-type": [API_CALL], detail: { eventSource: [eventSource], eventName: eventNames } };
}

function rule(
  config: StackConfig,
  key: EventRuleKey,
  description: string,
  pattern: EventRulePlan["pattern"],
): EventRulePlan {
  return { key, name: eventRuleName(config, key), description, pattern };
}

/** Rules of the home region; each sends to the alarm topic. */
export function planEventRules(config: StackConfig): readonly EventRulePlan[] {
  return [
    rule(config, "root-use", "The account's root user signed in or made a call", {
      "detail-type": [API_CALL, SIGN_IN],
      detail: ROOT_USE,
    }),
    rule(config, "console-sign-in-without-mfa", "An IAM user signed in to the console without MFA", {
      source: ["aws.signin"],
      "detail-type": [SIGN_IN],
      detail: SIGN_IN_WITHOUT_MFA,
    }),
    rule(
      config,
      "key-change",
      "A KMS key was disabled, scheduled for deletion, or its policy, alias or rotation changed",
      calls("aws.kms", "kms.amazonaws.com", KEY_CHANGES),
    ),
    rule(
      config,
      "security-group-change",
      "A security group or one of its rules changed",
      calls("aws.ec2", "ec2.amazonaws.com", SECURITY_GROUP_CHANGES),
    ),
    rule(
      config,
      "trail-change",
      "A trail was stopped, deleted or changed",
      calls("aws.cloudtrail", "cloudtrail.amazonaws.com", TRAIL_CHANGES),
    ),
  ];
}

/** What us-east-1 passes on to the home region, where the rules above see it: the root user, and sign-ins without MFA. */
export function planForwardingRule(config: StackConfig): EventRulePlan {
  return rule(
    config,
    "account-sign-in-forwarding",
    "Root use and console sign-ins without MFA, forwarded to the home region",
    {
      "detail-type": [API_CALL, SIGN_IN],
      detail: { $or: [ROOT_USE, SIGN_IN_WITHOUT_MFA] },
    },
  );
}
