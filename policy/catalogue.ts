/** Every rule of the pack, in the order of the checklist. */
import type { Rule } from "./rule";
import { defaultSecurityGroup } from "./rules/default-security-group";
import { deletionProtection } from "./rules/deletion-protection";
import { etcd } from "./rules/etcd";
import { flowLogs } from "./rules/flow-logs";
import { instanceMetadata } from "./rules/instance-metadata";
import { kubelet } from "./rules/kubelet";
import { kubernetesApi } from "./rules/kubernetes-api";
import { listedPorts } from "./rules/listed-ports";
import { plainPrivateKeyInput, plainPrivateKeyOutput } from "./rules/plain-private-key";
import { privateNodes } from "./rules/private-nodes";
import { rolePermissions } from "./rules/role-permissions";
import { talosApi } from "./rules/talos-api";
import { volumeEncryption } from "./rules/volume-encryption";

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
  plainPrivateKeyInput,
  plainPrivateKeyOutput,
  rolePermissions,
  flowLogs,
  deletionProtection,
];
