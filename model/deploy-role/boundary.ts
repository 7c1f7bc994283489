/** The permissions boundary of the environment's roles: whatever policy is written into one, it may do no more than this. */
import type { StackConfig } from "../../config/schema";
import type { Statement } from "../iam-document";
import { physicalName } from "../names";
import { planRoles, type RolePlan } from "../roles";
import type { DeployPolicy } from "./policies";

/**
 * All that the roles of the plan are allowed, in one document: one policy bounds each of them, so that the deploy role can be held to it. Denials
 * stay with the roles that have them: what one is denied, another needs. Named "palisade-<environment>-boundary", whatever the configured one's name
 * is: no name of the deploy role's own policies.
 */
export function boundaryPolicy(config: StackConfig): DeployPolicy {
  const document = { Version: "2012-10-17", Statement: merged(planRoles(config)) } as const;
  return { name: physicalName(config, "boundary"), document };
}

/** Statements that differ only in their resources become one: a managed policy has room for few. */
function merged(roles: readonly RolePlan[]): readonly Statement[] {
  const byMeaning = new Map<string, Statement>();
  for (const { key, policies } of roles) {
    for (const statement of policies.flatMap(({ document }) => document.Statement)) {
      if (statement.Effect === "Deny") continue;
      const meaning = JSON.stringify([[statement.Action].flat().sort(), statement.Condition]);
      const same = byMeaning.get(meaning);
      byMeaning.set(
        meaning,
        same === undefined
          ? { ...statement, Sid: `${sidPart(key)}${statement.Sid}` }
          : { ...same, Resource: [...new Set([same.Resource, statement.Resource].flat())] },
      );
    }
  }
  return [...byMeaning.values()];
}

/** A Sid takes letters and digits only. */
function sidPart(key: string): string {
  return key
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
