/** Every rule of the pack, in the order of the checklist. */
import type { Rule } from "./rule";
import { admissionPlugins } from "./rules/admission-plugins";
import { anonymousRequests } from "./rules/anonymous-requests";
import { apiTls } from "./rules/api-tls";
import { auditLog } from "./rules/audit-log";
import { auditPolicyRule } from "./rules/audit-policy";
import { authorization } from "./rules/authorization";
import { certificateNames } from "./rules/certificate-names";
import { componentArgumentsRule } from "./rules/component-arguments";
import { controlPlaneComponents } from "./rules/control-plane-components";
import { defaultSecurityGroup } from "./rules/default-security-group";
import { deletionProtection } from "./rules/deletion-protection";
import { etcd } from "./rules/etcd";
import { etcdEncryption } from "./rules/etcd-encryption";
import { flowLogs } from "./rules/flow-logs";
import { hostFirewall } from "./rules/host-firewall";
import { instanceMetadata } from "./rules/instance-metadata";
import { kernelParametersRule } from "./rules/kernel-parameters";
import { authorityKey, generatedKey } from "./rules/key-strength";
import { kubeSpan } from "./rules/kube-span";
import { kubelet } from "./rules/kubelet";
import { kubeletSettings } from "./rules/kubelet-settings";
import { kubernetesApi } from "./rules/kubernetes-api";
import { listedPorts } from "./rules/listed-ports";
import { machineInstallation } from "./rules/machine-installation";
import { plainPrivateKeyInput, plainPrivateKeyOutput } from "./rules/plain-private-key";
import { podSecurity } from "./rules/pod-security";
import { privateNodes } from "./rules/private-nodes";
import { rolePermissions } from "./rules/role-permissions";
import { talosApi } from "./rules/talos-api";
import { talosApiFromPods } from "./rules/talos-api-from-pods";
import { talosRoles } from "./rules/talos-roles";
import { unusedFeatures } from "./rules/unused-features";
import { volumeEncryption } from "./rules/volume-encryption";
import { encryptedVolumes, volumeKeySource } from "./rules/volume-keys";
import { workloadIsolation } from "./rules/workload-isolation";

export const RULES: readonly Rule[] = [
  privateNodes,
  talosApi,
  kubernetesApi,
  etcd,
  kubelet,
  listedPorts,
  defaultSecurityGroup,
  instanceMetadata,
  volumeEncryption,
  hostFirewall,
  kubeSpan,
  plainPrivateKeyInput,
  plainPrivateKeyOutput,
  generatedKey,
  authorityKey,
  certificateNames,
  talosRoles,
  talosApiFromPods,
  rolePermissions,
  anonymousRequests,
  authorization,
  admissionPlugins,
  apiTls,
  auditLog,
  auditPolicyRule,
  etcdEncryption,
  controlPlaneComponents,
  componentArgumentsRule,
  podSecurity,
  kubeletSettings,
  kernelParametersRule,
  unusedFeatures,
  encryptedVolumes,
  volumeKeySource,
  workloadIsolation,
  machineInstallation,
  flowLogs,
  deletionProtection,
];
