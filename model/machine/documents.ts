/** All documents of one node, in the order in which they are written. The one place where the contract decides form. */
import type { SecretsBundle } from "../../pki/bundle";
import { renderDocuments } from "../user-data";
import { document } from "./document";
import { hostDns, hostname, kubeSpan, timeSync } from "./host";
import { clusterDocuments, controlPlaneDocuments, controlPlaneSecrets, nodeDocuments } from "./kubernetes-documents";
import { kmsgLog } from "./logging";
import { discoveryIdentity, discoveryService } from "./network";
import type { ClusterPlan, MachineNodePlan } from "./plan";
import { imageVerification, registryMirrors, trustedRoots } from "./registries";
import { SYSCTLS } from "./sysctls";
import { v1alpha1Of113, v1alpha1Of114 } from "./v1alpha1";
import { volumes } from "./volumes";

/** Pure: the same plan and secrets give the same documents. A worker's hold no private key. */
export function machineDocuments(
  cluster: ClusterPlan,
  node: MachineNodePlan,
  secrets: SecretsBundle,
): readonly object[] {
  return [
    ...(cluster.contract === "1.13" ? of113(cluster, node, secrets) : of114(cluster, node, secrets)),
    ...cluster.firewall[node.role],
    ...hostDocuments(cluster),
  ];
}

/** The documents as one YAML text. */
export function renderMachineConfig(cluster: ClusterPlan, node: MachineNodePlan, secrets: SecretsBundle): string {
  return renderDocuments(machineDocuments(cluster, node, secrets));
}

function of113(cluster: ClusterPlan, node: MachineNodePlan, secrets: SecretsBundle): readonly object[] {
  return [v1alpha1Of113(cluster, node, secrets)];
}

function of114(cluster: ClusterPlan, node: MachineNodePlan, secrets: SecretsBundle): readonly object[] {
  const controlPlane = node.role === "control-plane";
  return [
    v1alpha1Of114(cluster, node, secrets),
    discoveryIdentity(secrets),
    ...nodeDocuments(cluster, node, secrets),
    ...(controlPlane ? controlPlaneSecrets(cluster, secrets) : []),
    ...sharedOf114(cluster),
    ...(controlPlane ? sharedByControlPlanes(cluster) : []),
  ];
}

/** Documents that all nodes of a cluster share are made once: their text is written once, too (renderDocuments). */
function once(build: (cluster: ClusterPlan) => readonly object[]): (cluster: ClusterPlan) => readonly object[] {
  const made = new WeakMap<ClusterPlan, readonly object[]>();
  return (cluster) => {
    const before = made.get(cluster);
    if (before !== undefined) return before;
    const documents = build(cluster);
    made.set(cluster, documents);
    return documents;
  };
}

const sharedOf114 = once((cluster) => [
  ...discoveryService(cluster),
  document("ResolverConfig", { hostDNS: hostDns(cluster) }),
  document("SysctlConfig", { params: SYSCTLS }),
  document("SecurityProfileConfig", { workloadIsolation: true }),
  document("FilesystemTrimConfig", { interval: "168h0m0s" }),
  ...clusterDocuments(cluster),
]);

const sharedByControlPlanes = once(controlPlaneDocuments);

const hostDocuments = once((cluster) => [
  hostname(),
  timeSync(),
  ...kubeSpan(cluster),
  ...volumes(cluster),
  kmsgLog(),
  ...registryMirrors(cluster),
  ...trustedRoots(cluster),
  ...imageVerification(cluster),
]);
