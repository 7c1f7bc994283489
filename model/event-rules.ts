/** EventBridge patterns over CloudTrail events: what somebody is told about at once. */
import type { StackConfig } from "../config/schema";
import { type EventRuleKey, eventRuleName, forwardsGlobalEvents, GLOBAL_EVENTS_REGION } from "./arns";
import { arn } from "./names";

export interface EventRulePlan {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** EventBridge pattern. */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** The second state also matches calls that only read. */
  readonly state: "ENABLED" | "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
}

/** A rule of another region whose target is the default bus of the home region. */
export interface EventForwardingPlan {
  readonly region: string;
  readonly rule: EventRulePlan;
  readonly targetBusArn: string;
}

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
  // Another group for an interface or an instance opens as much as another rule; other attributes are told too.
  "ModifyInstanceAttribute",
  "ModifyNetworkInterfaceAttribute",
  "ModifySecurityGroupRules",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
];

const TRAIL_CHANGES = ["DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"];

function calls(source: string, eventSource: string, eventNames: readonly string[]): EventRulePlan["pattern"] {
  return { source: [source], "detail-type": [API_CALL], detail: { eventSource: [eventSource], eventName: eventNames } };
}

const KEY_CALLS = calls("aws.kms", "kms.amazonaws.com", KEY_CHANGES);

function rule(
  config: StackConfig,
  key: EventRuleKey,
  description: string,
  pattern: EventRulePlan["pattern"],
  state: EventRulePlan["state"] = "ENABLED",
): EventRulePlan {
  return { key, name: eventRuleName(config, key), description, pattern, state };
}

/** Calls that only read are management events too, and what a stolen root key would begin with. The patterns keep the number small. */
const WITH_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** Rules of the home region; each sends to the alarm topic. */
export function planEventRules(config: StackConfig): readonly EventRulePlan[] {
  return [
    rule(
      config,
      "root-use",
      "The account's root user signed in or made a call",
      { "detail-type": [API_CALL, SIGN_IN], detail: ROOT_USE },
      WITH_READS,
    ),
    rule(config, "console-sign-in-without-mfa", "An IAM user signed in to the console without MFA", {
      source: ["aws.signin"],
      "detail-type": [SIGN_IN],
      detail: SIGN_IN_WITHOUT_MFA,
    }),
    rule(
      config,
      "key-change",
      "A KMS key was disabled, scheduled for deletion, or its policy, alias or rotation changed",
      KEY_CALLS,
    ),
    rule(
      config,
      "security-group-change",
      "A security group, one of its rules, or the groups of an interface changed",
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

/** What other regions pass on to the home region, where the rules above see it. */
export function planForwardings(config: StackConfig): readonly EventForwardingPlan[] {
  const targetBusArn = arn(config, "events", "event-bus/default");
  return [
    ...(forwardsGlobalEvents(config)
      ? [{ region: GLOBAL_EVENTS_REGION, rule: signInForwarding(config), targetBusArn }]
      : []),
    // The replica's key is as good a target as the key at home.
    ...config.account.backupRegions.map((region) => ({ region, rule: keyForwarding(config), targetBusArn })),
  ];
}

function signInForwarding(config: StackConfig): EventRulePlan {
  return rule(
    config,
    "account-sign-in-forwarding",
    "Root use and console sign-ins without MFA, forwarded to the home region",
    { "detail-type": [API_CALL, SIGN_IN], detail: { $or: [ROOT_USE, SIGN_IN_WITHOUT_MFA] } },
    WITH_READS,
  );
}

function keyForwarding(config: StackConfig): EventRulePlan {
  return rule(config, "key-change-forwarding", "Changes of KMS keys, forwarded to the home region", KEY_CALLS);
}
