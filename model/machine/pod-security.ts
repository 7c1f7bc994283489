/** Pod Security admission for namespaces that say nothing: baseline is enforced, what is not restricted is recorded and told. */
export const POD_SECURITY = {
  apiVersion: "pod-security.admission.config.k8s.io/v1",
  kind: "PodSecurityConfiguration",
  defaults: {
    enforce: "baseline",
    "enforce-version": "latest",
    audit: "restricted",
    "audit-version": "latest",
    warn: "restricted",
    "warn-version": "latest",
  },
  // Talos' own pods and the CNI live there.
  exemptions: { usernames: [], runtimeClasses: [], namespaces: ["kube-system"] },
} as const;
