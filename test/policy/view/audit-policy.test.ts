import { type AuditRequest, auditAnswer, auditPolicy } from "../../../policy/view/audit-policy";
import type { Value } from "../../../policy/view/value";

/** Answers of kube-apiserver's own evaluator (k8s.io/apiserver pkg/audit/policy) to the same. */
const asked = (rules: Value, target: AuditRequest["target"], more: Partial<AuditRequest> = {}) => {
  const policy = auditPolicy({ rules });
  if (typeof policy === "string") throw new Error(policy);
  const { level, rule } = auditAnswer(policy, { user: "alice", groups: ["devs"], verb: "get", target, ...more });
  return [level, rule];
};

const on = (group: string, resource: string, namespace = "default", name = "a") => ({
  group,
  resource,
  namespace,
  name,
});
const MISSED = ["None", undefined];
const MET = ["Metadata", 0];
const rule = (more: Record<string, Value>) => [{ level: "Metadata", ...more }];

describe("audit-policy", () => {
  test.each<[string, Record<string, Value>, AuditRequest["target"], Partial<AuditRequest>, readonly unknown[]]>([
    ["everything", {}, on("apps", "deployments"), {}, MET],
    ["everything, a path too", {}, { path: "/version" }, {}, MET],
    ["a user", { users: ["alice"] }, on("", "pods"), {}, MET],
    ["another user", { users: ["bob"] }, on("", "pods"), {}, MISSED],
    ["a group", { userGroups: ["ops", "devs"] }, on("", "pods"), {}, MET],
    ["another group", { userGroups: ["ops"] }, on("", "pods"), {}, MISSED],
    ["a user of another group", { users: ["alice"], userGroups: ["ops"] }, on("", "pods"), {}, MISSED],
    ["a verb", { verbs: ["get"] }, on("", "pods"), {}, MET],
    ["another verb", { verbs: ["list"] }, on("", "pods"), {}, MISSED],
    ["a namespace", { namespaces: ["default"] }, on("", "pods"), {}, MET],
    ["no namespace", { namespaces: [""] }, on("", "nodes", ""), {}, MET],
    ["another namespace", { namespaces: ["x"] }, on("", "pods"), {}, MISSED],
    ["a namespace, asked a path", { namespaces: [""] }, { path: "/version" }, {}, MISSED],
    ["a group's resources", { resources: [{ group: "apps" }] }, on("apps", "deployments/scale"), {}, MET],
    ["another group's", { resources: [{ group: "apps" }] }, on("", "pods"), {}, MISSED],
    ["resources, asked a path", { resources: [{ group: "" }] }, { path: "/version" }, {}, MISSED],
    ["a resource", { resources: [{ resources: ["pods"] }] }, on("", "pods"), {}, MET],
    ["a resource, not what is below", { resources: [{ resources: ["pods"] }] }, on("", "pods/exec"), {}, MISSED],
    ["what is below a resource", { resources: [{ resources: ["pods/exec"] }] }, on("", "pods/exec"), {}, MET],
    ["whatever there is", { resources: [{ resources: ["*"] }] }, on("", "pods/exec"), {}, MET],
    ["what is below anything", { resources: [{ resources: ["*/exec"] }] }, on("", "pods/exec"), {}, MET],
    ["a resource and what is below", { resources: [{ resources: ["pods/*"] }] }, on("", "pods"), {}, MET],
    ["a name", { resources: [{ resources: ["pods"], resourceNames: ["a"] }] }, on("", "pods"), {}, MET],
    ["another name", { resources: [{ resources: ["pods"], resourceNames: ["b"] }] }, on("", "pods"), {}, MISSED],
    ["a path", { nonResourceURLs: ["/version"] }, { path: "/version" }, {}, MET],
    ["paths below", { nonResourceURLs: ["/health*"] }, { path: "/healthz/ping" }, {}, MET],
    ["one of two paths", { nonResourceURLs: ["/x", "/version"] }, { path: "/version" }, {}, MET],
    ["any path", { nonResourceURLs: ["*"] }, { path: "/x" }, {}, MET],
    ["another path", { nonResourceURLs: ["/version"] }, { path: "/version/" }, {}, MISSED],
    ["paths, asked a resource", { nonResourceURLs: ["*"] }, on("", "pods"), {}, MISSED],
    ["empty lists", { users: [], verbs: [], resources: [], namespaces: [] }, on("", "pods"), {}, MET],
  ])("a rule for %s", (_, more, target, request, answer) => {
    expect(asked(rule(more), target, request)).toEqual(answer);
  });

  test("the first rule that matches decides", () => {
    const rules = [
      { level: "None", users: ["bob"] },
      { level: "Request", verbs: ["get"] },
      { level: "RequestResponse" },
    ];
    expect(asked(rules, on("", "pods"))).toEqual(["Request", 1]);
    expect(asked(rules, on("", "pods"), { verb: "create" })).toEqual(["RequestResponse", 2]);
  });

  test("stages that are left out are the policy's and the rule's", () => {
    const policy = auditPolicy({
      omitStages: ["RequestReceived"],
      rules: [{ level: "Metadata", omitStages: ["ResponseComplete"] }],
    });
    if (typeof policy === "string") throw new Error(policy);
    const request = { user: "a", groups: [], verb: "get", target: { path: "/" } };
    expect(auditAnswer(policy, request).omitsEnd).toBe(true);
    expect(auditAnswer({ ...policy, rules: [] }, request).omitsEnd).toBe(false);
  });

  test.each<[string, Value | undefined]>([
    ["rules", undefined],
    ["rules", {}],
    ["rules", { rules: "x" }],
    ["rules", { rules: [] }],
    ["omitStages", { rules: [{ level: "None" }], omitStages: ["Never"] }],
    ["omitStages", { rules: [{ level: "None" }], omitStages: "Panic" }],
    ["rules.0", { rules: ["x"] }],
    ["rules.0", { rules: [{}] }],
    ["rules.1", { rules: [{ level: "None" }, { level: "none" }] }],
    ["rules.0", { rules: [{ level: "None", users: "x" }] }],
    ["rules.0", { rules: [{ level: "None", userGroups: [["x"]] }] }],
    ["rules.0", { rules: [{ level: "None", verbs: {} }] }],
    ["rules.0", { rules: [{ level: "None", namespaces: "x" }] }],
    ["rules.0", { rules: [{ level: "None", nonResourceURLs: "/x" }] }],
    ["rules.0", { rules: [{ level: "None", omitStages: "Panic" }] }],
    ["rules.0", { rules: [{ level: "None", resources: {} }] }],
    ["rules.0", { rules: [{ level: "None", resources: ["pods"] }] }],
    ["rules.0", { rules: [{ level: "None", resources: [{ group: "apps/v1" }] }] }],
    ["rules.0", { rules: [{ level: "None", resources: [{ resources: "pods" }] }] }],
    ["rules.0", { rules: [{ level: "None", resources: [{ resourceNames: ["x"] }] }] }],
    ["rules.0", { rules: [{ level: "None", nonResourceURLs: ["healthz"] }] }],
    ["rules.0", { rules: [{ level: "None", nonResourceURLs: ["/*/x"] }] }],
    ["rules.0", { rules: [{ level: "None", nonResourceURLs: ["/x"], namespaces: ["y"] }] }],
    ["rules.0", { rules: [{ level: "None", omitStages: ["Never"] }] }],
  ])("says that %s is no part of a policy: %j", (place, value) => {
    expect(auditPolicy(value)).toBe(place);
  });
});
