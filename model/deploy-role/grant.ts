/** One statement of the deploy role before it is known which of its actions a configuration uses. */
import type { StackConfig } from "../../config/schema";
import type { ConditionBlock } from "../iam-document";
import { arn } from "../names";

/** Policies by subject, each a managed policy of its own: "palisade-<environment>-deploy-<subject>". */
export const SUBJECTS = [
  "ec2-new",
  "ec2-own",
  "nodes",
  "services",
  "keys",
  "stores",
  "roles",
  "role-use",
  "state",
] as const;
export type Subject = (typeof SUBJECTS)[number];

export interface Grant {
  readonly subject: Subject;
  readonly sid: string;
  readonly effect?: "Deny";
  readonly actions: readonly string[];
  readonly resources: string | readonly string[];
  readonly condition?: ConditionBlock;
}

/** Every taggable resource carries it (model/names.ts): the border between two environments of one account. */
export const ENVIRONMENT_TAG = "palisade:environment";

/** Words divided by spaces as actions of a service. */
export function actions(service: string, words: string): readonly string[] {
  return words.split(" ").map((word) => `${service}:${word}`);
}

/** Makes statements of one policy: an id, a service, its actions as words divided by spaces, and what they are allowed on. */
export function granting(subject: Subject | ((service: string) => Subject)) {
  return (
    sid: string,
    service: string,
    words: string,
    resources: Grant["resources"],
    condition?: ConditionBlock,
  ): Grant => ({
    subject: typeof subject === "string" ? subject : subject(service),
    sid,
    actions: actions(service, words),
    resources,
    ...(condition === undefined ? {} : { condition }),
  });
}

/** What exists already and is tagged as this environment's. */
export function own(
  config: StackConfig,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): ConditionBlock {
  return { StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: config.environment, ...more } };
}

/** What is made, or tagged, with this environment's tag. */
export function made(
  config: StackConfig,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): ConditionBlock {
  return { StringEquals: { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: config.environment, ...more } };
}

/** A changed set of tags must not move a resource to another environment. */
export function staysOwn(config: StackConfig): ConditionBlock {
  return { ...own(config), StringEqualsIfExists: { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: config.environment } };
}

/** Tags may go, but not the one that says whose it is. "For all" holds of no key at all, and a call without keys takes every tag away. */
export function keepsTag(condition: ConditionBlock = {}): ConditionBlock {
  return {
    ...condition,
    Null: { ...condition["Null"], "aws:TagKeys": "false" },
    "ForAllValues:StringNotEquals": { "aws:TagKeys": [ENVIRONMENT_TAG] },
  };
}

/** For actions that AWS cannot limit to a resource: the region that is called. */
export function calledIn(regions: readonly string[]): ConditionBlock {
  return { StringEquals: { "aws:RequestedRegion": regions } };
}

/** Home and replicas of the backups. */
export function keyRegions(config: StackConfig): readonly string[] {
  return [config.account.region, ...config.account.backupRegions];
}

/** The same resource in several regions. */
export function arnsIn(
  config: StackConfig,
  regions: readonly string[],
  service: string,
  resource: string,
): readonly string[] {
  return regions.map((region) => arn(config, service, resource, region));
}
