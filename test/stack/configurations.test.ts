/** Whatever a valid configuration asks for, the program makes resources that every policy passes, known at the first preview. */
import fc from "fast-check";
import { checkConfig } from "../../config/check";
import type { StackConfig } from "../../config/schema";
import { deployPolicies } from "../../model/deploy-role/policies";
import { planProblems } from "../../model/plan";
import { judge } from "../../policy/judge";
import type { DeploymentResource } from "../../sandbox/deployment";
import { type KeyRequest, ThrowAwayKeys } from "../../sandbox/throw-away-keys";
import { environmentName, flat, validConfig } from "../config/arbitrary";
import { BACKEND } from "../model/deploy-role/backend";
import { requestsOf } from "../model/deploy-role/requests";
import { decide } from "../model/iam-evaluator";
import { recordedStack } from "./recorded-environment";

/** The same keys for every environment: nothing here is about their separation, and each RSA key takes half a second. */
class SharedKeys extends ThrowAwayKeys {
  override privateKey(urn: string, request: KeyRequest): Promise<string> {
    return super.privateKey(urn.slice(urn.lastIndexOf("::")), request);
  }
}

const keys = new SharedKeys();

/** What the deploy role's policies would refuse of all that the provider asks for; throws for a type without IAM actions. */
function refusedToDeployRole(config: StackConfig, resources: readonly DeploymentResource[]): readonly string[] {
  const made = resources.filter(({ custom, type }) => custom && type.startsWith("aws:"));
  const policies = deployPolicies(config, new Set(made.map(({ type }) => type)), BACKEND);
  const Statement = policies.flatMap(({ document }) => document.Statement);
  const refused = made
    .flatMap((resource) => requestsOf(config, resource))
    .filter((request) => decide({ Statement }, request) !== "allowed");
  return [...new Set(refused.map(({ action, of }) => `${of}: ${action}`))];
}

it.each(["recorded", "unknown"] as const)("generated configurations pass, ids %s", async (ids) => {
  await fc.assert(
    fc.asyncProperty(environmentName, validConfig, async (environment, input) => {
      const { config } = checkConfig({ environment, values: flat(input), isSecret: () => false });
      // More networks than a network ACL holds: refused, and tested, elsewhere.
      fc.pre(planProblems(config).length === 0);
      const { judged } = await recordedStack({ environment, values: flat(input), secretKeys: [] }, ids, keys);
      const { findings, passed } = judge(judged);
      expect(findings.filter(({ level }) => level === "mandatory")).toEqual([]);
      expect(passed).toBe(true);
      if (ids === "recorded") expect(refusedToDeployRole(config, judged.deployment.resources)).toEqual([]);
    }),
    // Each run loads and records the whole program.
    { numRuns: 10, endOnFailure: true },
  );
});
