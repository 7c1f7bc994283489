/** The managed policies of the role that runs `pulumi preview`, `up`, `refresh` and `destroy` for one environment. */
import type { StackConfig } from "../../config/schema";
import type { PolicyDocument, Statement } from "../iam-document";
import { physicalName } from "../names";
import { ec2Grants } from "./ec2-grants";
import { type Grant, SUBJECTS } from "./grant";
import { identityGrants } from "./identity-grants";
import { nodeGrants } from "./node-grants";
import { serviceGrants } from "./service-grants";
import { type StateBackend, stateGrants } from "./state-grants";
import { storageGrants } from "./storage-grants";
import { actionsOfTypes } from "./type-actions";

export interface DeployPolicy {
  /** Of the managed policy: "palisade-<environment>-deploy-<subject>". */
  readonly name: string;
  readonly document: PolicyDocument;
}

/** Characters of a managed policy without white space, and policies of one role: AWS's limits, the second one until it is raised. */
export const POLICY_LIMITS = { characters: 6144, perRole: 10 } as const;

/** What the program looks up: no resource, and so in no recording. */
export const DATA_SOURCES = ["aws:ec2/getAmi:getAmi"] as const;

/** Statements for the program's resources: none of them is about Pulumi's own state. */
export function resourceGrants(config: StackConfig): readonly Grant[] {
  return [
    ...ec2Grants(config),
    ...nodeGrants(config),
    ...serviceGrants(config),
    ...storageGrants(config),
    ...identityGrants(config),
  ];
}

/**
 * Policies for an environment whose program makes resources of the given types. Only actions that one of them uses are allowed; denials stand
 * whole. Throws for a type without an entry in the tables.
 */
export function deployPolicies(
  config: StackConfig,
  types: Iterable<string>,
  backend: StateBackend,
): readonly DeployPolicy[] {
  const used = actionsOfTypes(types);
  const grants = [
    ...resourceGrants(config).flatMap((grant) => {
      const kept = grant.effect === "Deny" ? grant.actions : grant.actions.filter((action) => used.has(action));
      return kept.length === 0 ? [] : [{ ...grant, actions: kept }];
    }),
    ...stateGrants(config, backend),
  ];
  return SUBJECTS.map((subject) => ({
    name: physicalName(config, "deploy", subject),
    document: {
      Version: "2012-10-17",
      Statement: grants.filter((grant) => grant.subject === subject).map(statement),
    },
  }));
}

function statement({ sid, effect, actions, resources, condition }: Grant): Statement {
  return {
    Sid: sid,
    Effect: effect ?? "Allow",
    Action: [...actions].sort(),
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
