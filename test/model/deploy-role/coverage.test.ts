/** The deploy role may do all that the program's resources need, and nothing to anybody else's. */
import { loadEnvironment } from "../../../cli/environment";
import type { StackConfig } from "../../../config/schema";
import { deployPolicies, type DeployPolicy, resourceGrants } from "../../../model/deploy-role/policies";
import { actionsOfTypes, TYPE_ACTIONS } from "../../../model/deploy-role/type-actions";
import type { DeploymentResource } from "../../../sandbox/deployment";
import { ENVIRONMENTS, recordedResources } from "../../stack/recorded-environment";
import { decide } from "../iam-evaluator";
import { BACKEND } from "./backend";
import { type AskedRequest, requestsOf } from "./requests";

interface Recorded {
  readonly config: StackConfig;
  readonly resources: readonly DeploymentResource[];
  readonly policies: readonly DeployPolicy[];
  readonly requests: readonly AskedRequest[];
}

const recorded: Record<string, Recorded> = {};

function of(name: string): Recorded {
  const found = recorded[name];
  if (found === undefined) throw new Error(`${name} is not recorded`);
  return found;
}

function allowed(policies: readonly DeployPolicy[], request: AskedRequest): boolean {
  return decide({ Statement: policies.flatMap(({ document }) => document.Statement) }, request) === "allowed";
}

beforeAll(async () => {
  for (const name of ENVIRONMENTS) {
    const { config } = loadEnvironment({ environment: name });
    const all = await recordedResources(name);
    const resources = all.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    const types = new Set(resources.map(({ type }) => type));
    recorded[name] = {
      config,
      resources,
      policies: deployPolicies(config, types, BACKEND),
      requests: resources.flatMap((resource) => requestsOf(config, resource)),
    };
  }
});

describe.each(ENVIRONMENTS)("%s", (name) => {
  it("every resource's actions are allowed on what they touch", () => {
    const { policies, requests } = of(name);
    const refused = requests.filter((request) => !allowed(policies, request));
    expect([...new Set(refused.map((one) => `${one.of}: ${one.action} ${one.resource} ${JSON.stringify(one.context)}`))].slice(0, 60)).toEqual([]);
    expect(requests.length).toBeGreaterThan(5000);
  });

  it("every action of a type is asked for at least once", () => {
    const { requests, resources } = of(name);
    const asked = new Set(requests.map(({ of: what, action }) => `${what.split(" ")[0]} ${action}`));
    const missing = [...new Set(resources.map(({ type }) => type))].flatMap((type) =>
      [...actionsOfTypes([type])].filter((action) => !asked.has(`${type} ${action}`)).map((action) => `${type} ${action}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the tables", () => {
  it("no statement allows an action that no type uses", () => {
    const used = actionsOfTypes(Object.keys(TYPE_ACTIONS));
    const grants = ENVIRONMENTS.flatMap((name) => resourceGrants(of(name).config));
    const idle = grants.filter(({ effect }) => effect !== "Deny").flatMap(({ actions }) => actions.filter((action) => !used.has(action)));
    expect([...new Set(idle)]).toEqual([]);
  });
});
