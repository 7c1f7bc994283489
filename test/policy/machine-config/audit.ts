/** The audit log and its policy. */
import { argumentRow, type MachineConfigMutation, mutations, type Row } from "./mutation";

const auditLog = mutations("audit-log-must-be-kept", [
  argumentRow("apiServer", "audit-log-maxage", "29", "must be at least 30"),
  argumentRow("apiServer", "audit-log-maxage", "0", "must be at least 30"),
  argumentRow("apiServer", "audit-log-maxbackup", 9, "must be at least 10"),
  argumentRow("apiServer", "audit-log-maxsize", "010", "must be at least 100"),
  argumentRow("apiServer", "audit-log-maxsize", "", "must be at least 100"),
  argumentRow("apiServer", "audit-log-path", "", "is empty, so there is no audit log"),
  ...["-", "/dev/null", "/tmp/a.log", "/var/log/audit/kube/../../../../dev/null", "/var/log/audit/kube/"].map((path) =>
    argumentRow(
      "apiServer",
      "audit-log-path",
      path,
      "must be a file below /var/log/audit/kube: it is lost anywhere else",
    ),
  ),
  argumentRow("apiServer", "audit-log-mode", "batch", "must be blocking or blocking-strict"),
  argumentRow("apiServer", "audit-log-truncate-enabled", "true", "must not be there: no rule judges what it does"),
]);

/** The audit policy's rules with others before them, or in their place. */
function auditRows(change: string, rules: readonly unknown[], says: readonly string[]): Row {
  const [fields, paths] = [
    { "1.13": "cluster.apiServer.auditPolicy", "1.14": "KubeAuditPolicyConfig.configuration" },
    { "1.13": ["", "cluster/apiServer/auditPolicy/rules"], "1.14": ["KubeAuditPolicyConfig", "configuration/rules"] },
  ] as const;
  return {
    change,
    changes: (contract) => [[...paths[contract], rules]],
    findings: (contract) => says.map((text) => `${fields[contract]}${text}`),
  };
}

const SECRETS = [{ group: "", resources: ["secrets"] }];
const EVERYTHING = { level: "Metadata" };
const NOTHING_RECORDED = [
  "writes of secrets",
  "reads and deletions of secrets",
  "tokens of service accounts",
  "token reviews",
  "commands in pods",
  "changes of roles and bindings",
  "other requests",
];

const auditPolicies = mutations("audit-policy-must-cover-every-request", [
  argumentRow("apiServer", "audit-policy-file", "/x", "must not be there: it replaces the policy of the configuration"),
  auditRows(
    "nothing recorded",
    [{ level: "None" }],
    NOTHING_RECORDED.map((what) => `.rules.0 leaves ${what} out of the log`),
  ),
  auditRows("no rules", [], [".rules is no part of an audit policy, and kube-apiserver does not start with it"]),
  auditRows(
    "a level that is none",
    [{ level: "All" }],
    [".rules.0 is no part of an audit policy, and kube-apiserver does not start with it"],
  ),
  auditRows(
    "bodies of secrets",
    [{ level: "RequestResponse", resources: SECRETS }, EVERYTHING],
    [".rules.0 records bodies of writes of secrets", ".rules.0 records bodies of reads and deletions of secrets"],
  ),
  auditRows(
    "bodies of what is written",
    [{ level: "Request", resources: [{ group: "", resources: ["*"] }] }, EVERYTHING],
    [".rules.0 records bodies of writes of secrets", ".rules.0 records bodies of tokens of service accounts"],
  ),
  auditRows(
    "token reviews whole",
    [{ level: "RequestResponse", resources: [{ group: "authentication.k8s.io" }] }, EVERYTHING],
    [".rules.0 records bodies of token reviews"],
  ),
  auditRows(
    "somebody unseen",
    [{ level: "None", users: ["mallory"] }, EVERYTHING],
    NOTHING_RECORDED.map((what) => `.rules.0 leaves ${what} out of the log`),
  ),
  auditRows(
    "a group unseen in pods",
    [{ level: "None", userGroups: ["ops"], resources: [{ group: "", resources: ["pods/*"] }] }, EVERYTHING],
    [".rules.0 leaves commands in pods out of the log", ".rules.0 leaves other requests out of the log"],
  ),
  auditRows(
    "one secret unseen",
    [{ level: "None", resources: [{ group: "", resources: ["secrets"], resourceNames: ["hidden"] }] }, EVERYTHING],
    [
      ".rules.0 leaves writes of secrets out of the log",
      ".rules.0 leaves reads and deletions of secrets out of the log",
      ".rules.0 leaves other requests out of the log",
    ],
  ),
  auditRows(
    "roles of one namespace unseen",
    [
      {
        level: "None",
        namespaces: ["quiet"],
        resources: [{ group: "rbac.authorization.k8s.io", resources: ["roles"] }],
      },
      EVERYTHING,
    ],
    [".rules.0 leaves changes of roles and bindings out of the log", ".rules.0 leaves other requests out of the log"],
  ),
  auditRows(
    "a path unseen",
    [{ level: "None", nonResourceURLs: ["/healthz*"] }, EVERYTHING],
    [".rules.0 leaves other requests out of the log"],
  ),
  auditRows(
    "only the core group",
    [{ level: "Metadata", resources: [{ group: "", resources: ["*"] }] }],
    ["token reviews", "changes of roles and bindings", "other requests"].map(
      (what) => ` has no rule for ${what}, which are then not recorded`,
    ),
  ),
  auditRows(
    "nobody who is not signed in",
    [{ level: "Metadata", userGroups: ["system:authenticated"] }],
    NOTHING_RECORDED.map((what) => ` has no rule for ${what}, which are then not recorded`),
  ),
  auditRows(
    "a verb that only the rule knows",
    [{ level: "None", verbs: ["approve"] }, EVERYTHING],
    [".rules.0 leaves other requests out of the log"],
  ),
  auditRows(
    "no ends",
    [{ level: "Metadata", omitStages: ["ResponseComplete"] }],
    NOTHING_RECORDED.map((what) => `.rules.0 leaves out how ${what} ended (stage ResponseComplete)`),
  ),
]);

export const auditMutations: readonly MachineConfigMutation[] = [...auditLog, ...auditPolicies];
