import { type Check, fail, inconclusive, judged, PASS, type ResourceRule } from "../rule";
import {
  type AllowStatement,
  allowStatements,
  matchesEveryAction,
  matchesEveryResource,
  matchesWholeService,
} from "../view/iam";
import type { ResourceView } from "../view/stack";
import { at, elements, isHidden, type Value } from "../view/value";

const DOCUMENTS = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];
const ROLE = "aws:iam/role:Role";
/** Property that names managed policies, by type. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  [ROLE]: "managedPolicyArns",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
};
/** AWS's own policies that hand over the account, or its identities. */
const TOO_MUCH = ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"];

export const rolePermissions: ResourceRule = {
  id: "ACC-04",
  name: "permissions-must-be-named",
  statement:
    "No policy allows every action, a whole service on every resource, or takes over an administrator policy of AWS",
  severity: "critical",
  level: "mandatory",
  references: ["AWS FSBP IAM.1", "AWS FSBP IAM.21"],
  remediation: "List the actions that are needed and the resources that they are needed on.",
  scope: "resource",
  types: [...DOCUMENTS, ...Object.keys(ATTACHMENTS)],
  judge: (resource) => judged(resource.urn, [...documents(resource), ...attachments(resource)]),
};

function documents({ type, props }: ResourceView): readonly Check[] {
  if (DOCUMENTS.includes(type)) return checkDocument(at(props, "policy"), "policy");
  const inline = elements(at(props, "inlinePolicies"));
  if (isHidden(inline)) return [inconclusive("inlinePolicies is not known")];
  return inline.flatMap((item, index) => checkDocument(at(item, "policy"), `inlinePolicies.${index}.policy`));
}

function checkDocument(document: Value | undefined, path: string): readonly Check[] {
  const statements = allowStatements(document);
  if (statements === undefined) return [inconclusive(`${path} is not known or not a policy document`)];
  return statements.flatMap((statement) => checkStatement(statement, path));
}

function checkStatement(statement: AllowStatement, path: string): readonly Check[] {
  const everywhere = statement.allResourcesBut || statement.resources.some(matchesEveryResource);
  return [
    statement.allBut ? fail(`${path} allows every action but a few (NotAction); list those that are needed`) : PASS,
    !statement.allBut && statement.actions.some(matchesEveryAction) ? fail(`${path} allows every action`) : PASS,
    !statement.allBut && everywhere && statement.actions.some(matchesWholeService)
      ? fail(`${path} allows every action of a service on every resource`)
      : PASS,
  ];
}

function attachments({ type, props }: ResourceView): readonly Check[] {
  const property = ATTACHMENTS[type];
  if (property === undefined) return [];
  const arns = elements(at(props, property));
  if (isHidden(arns)) return [inconclusive(`${property} is not known`)];
  return arns.map((arn) => {
    if (isHidden(arn)) return inconclusive(`${property} is not known`);
    const name = typeof arn === "string" ? /^arn:[^:]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] : undefined;
    return name !== undefined && TOO_MUCH.includes(name) ? fail(`${property} takes over ${name} of AWS`) : PASS;
  });
}
