import { rolePermissions } from "../../../policy/rules/role-permissions";
import { failed, type Inputs, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";

const ROLE = "aws:iam/role:Role";
const DOCUMENT_TYPES = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];
const EVERY_ACTION = "allows every action";
const ALL_BUT = "allows every action but a few (NotAction); list those that are needed";
const WHOLE_SERVICE = "allows every action of a service on every resource";

const judged = (type: string, inputs: Inputs) => told(rolePermissions, resource(type, "made", inputs));
const document = (...statements: readonly Inputs[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (more: Inputs) => ({ Effect: "Allow", ...more });
const one = (more: Inputs) => judged("aws:iam/policy:Policy", { policy: document(allow(more)) });

describe.each(DOCUMENT_TYPES)("documents of %s", (type) => {
  test("passes for named actions and fails for every action", () => {
    expect(judged(type, { policy: document(allow({ Action: ["s3:GetObject"], Resource: "*" })) })).toEqual(PASS);
    expect(judged(type, { policy: document(allow({ Action: "*", Resource: "*" })) })).toEqual(
      failed(`made: policy ${EVERY_ACTION}`),
    );
  });
});

describe("statements", () => {
  test.each<[string, Inputs]>([
    ["a service on its own resources", { Action: "kms:*", Resource: "arn:aws:kms:eu-central-1:123456789012:key/k" }],
    ["objects of one bucket", { Action: "s3:*", Resource: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"] }],
    ["a family of actions everywhere", { Action: "ec2:Describe*", Resource: "*" }],
  ])("pass for %s", (_, statement) => {
    expect(one(statement)).toEqual(PASS);
  });

  test.each(["*", "*:*", "**", "*?", "?*", "*:**", "**:*"])("fail for action %s", (action) => {
    expect(one({ Action: ["s3:GetObject", action], Resource: "arn:aws:s3:::bucket" })).toEqual(
      failed(`made: policy ${EVERY_ACTION}`),
    );
  });

  test.each(["s3:*", "S3:**", "iam:?*", "kms:*?", "s*:*", "ia?:*"])("fail for %s on every resource", (action) => {
    expect(one({ Action: action, Resource: "*" })).toEqual(failed(`made: policy ${WHOLE_SERVICE}`));
  });

  test.each([
    "*",
    "**",
    "arn:aws:s3:::*",
    "arn:aws:s3:::*/*",
    "arn:*:*:*:*:*",
    "arn:aws:iam::123456789012:*",
    "arn:aws:*",
    "arn:*",
    "*:*",
  ])("fail for a service on %s", (target) => {
    expect(one({ Action: "iam:*", Resource: ["arn:aws:iam::123456789012:role/named", target] })).toEqual(
      failed(`made: policy ${WHOLE_SERVICE}`),
    );
  });

  test("fail for a service on every resource but a few, and for every action but a few", () => {
    expect(one({ Action: "kms:*", NotResource: "arn:aws:kms:eu-central-1:123456789012:key/k" })).toEqual(
      failed(`made: policy ${WHOLE_SERVICE}`),
    );
    expect(one({ NotAction: ["iam:*"], Resource: "*" })).toEqual(failed(`made: policy ${ALL_BUT}`));
    expect(one({ NotAction: "*", Resource: "arn:aws:s3:::bucket" })).toEqual(failed(`made: policy ${ALL_BUT}`));
  });

  test("are found by any case of their names, alone or in a list, beside others", () => {
    expect(judged("aws:iam/policy:Policy", { policy: '{"statement":{"effect":"Allow","ACTION":"*"}}' })).toEqual(
      failed(`made: policy ${EVERY_ACTION}`),
    );
    const mixed = document(
      { Effect: "Deny", Action: "*", Resource: "*" },
      allow({ Action: "s3:GetObject", Resource: "*" }),
      allow({ Action: "iam:*", Resource: "*" }),
      allow({ Action: "*", Resource: "*" }),
    );
    expect(judged("aws:iam/policy:Policy", { policy: mixed })).toEqual(
      failed(`made: policy ${WHOLE_SERVICE}`, `made: policy ${EVERY_ACTION}`),
    );
  });

  test("that deny may deny everything; what is no known effect counts as Allow", () => {
    expect(
      judged("aws:iam/policy:Policy", { policy: document({ Effect: "Deny", Action: "*", Resource: "*" }) }),
    ).toEqual(PASS);
    for (const Effect of ["deny", "", undefined]) {
      expect(judged("aws:iam/policy:Policy", { policy: document({ Effect, Action: "*", Resource: "*" }) })).toEqual(
        failed(`made: policy ${EVERY_ACTION}`),
      );
    }
  });

  test("of a document that is given as an object are read too", () => {
    const policy = { Statement: [allow({ Action: "*", Resource: "*" })] };
    expect(judged("aws:iam/policy:Policy", { policy })).toEqual(failed(`made: policy ${EVERY_ACTION}`));
  });

  test.each<[string, unknown]>([
    ["not known", UNKNOWN],
    ["left out", undefined],
    ["no JSON", "{"],
    ["no document", "[]"],
    ["without statements", document()],
    ["with a statement that is none", JSON.stringify({ Statement: ["*"] })],
    ["with an action that is not known", { Statement: [allow({ Action: [UNKNOWN], Resource: "*" })] }],
    ["with a resource that is not known", { Statement: [allow({ Action: "s3:*", Resource: UNKNOWN })] }],
  ])("of a document that is %s cannot be judged", (_, policy) => {
    expect(judged("aws:iam/rolePolicy:RolePolicy", { policy })).toEqual(
      undecided("made: policy is not known or not a policy document"),
    );
  });

  test("that are long runs of wildcards take no time", () => {
    const start = performance.now();
    expect(one({ Action: `s3:${"*".repeat(5000)}x`, Resource: `arn:aws:s3:::${"*".repeat(5000)}x` })).toEqual(PASS);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("are never repeated in a message", () => {
    const told = one({ Action: ["*", "marker:Action"], Resource: "arn:aws:s3:::marker" });
    expect(told.outcome).toBe("fail");
    expect(JSON.stringify(told)).not.toContain("marker");
  });
});

describe("roles", () => {
  const policy = document(allow({ Action: "*", Resource: "*" }));

  test("pass for a trust policy alone, and fail for an inline policy", () => {
    expect(judged(ROLE, { assumeRolePolicy: document(allow({ Action: "sts:AssumeRole" })) })).toEqual(PASS);
    const named = { name: "named", policy: document(allow({ Action: "s3:GetObject", Resource: "*" })) };
    expect(judged(ROLE, { inlinePolicies: [named] })).toEqual(PASS);
    expect(judged(ROLE, { inlinePolicies: [named, { name: "all", policy }] })).toEqual(
      failed(`made: inlinePolicies.1.policy ${EVERY_ACTION}`),
    );
  });

  test("cannot be judged where an inline policy is not known", () => {
    expect(judged(ROLE, { inlinePolicies: UNKNOWN })).toEqual(undecided("made: inlinePolicies is not known"));
    expect(judged(ROLE, { inlinePolicies: [{ name: "n", policy: UNKNOWN }] })).toEqual(
      undecided("made: inlinePolicies.0.policy is not known or not a policy document"),
    );
  });
});

describe.each([
  [ROLE, "managedPolicyArns", true],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn", false],
  ["aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn", false],
  ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn", false],
  ["aws:iam/policyAttachment:PolicyAttachment", "policyArn", false],
  ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns", true],
  ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "policyArns", true],
  ["aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", "policyArns", true],
])("attachments of %s", (type, property, many) => {
  const attached = (arn: string) =>
    judged(type, { [property]: many ? ["arn:aws:iam::123456789012:policy/p", arn] : arn });

  test.each(["AmazonSSMManagedInstanceCore", "service-role/AWSBackupServiceRolePolicyForBackup", "ReadOnlyAccess"])(
    "pass for %s",
    (name) => {
      expect(attached(`arn:aws:iam::aws:policy/${name}`)).toEqual(PASS);
    },
  );

  test.each([
    ["arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess"],
    ["arn:aws:iam::aws:policy/IAMFullAccess", "IAMFullAccess"],
    ["arn:aws:iam::aws:policy/PowerUserAccess", "PowerUserAccess"],
    ["arn:aws-us-gov:iam::aws:policy/AdministratorAccess", "AdministratorAccess"],
    ["arn:aws-cn:iam::aws:policy/job-function/AdministratorAccess", "AdministratorAccess"],
  ])("fail for %s", (arn, name) => {
    expect(attached(arn)).toEqual(failed(`made: ${property} takes over ${name} of AWS`));
  });

  test("pass for a policy of the account that has such a name: it is judged where it is made", () => {
    expect(attached("arn:aws:iam::123456789012:policy/AdministratorAccess")).toEqual(PASS);
  });

  test("cannot be judged where an ARN is not known", () => {
    expect(attached(UNKNOWN)).toEqual(undecided(`made: ${property} is not known`));
    expect(judged(type, { [property]: UNKNOWN })).toEqual(undecided(`made: ${property} is not known`));
  });
});

test("role-permissions does not look at other policies", () => {
  const policy = document(allow({ Action: "*", Resource: "*", Principal: "*" }));
  for (const type of ["aws:kms/key:Key", "aws:s3/bucketPolicy:BucketPolicy", "aws:sns/topicPolicy:TopicPolicy"]) {
    expect(judged(type, { policy })).toEqual(NOT_APPLICABLE);
  }
});
