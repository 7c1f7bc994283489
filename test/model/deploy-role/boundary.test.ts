/** The permissions boundary: what it lets the environment's roles do, and what it keeps the deploy role from. */
import fc from "fast-check";
import { loadEnvironment } from "../../../cli/environment";
import { ROOT } from "../../../cli/root";
import { checkConfig } from "../../../config/check";
import type { StackConfig } from "../../../config/schema";
import { readStackFile } from "../../../config/stack-file";
import { boundaryPolicy } from "../../../model/deploy-role/boundary";
import { deployPolicies, POLICY_LIMITS } from "../../../model/deploy-role/policies";
import { TYPE_ACTIONS } from "../../../model/deploy-role/type-actions";
import type { Statement } from "../../../model/iam-document";
import { planRoles } from "../../../model/roles";
import type { DeploymentResource } from "../../../sandbox/deployment";
import { environmentName, flat, validConfig } from "../../config/arbitrary";
import { recordedStack } from "../../stack/recorded-environment";
import { disposable, prod, staging } from "../environments";
import { type Decision, decide, type Request } from "../iam-evaluator";
import { BACKEND } from "./backend";
import { requestsOf } from "./requests";

const BOUNDARY = "arn:aws:iam::111122223333:policy/palisade-prod-boundary";
const OTHER = "arn:aws:iam::aws:policy/AdministratorAccess";
const KEY = "iam:PermissionsBoundary";
const bounded: StackConfig = { ...prod, account: { ...prod.account, permissionsBoundaryArn: BOUNDARY } };

function statementsOf(config: StackConfig): readonly Statement[] {
  return deployPolicies(config, Object.keys(TYPE_ACTIONS), BACKEND).flatMap(({ document }) => document.Statement);
}

function may(action: string, context: Request["context"] = {}, config = bounded): Decision {
  const resource = "arn:aws:iam::111122223333:role/palisade-prod-worker";
  const made = action === "iam:CreateRole" ? { "aws:RequestTag/palisade:environment": "prod" } : {};
  return decide({ Statement: statementsOf(config) }, { action, resource, context: { ...made, ...context } });
}

describe("with a boundary, the deploy role", () => {
  it.each(["iam:CreateRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"])("may %s only within it", (action) => {
    expect(may(action, { [KEY]: BOUNDARY })).toBe("allowed");
    expect(may(action)).toBe("not allowed");
    expect(may(action, { [KEY]: OTHER })).toBe("not allowed");
    // What docs/deploy-role.md says of an environment without one.
    expect(may(action, {}, prod)).toBe("allowed");
  });

  it("may put it on a role, and neither take it off nor exchange it, whatever is attached to it besides", () => {
    expect(may("iam:PutRolePermissionsBoundary", { [KEY]: BOUNDARY })).toBe("allowed");
    expect(may("iam:PutRolePermissionsBoundary", { [KEY]: OTHER })).toBe("denied");
    expect(may("iam:DeleteRolePermissionsBoundary", { [KEY]: BOUNDARY })).toBe("denied");
    expect(may("iam:PutRolePermissionsBoundary", { [KEY]: BOUNDARY }, prod)).toBe("not allowed");
  });

  it.each([
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:DeletePolicy",
  ])("may not %s of the boundary itself", (action) => {
    expect(decide({ Statement: statementsOf(bounded) }, { action, resource: BOUNDARY })).toBe("denied");
  });
});

describe("the recorded program with a boundary", () => {
  let config: StackConfig;
  let resources: readonly DeploymentResource[];
  let arn: string;

  beforeAll(async () => {
    const stackFile = readStackFile(ROOT, "prod");
    const account = JSON.parse(stackFile.values["palisade:account"] ?? "{}") as { readonly id: string };
    arn = `arn:aws:iam::${account.id}:policy/palisade-prod-boundary`;
    const values = {
      ...stackFile.values,
      "palisade:account": JSON.stringify({ ...account, permissionsBoundaryArn: arn }),
    };
    const loaded = loadEnvironment({ environment: "prod" }).config;
    config = { ...loaded, account: { ...loaded.account, permissionsBoundaryArn: arn } };
    const { deployment } = await recordedStack({ ...stackFile, values });
    resources = deployment.deployment.resources;
  });

  it("has it on every role", () => {
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles.length).toBe(planRoles(config).length);
    expect(roles.filter(({ inputs }) => inputs["permissionsBoundary"] !== arn)).toEqual([]);
  });

  it("is made, changed and deleted by the deploy role", () => {
    const all = resources.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    const policies = deployPolicies(config, new Set(all.map(({ type }) => type)), BACKEND);
    const statements = policies.flatMap(({ document }) => document.Statement);
    const requests = all.flatMap((resource) => requestsOf(config, resource));
    expect(requests.filter(({ action }) => action === "iam:PutRolePermissionsBoundary").length).toBeGreaterThan(5);
    const refused = requests.filter((request) => decide({ Statement: statements }, request) !== "allowed");
    expect(refused.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
  });
});

/** Each action on each resource under its condition, as one text. */
function allowedBy(statements: readonly Statement[]): readonly string[] {
  const texts = statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action, Condition, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => JSON.stringify([action, resource, Condition]))),
    );
  return [...new Set(texts)].sort();
}

function expectBoundary(config: StackConfig): void {
  const { name, document } = boundaryPolicy(config);
  const roles = planRoles(config).flatMap(({ policies }) => policies.flatMap((policy) => policy.document.Statement));
  expect(allowedBy(document.Statement)).toEqual(allowedBy(roles));
  expect(document.Statement.filter(({ Effect }) => Effect !== "Allow")).toEqual([]);
  expect([name, JSON.stringify(document).length <= POLICY_LIMITS.characters]).toEqual([name, true]);
  const sids = document.Statement.map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
  expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
}

describe("the boundary's document", () => {
  it.each([staging, prod, disposable])("allows what the roles are allowed and nothing else: $environment", (config) => {
    expectBoundary(config);
  });

  it("fits IAM for the largest environment", () => {
    expectBoundary({
      ...prod,
      environment: "e".repeat(12),
      account: {
        ...prod.account,
        backupRegions: ["ap-southeast-1", "ap-northeast-1", "ap-southeast-2", "ap-northeast-2"],
      },
    });
  });

  it("fits IAM for generated configurations", () => {
    fc.assert(
      fc.property(environmentName, validConfig, (environment, input) => {
        expectBoundary(checkConfig({ environment, values: flat(input), isSecret: () => false }).config);
      }),
      { numRuns: 100 },
    );
  });

  it("has a name that is none of the deploy role's own policies, whose documents lie beside it", () => {
    const named = "arn:aws:iam::111122223333:policy/platform/palisade-prod-deploy-roles";
    const config = { ...prod, account: { ...prod.account, permissionsBoundaryArn: named } };
    expect(boundaryPolicy(config).name).toBe("palisade-prod-boundary");
  });
});
