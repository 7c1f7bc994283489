/** What machine configurations are made of, less their secrets: plain data of the configuration and the network. */
import type { StackConfig } from "../../config/schema";
import { planDns } from "../dns";
import { type HostFirewallPlan, planHostFirewall } from "../host-firewall";
import { physicalName } from "../names";
import type { NetworkPlan } from "../network";
import { planControlPlane } from "../nodes";
import type { Flow } from "../ports";
import { type Contract, contractOf } from "./contract";

type Talos = StackConfig["talos"];

export interface ClusterPlan {
  readonly contract: Contract;
  readonly environment: string;
  /** "palisade-<environment>". */
  readonly name: string;
  /** Name of the Kubernetes API in the private zone: the only one that its certificate gets besides what Talos adds. */
  readonly apiName: string;
  /** https URL of the Kubernetes API; issuer of service account tokens too. */
  readonly endpoint: string;
  /** Kubernetes release without "v". */
  readonly kubernetes: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly vpcCidr: string;
  readonly discovery: "service" | "off";
  readonly hostDns: boolean;
  readonly kubeSpan: boolean;
  readonly diskKey: "node-id" | "tpm";
  readonly mirrors: readonly { readonly registry: string; readonly endpoint: string }[];
  readonly trustedRoots: Talos["trustedRoots"];
  readonly imageVerification: Talos["imageVerification"];
  /** Host firewall documents of each role: the whole port matrix. */
  readonly firewall: HostFirewallPlan;
}

interface NodePlan {
  /** "control-plane-<identity>" or "worker-<pool>": key of the configuration everywhere. */
  readonly name: string;
}

export interface ControlPlaneMachinePlan extends NodePlan {
  readonly role: "control-plane";
  readonly identity: string;
  /** The node's fixed IPv4 address: what its kubelet and its etcd member are known by. */
  readonly address: string;
}

export interface WorkerMachinePlan extends NodePlan {
  readonly role: "worker";
  readonly pool: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

export type MachineNodePlan = ControlPlaneMachinePlan | WorkerMachinePlan;

export interface MachinePlan {
  readonly cluster: ClusterPlan;
  /** One for each identity: it holds the node's own address. */
  readonly controlPlanes: readonly ControlPlaneMachinePlan[];
  /** One for each pool: an Auto Scaling group gives all its nodes the same. */
  readonly workers: readonly WorkerMachinePlan[];
}

export function planMachines(config: StackConfig, network: NetworkPlan, flows: readonly Flow[]): MachinePlan {
  return {
    cluster: { ...planCluster(config), firewall: planHostFirewall(config, network, flows) },
    controlPlanes: planControlPlane(config, network).nodes.map(({ identity, address }) => ({
      role: "control-plane",
      name: `control-plane-${identity}`,
      identity,
      address,
    })),
    workers: config.workers.map(({ name, labels, taints }) => ({
      role: "worker",
      name: `worker-${name}`,
      pool: name,
      labels,
      taints,
    })),
  };
}

function planCluster(config: StackConfig): Omit<ClusterPlan, "firewall"> {
  const { network, talos, encryption } = config;
  const { apiName, apiPort } = planDns(config);
  return {
    contract: contractOf(config),
    environment: config.environment,
    name: physicalName(config),
    apiName,
    endpoint: `https://${apiName}:${apiPort}`,
    kubernetes: config.kubernetes.version,
    podCidr: network.podCidr,
    serviceCidr: network.serviceCidr,
    vpcCidr: network.vpcCidr,
    discovery: discoveryOf(config),
    hostDns: talos.hostDns,
    kubeSpan: encryption.kubeSpan,
    diskKey: encryption.diskKey,
    mirrors: config.registryMirrors.map(({ registry, endpoint }) => ({ registry, endpoint })),
    trustedRoots: talos.trustedRoots,
    imageVerification: talos.imageVerification,
  };
}

export function discoveryOf({ network, talos }: Pick<StackConfig, "network" | "talos">): ClusterPlan["discovery"] {
  return talos.discovery ?? (network.mode === "isolated" ? "off" : "service");
}

/** Nodes with the same likeness have the same configuration: pools of a cluster differ in labels and taints alone. */
export function likenessOf(node: MachineNodePlan): string {
  return node.role === "worker" ? JSON.stringify([node.labels, node.taints]) : node.name;
}

export function allMachines({ controlPlanes, workers }: MachinePlan): readonly MachineNodePlan[] {
  return [...controlPlanes, ...workers];
}
