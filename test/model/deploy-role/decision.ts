/** What the deploy role may do, with the actions of every type. */
import type { StackConfig } from "../../../config/schema";
import { type DeployPolicy, deployPolicies } from "../../../model/deploy-role/policies";
import { TYPE_ACTIONS } from "../../../model/deploy-role/type-actions";
import { prod } from "../environments";
import { type Decision, decide, type Request } from "../iam-evaluator";
import { BACKEND } from "./backend";

export const TYPES = Object.keys(TYPE_ACTIONS);

export function statementsOf(policies: readonly DeployPolicy[]) {
  return policies.flatMap(({ document }) => document.Statement);
}

export function may(request: Request, config: StackConfig = prod): Decision {
  return decide({ Statement: statementsOf(deployPolicies(config, TYPES, BACKEND)) }, request);
}
