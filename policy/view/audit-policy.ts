/**
 * Audit policies (audit.k8s.io/v1) as kube-apiserver reads them: the first rule that matches a request decides, and a request that none matches
 * is not recorded. Read in k8s.io/apiserver pkg/audit/policy/checker.go and pkg/apis/audit/validation of v0.35.3.
 */
import { isObject, type Value } from "./value";

export const LEVELS = ["None", "Metadata", "Request", "RequestResponse"] as const;
export type AuditLevel = (typeof LEVELS)[number];

export interface AuditRequest {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  /** API group, resource ("secrets", "pods/exec"), namespace ("" for none) and name; or a path that is no resource. */
  readonly target:
    | { readonly group: string; readonly resource: string; readonly namespace: string; readonly name: string }
    | { readonly path: string };
}

export interface AuditAnswer {
  readonly level: AuditLevel;
  /** Place of the rule that decided; undefined: none matched. */
  readonly rule: number | undefined;
  /** Whether the stage is left out that says how the request ended. */
  readonly omitsEnd: boolean;
}

export interface AuditRule {
  readonly level: AuditLevel;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly resources: readonly {
    readonly group: string;
    readonly resources: readonly string[];
    readonly resourceNames: readonly string[];
  }[];
  readonly omitStages: readonly string[];
}

export interface AuditPolicy {
  readonly rules: readonly AuditRule[];
  readonly omitStages: readonly string[];
}

const STAGES: readonly string[] = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"];
const PATH = /^(?:\*|\/[^*]*\*?)$/;
const GROUP = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?$/;

function isStage(text: string): boolean {
  return STAGES.includes(text);
}

/** Talos' own, where a configuration has none. */
export const DEFAULT_AUDIT_POLICY: AuditPolicy = { rules: [rule({ level: "Metadata" })], omitStages: [] };

/** Place of the first part that kube-apiserver would not start with, as "rules.2"; the policy where there is none. */
export function auditPolicy(value: Value | undefined): AuditPolicy | string {
  const rules = isObject(value) ? (value["rules"] ?? []) : undefined;
  if (!isObject(value) || !Array.isArray(rules) || rules.length === 0) return "rules";
  const omitStages = strings(value["omitStages"]);
  if (omitStages?.every(isStage) !== true) return "omitStages";
  const read = (rules as readonly Value[]).map(auditRule);
  const wrong = read.indexOf(undefined);
  return wrong < 0 ? { rules: read.filter((item) => item !== undefined), omitStages } : `rules.${wrong}`;
}

export function auditAnswer(policy: AuditPolicy, request: AuditRequest): AuditAnswer {
  const index = policy.rules.findIndex((candidate) => matches(candidate, request));
  const found = policy.rules[index];
  const omitted = [...policy.omitStages, ...(found?.omitStages ?? [])];
  return {
    level: found?.level ?? "None",
    rule: found === undefined ? undefined : index,
    omitsEnd: omitted.includes("ResponseComplete"),
  };
}

function rule(given: Partial<AuditRule> & Pick<AuditRule, "level">): AuditRule {
  return {
    users: [],
    userGroups: [],
    verbs: [],
    namespaces: [],
    nonResourceURLs: [],
    resources: [],
    omitStages: [],
    ...given,
  };
}

function auditRule(value: Value): AuditRule | undefined {
  if (!isObject(value)) return undefined;
  const level = LEVELS.find((candidate) => candidate === value["level"]);
  const resources = value["resources"] ?? [];
  if (level === undefined || !Array.isArray(resources)) return undefined;
  const groups = (resources as readonly Value[]).map(groupResources);
  const users = strings(value["users"]);
  const userGroups = strings(value["userGroups"]);
  const verbs = strings(value["verbs"]);
  const namespaces = strings(value["namespaces"]);
  const nonResourceURLs = strings(value["nonResourceURLs"]);
  const omitStages = strings(value["omitStages"]);
  if (!users || !userGroups || !verbs || !namespaces || !nonResourceURLs || !omitStages) return undefined;
  if (!groups.every((group) => group !== undefined)) return undefined;
  // Refused by kube-apiserver: a rule is for resources or for paths, and a path has one wildcard at most, its last character.
  if (nonResourceURLs.length > 0 && groups.length + namespaces.length > 0) return undefined;
  if (!nonResourceURLs.every((spec) => PATH.test(spec)) || !omitStages.every(isStage)) return undefined;
  return { level, users, userGroups, verbs, namespaces, nonResourceURLs, resources: groups, omitStages };
}

function groupResources(value: Value): AuditRule["resources"][number] | undefined {
  if (!isObject(value)) return undefined;
  const group = value["group"] ?? "";
  const [resources, resourceNames] = [strings(value["resources"]), strings(value["resourceNames"])];
  if (typeof group !== "string" || !GROUP.test(group) || resources === undefined || resourceNames === undefined)
    return undefined;
  return resourceNames.length > 0 && resources.length === 0 ? undefined : { group, resources, resourceNames };
}

/** A list that is not given is empty; undefined: not a list of texts. */
function strings(value: Value | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === "string") ? value : undefined;
}

function matches(candidate: AuditRule, { user, groups, verb, target }: AuditRequest): boolean {
  const admits = (list: readonly string[], ...values: readonly string[]) =>
    list.length === 0 || values.some((value) => list.includes(value));
  if (!admits(candidate.users, user) || !admits(candidate.userGroups, ...groups) || !admits(candidate.verbs, verb))
    return false;
  if (candidate.namespaces.length > 0 || candidate.resources.length > 0) {
    return "resource" in target && admits(candidate.namespaces, target.namespace) && matchesResource(candidate, target);
  }
  if (candidate.nonResourceURLs.length === 0) return true;
  return "path" in target && candidate.nonResourceURLs.some((spec) => matchesPath(spec, target.path));
}

function matchesPath(spec: string, path: string): boolean {
  return spec === "*" || spec === path || (spec.endsWith("*") && path.startsWith(spec.slice(0, -1)));
}

function matchesResource(
  { resources }: AuditRule,
  { group, resource, name }: Extract<AuditRequest["target"], { resource: string }>,
): boolean {
  if (resources.length === 0) return true;
  const [base = "", ...rest] = resource.split("/");
  const subresource = rest.join("/");
  const covers = (spec: string) =>
    spec === "*" ||
    spec === resource ||
    (subresource !== "" && spec === `*/${subresource}`) ||
    // Both the resource itself and what is below it.
    spec === `${base}/*`;
  return resources.some(
    (candidate) =>
      candidate.group === group &&
      (candidate.resources.length === 0 ||
        ((candidate.resourceNames.length === 0 || candidate.resourceNames.includes(name)) &&
          candidate.resources.some(covers))),
  );
}
