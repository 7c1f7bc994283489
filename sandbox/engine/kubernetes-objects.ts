/** What is known of kinds of Kubernetes objects: where they are, and which of their fields are never changed. */
import type { PropertyMap, PropertyValue } from "../deployment";

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for an object of the whole cluster. */
  readonly namespace: string | undefined;
  /** The provider's id: "<namespace>/<name>", or the name alone. */
  readonly id: string;
  /** With the namespace that it is in, if it names one itself or not. */
  readonly fields: PropertyMap;
}

/** Of Kubernetes' own groups, by its API reference: objects of the whole cluster. */
const OF_THE_CLUSTER: ReadonlySet<string> = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

/**
 * Fields that another object is needed for, by group and kind: the table of the real provider (provider/pkg/provider/diff.go of pulumi-kubernetes 4),
 * shorter. Of a Pod it lists nearly every field, here its whole specification; of a PersistentVolume every kind of volume, here those that run on AWS.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  "/PersistentVolume": ["spec.awsElasticBlockStore", "spec.csi", "spec.hostPath", "spec.local", "spec.nfs"],
  "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "/Pod": ["spec"],
  "/ResourceQuota": ["spec.scopes"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

/** What a program mounts is another object, so that its pods see either: unless the provider's setting says that it may be changed. */
const DATA: Readonly<Record<string, { readonly fields: readonly string[]; readonly unless: string }>> = {
  "/ConfigMap": { fields: ["binaryData", "data"], unless: "enableConfigMapMutable" },
  "/Secret": { fields: ["data", "stringData"], unless: "enableSecretMutable" },
};

const IDENTITY = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

/** "apps" of "apps/v1"; "" of "v1". */
export function apiGroup(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** Whether an object is in a namespace. Kinds of other groups are known to nobody here: they are in one when they name it. */
export function keepsItsNamespace(apiVersion: string, kind: string, given: PropertyValue | undefined): boolean {
  const group = apiGroup(apiVersion);
  const own = !group.includes(".") || group.endsWith(".k8s.io");
  return own ? !OF_THE_CLUSTER.has(kind) : given !== undefined;
}

/** Those of the changed fields for which the provider makes another object. `settings` are the provider's. */
export function replacingFields(
  { apiVersion, kind, fields }: KubernetesObject,
  changed: readonly string[],
  settings: PropertyMap,
): readonly string[] {
  const type = `${apiGroup(apiVersion)}/${kind}`;
  const data = DATA[type];
  const mutable = data !== undefined && isOn(settings[data.unless]) && fields["immutable"] !== true;
  const replacing = [...IDENTITY, ...(IMMUTABLE[type] ?? []), ...(data === undefined || mutable ? [] : data.fields)];
  return changed.filter((path) => replacing.some((entry) => within(path, entry) || within(entry, path)));
}

/** A provider's settings are texts on the wire. */
function isOn(setting: PropertyValue | undefined): boolean {
  return setting === true || setting === "true";
}

function within(path: string, entry: string): boolean {
  return path === entry || path.startsWith(`${entry}.`);
}
