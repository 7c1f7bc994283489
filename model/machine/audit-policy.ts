/**
 * Audit policy of the API server (audit.k8s.io/v1). The first rule that matches a request decides, so the particular stands before the general.
 * Bodies that hold credentials are never logged: writes of secrets, token requests and token reviews stay at Metadata for everybody.
 */
const CREDENTIALS = [
  { group: "", resources: ["secrets", "serviceaccounts/token"] },
  { group: "authentication.k8s.io", resources: ["tokenreviews"] },
];

export const AUDIT_POLICY = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  // The stage before the answer says nothing that the answer's does not.
  omitStages: ["RequestReceived"],
  rules: [
    // A read has no body of its own: `Request` shows the selectors that were asked with.
    { level: "Request", verbs: ["get", "list", "watch"], resources: [{ group: "", resources: ["secrets"] }] },
    { level: "Metadata", resources: CREDENTIALS },
    // Whoever is not signed in is refused; what was tried is kept whole.
    { level: "RequestResponse", userGroups: ["system:unauthenticated"] },
    {
      level: "RequestResponse",
      verbs: ["create", "update", "patch", "delete", "deletecollection"],
      resources: [{ group: "rbac.authorization.k8s.io" }],
    },
    {
      level: "Request",
      resources: [
        { group: "", resources: ["pods/attach", "pods/ephemeralcontainers", "pods/exec", "pods/portforward"] },
      ],
    },
    { level: "Metadata" },
  ],
} as const;
