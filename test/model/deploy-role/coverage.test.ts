/** The deploy role may do all that the program's resources need, and nothing to anybody else's. */
import { loadEnvironment } from "../../../cli/environment";
import type { StackConfig } from "../../../config/schema";
import { type DeployPolicy, deployPolicies, resourceGrants } from "../../../model/deploy-role/policies";
import { actionsOfTypes, TYPE_ACTIONS } from "../../../model/deploy-role/type-actions";
import type { DeploymentResource } from "../../../sandbox/deployment";
import { ENVIRONMENTS, recordedResources } from "../../stack/recorded-environment";
import { decide } from "../iam-evaluator";
import { authorizedTypes, hasForm } from "./authorization-reference";
import { BACKEND } from "./backend";
import { type AskedRequest, requestsOf, TAG } from "./requests";

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
    expect(
      [
        ...new Set(refused.map((one) => `${one.of}: ${one.action} ${one.resource} ${JSON.stringify(one.context)}`)),
      ].slice(0, 60),
    ).toEqual([]);
    expect(requests.length).toBeGreaterThan(2500);
  });

  it("every action of a type is asked for at least once", () => {
    const { requests, resources } = of(name);
    const asked = new Set(requests.map(({ of: what, action }) => `${what.split(" ")[0]} ${action}`));
    const missing = [...new Set(resources.map(({ type }) => type))].flatMap((type) =>
      [...actionsOfTypes([type])].filter((action) => !asked.has(`${type} ${action}`)),
    );
    // The first only where a boundary is configured (boundary.test.ts), the others where `forceDestroy` is set, which no protected environment has.
    expect(missing).toEqual([
      "iam:PutRolePermissionsBoundary",
      "s3:ListBucketVersions",
      "s3:BypassGovernanceRetention",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:GetObjectLegalHold",
      "s3:PutObjectLegalHold",
    ]);
  });

  it("every request names resources as AWS writes them", () => {
    const { requests } = of(name);
    const wrong = requests.filter(
      ({ action, resource }) =>
        resource !== "*" &&
        !authorizedTypes(action).some(({ type }) => hasForm(resource, action.split(":")[0] ?? "", type)),
    );
    expect(wrong.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
  });
});

/** The same requests about somebody else's: which of their actions are allowed all the same. */
function openTo(name: string, change: (request: AskedRequest, config: StackConfig) => AskedRequest): readonly string[] {
  const { config, policies, requests } = of(name);
  const changed = requests.flatMap((request) => {
    const other = change(request, config);
    return JSON.stringify(other) === JSON.stringify(request) ? [] : [other];
  });
  expect(changed.length).toBeGreaterThan(1000);
  return [...new Set(changed.filter((request) => allowed(policies, request)).map(({ action }) => action))].sort();
}

function otherContext({ context }: AskedRequest, change: (value: string) => string): AskedRequest["context"] {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? change(value) : value.map(change)]),
  );
}

describe.each(ENVIRONMENTS)("%s is closed to", (name) => {
  it("another account", () => {
    const open = openTo(name, (request, { account }) => ({
      ...request,
      resource: request.resource.replace(`:${account.id}:`, ":121212121212:"),
    }));
    expect(open).toEqual([]);
  });

  it("another region", () => {
    const open = openTo(name, (request, { account, ...config }) => {
      const regions = [account.region, ...account.backupRegions, "us-east-1"];
      const other = (value: string) => regions.reduce((text, region) => text.replace(region, "sa-east-1"), value);
      // Global services are called in one region for all.
      if (/^(?:iam|route53):/.test(request.action) || config.environment === "") return request;
      return { ...request, resource: other(request.resource), context: otherContext(request, other) };
    });
    expect(open).toEqual([]);
  });

  it.each(["other", "longer"])(
    "another environment's names and tags, but for what AWS cannot tell apart: %s",
    (kind) => {
      const open = openTo(name, (request, { environment }) => {
        const foreign = kind === "other" ? "elsewhere" : `${environment}-2`;
        const names = (value: string) =>
          value
            .replaceAll(`palisade-${environment}`, `palisade-${foreign}`)
            .replaceAll(`/palisade/${environment}/`, `/palisade/${foreign}/`)
            .replace(new RegExp(`^${environment}$`), foreign)
            .replace(new RegExp(`^api\\.${environment}\\.`), `api.${foreign}.`);
        return { ...request, resource: names(request.resource), context: otherContext(request, names) };
      });
      expect(open).toEqual([]);
    },
  );
});

it.each(ENVIRONMENTS)("%s takes over nothing that carries another environment's tag", (name) => {
  const tag = { [`aws:ResourceTag/${TAG}`]: "elsewhere" };
  const { config } = of(name);
  const open = openTo(name, (request) => {
    // Everything else is told by its name.
    if (!/^(?:ec2|kms|elasticloadbalancing|autoscaling):/.test(request.action) || request.resource === "*")
      return request;
    const claimed = /Tag/.test(request.action) ? { [`aws:RequestTag/${TAG}`]: config.environment } : {};
    const { "ec2:CreateAction": _, "elasticloadbalancing:CreateAction": __, ...context } = request.context;
    const isAlias = request.resource.includes(":alias/");
    const keys = authorizedTypes(request.action).filter(({ keys: known }) => known.includes("aws:ResourceTag"));
    const makes = !(`aws:ResourceTag/${TAG}` in request.context) && claimed[`aws:RequestTag/${TAG}`] === undefined;
    return isAlias || keys.length === 0 || makes
      ? request
      : { ...request, context: { ...context, ...claimed, ...tag } };
  });
  expect(open).toEqual([]);
});

/** What no policy can close, each with its reason in docs/deploy-role.md. */
const OPEN_IN_ACCOUNT = [
  // Defaults of a VPC and root volumes are tagged after they exist, and the default network ACL is emptied before.
  "ec2:CreateTags",
  "ec2:DeleteNetworkAclEntry",
  // A key is tagged while it is made, when it has no tag yet.
  "kms:TagResource",
  // Route 53 limits by neither name nor tag.
  "route53:AssociateVPCWithHostedZone",
  "route53:ChangeResourceRecordSets",
  "route53:ChangeTagsForResource",
  "route53:DeleteHostedZone",
  "route53:DisassociateVPCFromHostedZone",
  "route53:GetDNSSEC",
  "route53:GetHostedZone",
  "route53:ListResourceRecordSets",
  "route53:ListTagsForResource",
  "route53:UpdateHostedZoneComment",
];

it.each(ENVIRONMENTS)("%s changes what nobody's tag protects in few ways", (name) => {
  const { policies, requests } = of(name);
  const open = requests.flatMap((request) => {
    const service = request.action.split(":")[0] ?? "";
    // Names and numbers that AWS gives, not we: a tag is all that could tell whose it is.
    const byId = /^arn:[^:]+:(?:ec2:[^:]*:\d+:|kms:[^:]*:\d+:key\/|route53:::hostedzone)/.test(request.resource);
    if (
      !byId ||
      (service === "ec2" && !(`aws:ResourceTag/${TAG}` in request.context) && !request.action.includes("Tags"))
    )
      return [];
    const context = Object.fromEntries(
      Object.entries(request.context).filter(
        ([key]) => !key.startsWith("aws:ResourceTag/") && key !== "ec2:CreateAction",
      ),
    );
    const judged = { ...request, context };
    return allowed(policies, judged) ? [request.action] : [];
  });
  expect([...new Set(open)].sort()).toEqual(OPEN_IN_ACCOUNT);
});

describe("the tables", () => {
  it("no statement allows an action that no type uses", () => {
    const used = actionsOfTypes(Object.keys(TYPE_ACTIONS));
    const grants = ENVIRONMENTS.flatMap((name) => resourceGrants(of(name).config));
    const idle = grants
      .filter(({ effect }) => effect !== "Deny")
      .flatMap(({ actions }) => actions.filter((action) => !used.has(action)));
    expect([...new Set(idle)]).toEqual([]);
  });
});
