import { type Check, fail, inconclusive, PASS, type StackRule } from "../rule";
import {
  type AuditPolicy,
  type AuditRequest,
  auditAnswer,
  auditPolicy,
  DEFAULT_AUDIT_POLICY,
} from "../view/audit-policy";
import { type RequestGroup, requestGroups } from "../view/audit-requests";
import { componentArguments } from "../view/component-arguments";
import { type MachineConfig, type Section, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { isObject } from "../view/value";

/**
 * Bodies of secrets and tokens in the audit log would show them to whoever reads logs, so of these requests the metadata is recorded and no more;
 * a read has no body of its own, and may be recorded with what was asked. Everything else is recorded at least by its metadata.
 */
export const auditPolicyRule: StackRule = {
  id: "K8S-05",
  name: "audit-policy-must-cover-every-request",
  statement: "The audit policy records every request, and no body that holds a secret or a token",
  severity: "high",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that a minimal audit policy is created",
    "CIS Kubernetes: Ensure that the audit policy covers key security concerns",
  ],
  remediation:
    "Put rules of level Metadata for secrets and tokens first, end with a rule of level Metadata for everything, and leave no request to level None.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const args = componentArguments(config, "kube-apiserver");
  const file = "audit-policy-file";
  return [
    args.has(file) ? fail(`${args.nameOf(file)} must not be there: it replaces the policy of the configuration`) : PASS,
    ...checkPolicy(policySection(config)),
  ];
}

function policySection(config: MachineConfig): Section {
  const kind = "KubeAuditPolicyConfig";
  if (config.has(kind)) return within(config.document(kind), "configuration");
  const section = config.main("cluster", "apiServer", "auditPolicy");
  const isEmpty = isObject(section.value) && Object.keys(section.value).length === 0;
  return isEmpty ? { ...section, value: undefined } : section;
}

/** Policies that were tried, by their texts: the control planes of a cluster have the same one. */
const tried = new Map<string, readonly Check[]>();
const TRIED_KEPT = 100;

function checkPolicy(section: Section): readonly Check[] {
  const text = JSON.stringify([section.field, section.value]);
  const known = tried.get(text);
  if (known !== undefined) return known;
  const checks = tryPolicy(section).filter(({ outcome }) => outcome !== "pass");
  if (tried.size < TRIED_KEPT) tried.set(text, checks);
  return checks;
}

function tryPolicy({ field, value }: Section): readonly Check[] {
  const isOwn = value !== undefined || field.startsWith("Kube");
  const policy = isOwn ? auditPolicy(value) : DEFAULT_AUDIT_POLICY;
  if (typeof policy === "string")
    return [fail(`${field}.${policy} is no part of an audit policy, and kube-apiserver does not start with it`)];
  const groups = requestGroups(policy);
  if (groups === undefined) return [inconclusive(`${field} names more users, groups and objects than are tried`)];
  return groups.flatMap((group) => group.requests.map((request) => checkRequest(field, policy, group, request)));
}

function checkRequest(
  field: string,
  policy: AuditPolicy,
  { what, levels }: RequestGroup,
  request: AuditRequest,
): Check {
  const { level, rule, omitsEnd } = auditAnswer(policy, request);
  if (rule === undefined) return fail(`${field} has no rule for ${what}, which are then not recorded`);
  if (level === "None") return fail(`${field}.rules.${rule} leaves ${what} out of the log`);
  if (!levels.includes(level)) return fail(`${field}.rules.${rule} records bodies of ${what}`);
  return omitsEnd ? fail(`${field}.rules.${rule} leaves out how ${what} ended (stage ResponseComplete)`) : PASS;
}
