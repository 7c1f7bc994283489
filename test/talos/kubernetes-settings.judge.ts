/** What Palisade hands to Kubernetes' own programs, before the code that reads it there. */
import { stringify } from "yaml";
import { AUDIT_POLICY } from "../../model/machine/audit-policy";
import { machineDocuments } from "../../model/machine/documents";
import { valueAt } from "../../model/machine/hardening";
import { kubeletConfiguration } from "../../model/machine/kubelet";
import type { MachineNodePlan } from "../../model/machine/plan";
import { POD_SECURITY } from "../../model/machine/pod-security";
import { NAMED_SECRETS } from "../../model/machine/redaction";
import { SYSCTLS } from "../../model/machine/sysctls";
import { full, machinesOf } from "../model/machine/clusters";
import { ask, CONTRACTS } from "./judge";
import type { AuditedRequest } from "./operations";

const USER = { user: "alice", groups: ["system:authenticated"] };
const ANYBODY = { user: "system:anonymous", groups: ["system:unauthenticated"] };

/** What is asked, and how much of it is logged. */
const AUDITED: readonly (readonly [string, AuditedRequest, string])[] = [
  ["a read of a secret", { ...USER, verb: "get", resource: "secrets", namespace: "default", name: "x" }, "Request"],
  ["a list of secrets", { ...USER, verb: "list", resource: "secrets", namespace: "default" }, "Request"],
  ["a new secret", { ...USER, verb: "create", resource: "secrets", namespace: "default" }, "Metadata"],
  ["a changed secret", { ...USER, verb: "patch", resource: "secrets", namespace: "default", name: "x" }, "Metadata"],
  ["a secret by nobody known", { ...ANYBODY, verb: "create", resource: "secrets", namespace: "default" }, "Metadata"],
  [
    "a token",
    { ...USER, verb: "create", resource: "serviceaccounts", subresource: "token", namespace: "default", name: "x" },
    "Metadata",
  ],
  ["a token review", { ...USER, verb: "create", group: "authentication.k8s.io", resource: "tokenreviews" }, "Metadata"],
  ["anything by nobody known", { ...ANYBODY, verb: "list", resource: "pods" }, "RequestResponse"],
  [
    "a new binding",
    { ...USER, verb: "create", group: "rbac.authorization.k8s.io", resource: "clusterrolebindings" },
    "RequestResponse",
  ],
  [
    "a read of a binding",
    { ...USER, verb: "get", group: "rbac.authorization.k8s.io", resource: "clusterrolebindings", name: "x" },
    "Metadata",
  ],
  [
    "a shell in a pod",
    { ...USER, verb: "create", resource: "pods", subresource: "exec", namespace: "default", name: "x" },
    "Request",
  ],
  ["a new config map", { ...USER, verb: "create", resource: "configmaps", namespace: "default" }, "Metadata"],
  ["a path", { ...USER, verb: "get", path: "/metrics" }, "Metadata"],
];

describe.each(CONTRACTS)("with the modules of Talos %s", (contract) => {
  it("the audit policy is loaded, strictly, and decides as it says", () => {
    const { error, levels } = ask(contract, {
      op: "audit-policy",
      policy: stringify(AUDIT_POLICY),
      requests: AUDITED.map(([, request]) => request),
    });
    expect(error).toBeNull();
    expect(levels.map(({ level }, index) => [AUDITED[index]?.[0], level])).toEqual(
      AUDITED.map(([name, , level]) => [name, level]),
    );
    for (const { omitStages } of levels) expect(omitStages).toEqual(["RequestReceived"]);
  });

  it("Pod Security has its defaults, and exempts kube-system alone", () => {
    expect(ask(contract, { op: "pod-security", config: stringify(POD_SECURITY) })).toMatchObject({
      error: null,
      defaults: { enforce: "baseline", audit: "restricted", warn: "restricted" },
      exemptNamespaces: ["kube-system"],
    });
  });

  it("the kubelet takes its settings, strictly", () => {
    const { controlPlanes, workers } = machinesOf(full(contract));
    for (const node of [...controlPlanes, ...workers]) {
      expect(ask(contract, { op: "kubelet-config", config: stringify(kubeletConfiguration(node)) }).error).toBeNull();
    }
    expect(ask(contract, { op: "kubelet-config", config: "podPidLimit: 1" }).error).not.toBeNull();
  });

  it("no kernel parameter is weaker than what Talos sets by itself", () => {
    const { sysctls } = ask(contract, { op: "hardened-sysctls" });
    const both = Object.entries(SYSCTLS).filter(([name]) => name in sysctls);
    expect(both.map(([name]) => name)).toEqual(["kernel.dmesg_restrict", "kernel.kptr_restrict"]);
    for (const [name, value] of both) expect(Number(value)).toBeGreaterThanOrEqual(Number(sysctls[name]));
  });
});

describe("documents of contract 1.14", () => {
  const { cluster, controlPlanes } = machinesOf(full("1.14"));
  const key = Buffer.alloc(32, 1).toString("base64");
  const documents = machineDocuments(cluster, controlPlanes[0] as MachineNodePlan, {
    ...NAMED_SECRETS,
    secretboxEncryptionSecret: key,
  });
  const at = (document: string, ...path: readonly string[]) => valueAt(documents, { document, path }) as object;

  it("sign nobody in who is not known", () => {
    const config = at("KubeAuthenticationConfig", "configuration");
    expect(ask("1.14", { op: "authentication", config: stringify(config) }).error).toBeNull();
    expect(config).toMatchObject({ anonymous: { enabled: false } });
  });

  it("encrypt secrets first of all with secretbox", () => {
    const encryption = { apiVersion: "apiserver.config.k8s.io/v1", kind: "EncryptionConfiguration" };
    const config = at("KubeEtcdEncryptionConfig", "config");
    expect(ask("1.14", { op: "encryption", config: stringify({ ...encryption, ...config }) }).error).toBeNull();
  });

  it("authorize by Node and RBAC", () => {
    const authorizers = documents
      .filter((document) => (document as { kind?: string }).kind === "KubeAuthorizerConfig")
      .map(({ type, name }: { type?: string; name?: string }) => ({ type, name }));
    const config = { apiVersion: "apiserver.config.k8s.io/v1", kind: "AuthorizationConfiguration", authorizers };
    expect(authorizers.map(({ type }) => type)).toEqual(["Node", "RBAC"]);
    expect(ask("1.14", { op: "authorization", config: stringify(config) }).error).toBeNull();
  });
});
