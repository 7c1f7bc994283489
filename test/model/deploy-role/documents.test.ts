/** The documents as IAM takes them, and what the role may never do. */
import fc from "fast-check";
import { checkConfig } from "../../../config/check";
import type { StackConfig } from "../../../config/schema";
import { deployRoleArns } from "../../../model/arns";
import { deployPolicies, POLICY_LIMITS } from "../../../model/deploy-role/policies";
import { actionsOfTypes } from "../../../model/deploy-role/type-actions";
import { planRoles } from "../../../model/roles";
import { environmentName, flat, validConfig } from "../../config/arbitrary";
import { disposable, prod, staging } from "../environments";
import type { Request } from "../iam-evaluator";
import { authorizedTypes } from "./authorization-reference";
import { BACKEND } from "./backend";
import { may, statementsOf, TYPES } from "./decision";

const CONFIGS = [staging, prod, disposable];
/** As long as names and as many regions as a configuration takes. */
const LARGEST: StackConfig = {
  ...prod,
  environment: "e".repeat(12),
  account: { ...prod.account, backupRegions: ["ap-southeast-1", "ap-northeast-1", "ap-southeast-2", "ap-northeast-2"] },
  access: { ...prod.access, transitGatewayId: "tgw-0123456789abcdef0" },
  protection: { deletionProtection: false, disposable: true },
};
/** Longer ARNs, both ways to name an image, and a boundary of the longest name. */
const LARGEST_GOV: StackConfig = {
  ...LARGEST,
  account: {
    ...prod.account,
    region: "us-gov-west-1",
    backupRegions: ["us-gov-east-1"],
    permissionsBoundaryArn: `arn:aws-us-gov:iam::111122223333:policy/${"p".repeat(128)}`,
  },
  talos: { ...prod.talos, image: { id: "ami-0f1e2d3c4b5a69788" } },
  access: {
    ...LARGEST.access,
    bastion: { image: { owner: "137112412989", name: "al2023" }, instanceType: "t3.micro" },
  },
};

function expectWellFormed(config: StackConfig): void {
  const policies = deployPolicies(config, TYPES, BACKEND);
  expect(policies.length).toBeLessThanOrEqual(POLICY_LIMITS.perRole);
  for (const { name, document } of policies) {
    expect(document.Version).toBe("2012-10-17");
    expect([name, document.Statement.length > 0]).toEqual([name, true]);
    expect([name, JSON.stringify(document).length <= POLICY_LIMITS.characters]).toEqual([name, true]);
    expect(name.length).toBeLessThanOrEqual(128);
    const sids = document.Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  }
}

describe("the documents", () => {
  it.each([LARGEST, LARGEST_GOV])("fit IAM for the largest environment: $account.region", (config) => {
    expectWellFormed(config);
  });

  it("fit IAM for generated configurations", () => {
    fc.assert(
      fc.property(environmentName, validConfig, (environment, input) => {
        expectWellFormed(checkConfig({ environment, values: flat(input), isSecret: () => false }).config);
      }),
      { numRuns: 200 },
    );
  });

  it("name each action, every one of which AWS has, and none twice in a statement", () => {
    for (const { Action } of CONFIGS.flatMap((config) => statementsOf(deployPolicies(config, TYPES, BACKEND)))) {
      const actions = [Action].flat();
      expect(actions.filter((action) => !/^[a-z0-9]+:[A-Z]\w+$/.test(action))).toEqual([]);
      expect(new Set(actions).size).toBe(actions.length);
    }
    for (const action of actionsOfTypes(TYPES)) expect(authorizedTypes(action).length).toBeGreaterThan(0);
  });

  it("allow on every resource only what AWS limits to none, and then in the environment's regions or VPCs", () => {
    const unscoped = statementsOf(deployPolicies(prod, TYPES, BACKEND)).filter(({ Resource }) => Resource === "*");
    expect(unscoped.filter(({ Condition }) => Condition === undefined)).toEqual([]);
    const limited = unscoped
      .flatMap(({ Action }) => Action)
      .filter((action) => authorizedTypes(action).some(({ type, required }) => type !== "*" && required));
    expect(limited).toEqual([]);
  });

  it("leave out the actions of types that a program does not make", () => {
    const policies = deployPolicies(staging, ["aws:ec2/vpc:Vpc"], BACKEND);
    const allowed = statementsOf(policies).filter(({ Effect }) => Effect === "Allow");
    const actions = new Set(allowed.flatMap(({ Action }) => Action));
    expect(actions.has("ec2:CreateVpc")).toBe(true);
    expect([...actions].filter((action) => /^(?:rds|iam|secretsmanager|elasticloadbalancing):/.test(action))).toEqual(
      [],
    );
    expect(actions.has("ec2:RunInstances")).toBe(false);
  });

  it("are refused for a type that nobody wrote down", () => {
    expect(() => deployPolicies(staging, ["aws:rds/cluster:Cluster"], BACKEND)).toThrow("aws:rds/cluster:Cluster");
  });
});

/** A request to make a tag condition true by its own tags must not reach what it is made in. */
it("a tag in a request never stands in for one on a resource", () => {
  const grants = statementsOf(deployPolicies(prod, TYPES, BACKEND)).filter(({ Sid }) => Sid.startsWith("Make"));
  expect(grants.length).toBe(5);
  for (const { Action, Resource } of grants) {
    const named = [Resource].flat().map((arn) => arn.split(":")[5]?.split("/")[0] ?? "");
    const around = [Action]
      .flat()
      .flatMap((action) => authorizedTypes(action).filter(({ keys }) => keys.includes("aws:ResourceTag")));
    expect(around.filter(({ type }) => named.includes(type)).map(({ type }) => type)).toEqual([]);
  }
});

describe("the role may never", () => {
  const ROLE = "arn:aws:iam::111122223333:role/palisade-prod-deploy";
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

  it.each([
    ["make a user", { action: "iam:CreateUser", resource: "arn:aws:iam::111122223333:user/eve" }],
    ["make an access key", { action: "iam:CreateAccessKey", resource: "arn:aws:iam::111122223333:user/eve" }],
    ["make a role of another name", { action: "iam:CreateRole", resource: role("admin") }],
    ["change another environment's role", { action: "iam:PutRolePolicy", resource: role("palisade-staging-worker") }],
    ["attach a managed policy", { action: "iam:AttachRolePolicy", resource: role("palisade-prod-worker") }],
    ["make a managed policy", { action: "iam:CreatePolicy", resource: "arn:aws:iam::111122223333:policy/x" }],
    ["assume another role", { action: "sts:AssumeRole", resource: role("palisade-prod-worker") }],
    [
      "lift the bucket lock of a protected environment",
      {
        action: "s3:BypassGovernanceRetention",
        resource: "arn:aws:s3:::palisade-prod-audit-111122223333-eu-central-1/x",
      },
    ],
    [
      "read backups",
      { action: "s3:GetObject", resource: "arn:aws:s3:::palisade-prod-backups-111122223333-eu-central-1/x" },
    ],
    [
      "read another environment's bucket",
      { action: "s3:GetBucketPolicy", resource: "arn:aws:s3:::palisade-staging-audit-111122223333-eu-central-1" },
    ],
    [
      "read another environment's secrets",
      {
        action: "secretsmanager:GetSecretValue",
        resource: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:/palisade/staging/talos-secrets-x-AbCdEf",
      },
    ],
    [
      "delete a foreign key",
      { action: "kms:ScheduleKeyDeletion", resource: "arn:aws:kms:eu-central-1:111122223333:key/0123" },
    ],
    [
      "use a key directly",
      {
        action: "kms:Decrypt",
        resource: "arn:aws:kms:eu-central-1:111122223333:key/0123",
        context: { "aws:ResourceTag/palisade:environment": "prod" },
      },
    ],
    [
      "end a foreign instance",
      { action: "ec2:TerminateInstances", resource: "arn:aws:ec2:eu-central-1:111122223333:instance/i-0123" },
    ],
  ] satisfies readonly (readonly [string, Request])[])("%s", (_, request) => {
    expect(may(request)).toBe("not allowed");
  });

  it.each([
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:DeleteRolePermissionsBoundary",
    "iam:PassRole",
  ])("%s on itself, whatever is attached to it besides", (action) => {
    expect(may({ action, resource: ROLE })).toBe("denied");
    const own = role("ci/deployer");
    const config = { ...prod, account: { ...prod.account, deployRoleArns: [own] } };
    expect(may({ action, resource: own }, config)).toBe("denied");
  });

  it("change its own policies, or the keys of its state and configuration, even if they carried its tag", () => {
    const policy = "arn:aws:iam::111122223333:policy/palisade-prod-deploy-roles";
    expect(may({ action: "iam:CreatePolicyVersion", resource: policy })).toBe("denied");
    for (const resource of [BACKEND.stateKeyArn, BACKEND.configKeyArn]) {
      const context = { "aws:ResourceTag/palisade:environment": "prod" };
      expect(may({ action: "kms:ScheduleKeyDeletion", resource, context })).toBe("denied");
      expect(may({ action: "kms:TagResource", resource, context })).toBe("denied");
    }
  });

  it("give a resource to another environment, or take the tag away that says whose it is", () => {
    const tag = (action: string, value: string, keys: readonly string[]) =>
      may({
        action,
        resource: "arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0123",
        context: {
          "aws:ResourceTag/palisade:environment": "prod",
          ...(value === "" ? {} : { "aws:RequestTag/palisade:environment": value }),
          "aws:TagKeys": keys,
        },
      });
    expect(tag("ec2:CreateTags", "prod", ["palisade:environment"])).toBe("allowed");
    expect(tag("ec2:CreateTags", "staging", ["palisade:environment"])).toBe("not allowed");
    expect(tag("ec2:DeleteTags", "", ["owner"])).toBe("allowed");
    expect(tag("ec2:DeleteTags", "", ["owner", "palisade:environment"])).toBe("not allowed");
  });

  it.each([
    ["ec2:DeleteTags", "arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0123"],
    ["kms:UntagResource", "arn:aws:kms:eu-central-1:111122223333:key/0123"],
    [
      "autoscaling:DeleteTags",
      "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:0:autoScalingGroupName/palisade-prod-x",
    ],
  ])("%s without naming tags, which takes all of them", (action, resource) => {
    const context = { "aws:ResourceTag/palisade:environment": "prod" };
    expect(may({ action, resource, context })).toBe("not allowed");
    expect(may({ action, resource, context: { ...context, "aws:TagKeys": ["owner"] } })).toBe("allowed");
  });
});

describe("instances are launched from", () => {
  const launch = (resource: string, context: Request["context"] = {}, config = prod) =>
    may({ action: "ec2:RunInstances", resource: `arn:aws:ec2:eu-central-1::${resource}`, context }, config);

  const byOwner = (owner: string) => ({
    ...prod,
    talos: { ...prod.talos, image: { owner, name: "talos" } },
    access: { ...prod.access, bastion: undefined },
  });
  const mine = { "ec2:Owner": "111122223333", "ec2:Public": "false" };

  it.each(["image/ami-0abc", "snapshot/snap-0abc"])("%s of this account only with the environment's tag", (source) => {
    const tagged = (value: string) => ({ ...mine, "aws:ResourceTag/palisade:environment": value });
    for (const config of [prod, byOwner("111122223333")]) {
      expect(launch(source, mine, config)).toBe("not allowed");
      expect(launch(source, tagged("staging"), config)).toBe("not allowed");
      expect(launch(source, tagged("prod"), config)).toBe("allowed");
    }
  });

  it("an image of another account that is public, or whose owner the configuration names", () => {
    const shared = { "ec2:Owner": "999988887777", "ec2:Public": "false" };
    expect(launch("image/ami-0abc", { "ec2:Owner": "amazon", "ec2:Public": "true" })).toBe("allowed");
    expect(launch("image/ami-0abc", shared)).toBe("not allowed");
    expect(launch("image/ami-0abc", shared, byOwner("999988887777"))).toBe("allowed");
    // AWS does not tell which snapshots are public.
    expect(launch("snapshot/snap-0abc", { "ec2:Owner": "999988887777" })).toBe("allowed");
  });

  it("an image of this account that the configuration names by its id, and from no other id", () => {
    const named = "ami-0f1e2d3c4b5a69788";
    const config = { ...prod, talos: { ...prod.talos, image: { id: named } } };
    expect(launch(`image/${named}`, mine, config)).toBe("allowed");
    expect(launch("image/ami-0aaaaaaaaaaaaaaaa", mine, config)).toBe("not allowed");
  });
});

describe("roles are handed", () => {
  it.each(CONFIGS)("to the service that they trust and to no other: $environment", (config) => {
    for (const { arn, key, trust } of planRoles(config)) {
      const [principal] = trust.Statement.map(({ Principal }) => Principal);
      const service = typeof principal === "object" ? String(principal["Service"]) : "";
      const pass = (to: string) =>
        may({ action: "iam:PassRole", resource: arn, context: { "iam:PassedToService": to } }, config);
      expect([key, pass(service)]).toEqual([key, key === "provisioning" ? "not allowed" : "allowed"]);
      expect([key, pass("codebuild.amazonaws.com")]).toEqual([key, "not allowed"]);
    }
  });

  it("and the deploy role to none", () => {
    for (const config of CONFIGS) {
      for (const resource of deployRoleArns(config)) {
        expect(
          may({ action: "iam:PassRole", resource, context: { "iam:PassedToService": "ec2.amazonaws.com" } }, config),
        ).toBe("denied");
      }
    }
  });
});
