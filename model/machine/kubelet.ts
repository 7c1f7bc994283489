/** Settings of the kubelet that both contracts share; Talos forces the rest (no anonymous access, webhook authorization, rotated client certificate). */
import type { ClusterPlan, MachineNodePlan } from "./plan";

/** CIS asks for a limit; the kernel's own pid_max leaves room for a hundred pods that reach it. */
const MOST_PROCESSES_OF_A_POD = 4096;

/** KubeletConfiguration (kubelet.config.k8s.io/v1beta1), as far as Talos lets it be given. */
export function kubeletConfiguration(node: MachineNodePlan): Readonly<Record<string, unknown>> {
  return {
    podPidsLimit: MOST_PROCESSES_OF_A_POD,
    // Certificates of the cluster's CA, in place of the kubelet's own self-signed ones; they wait for an approver.
    serverTLSBootstrap: true,
    ...registeredTaints(node),
  };
}

/** A worker may not change its own taints once it is registered (NodeRestriction), so they come with the registration. */
function registeredTaints(node: MachineNodePlan): Readonly<Record<string, unknown>> {
  if (node.role !== "worker" || node.taints.length === 0) return {};
  return {
    registerWithTaints: node.taints.map(({ key, value, effect }) => ({
      key,
      ...(value === "" ? {} : { value }),
      effect,
    })),
  };
}

/** Networks that the node's own address is taken from: never one of the overlay. */
export function nodeIpSubnets(cluster: ClusterPlan, node: MachineNodePlan): readonly string[] {
  return [node.role === "control-plane" ? `${node.address}/32` : cluster.vpcCidr];
}

export function kubeletImage({ kubernetes }: Pick<ClusterPlan, "kubernetes">): string {
  return `ghcr.io/siderolabs/kubelet:v${kubernetes}`;
}

/** Labels of the node. Load balancers that the cluster makes keep away from control planes, as in Talos' own configurations. */
export function nodeLabels(node: MachineNodePlan): Readonly<Record<string, string>> {
  return node.role === "control-plane"
    ? { "node.kubernetes.io/exclude-from-external-load-balancers": "" }
    : node.labels;
}
