import { type Check, fail, PASS, type StackRule } from "../rule";
import { type Block, blockContains, isPrivateBlock } from "../view/block";
import { environmentFacts } from "../view/environment";
import { defaultAction, type HostFirewallRule, hostFirewallRules, overlayNetworks } from "../view/host-firewall";
import type { MachineConfig } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

interface GuardedPort {
  readonly title: string;
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  readonly to: number;
  /** Listened to on control planes only. */
  readonly controlPlane?: true;
}

/** Ports that messages name. Every other one is as closed to public networks. */
const GUARDED: readonly GuardedPort[] = [
  { title: "2379-2380/tcp (etcd)", protocol: "tcp", from: 2379, to: 2380, controlPlane: true },
  { title: "4240/tcp (Cilium health)", protocol: "tcp", from: 4240, to: 4240 },
  { title: "4244/tcp (Hubble)", protocol: "tcp", from: 4244, to: 4244 },
  { title: "4250/tcp (Cilium operator)", protocol: "tcp", from: 4250, to: 4250 },
  { title: "6443/tcp (Kubernetes API)", protocol: "tcp", from: 6443, to: 6443 },
  { title: "8472/udp (VXLAN)", protocol: "udp", from: 8472, to: 8472 },
  { title: "10250/tcp (kubelet)", protocol: "tcp", from: 10250, to: 10250 },
  { title: "30000-32767/tcp (node ports)", protocol: "tcp", from: 30000, to: 32767 },
  { title: "30000-32767/udp (node ports)", protocol: "udp", from: 30000, to: 32767 },
  { title: "50000/tcp (Talos API)", protocol: "tcp", from: 50000, to: 50000 },
  { title: "50001/tcp (trustd)", protocol: "tcp", from: 50001, to: 50001 },
  { title: "51820/udp (KubeSpan)", protocol: "udp", from: 51820, to: 51820 },
  { title: "51871/udp (Cilium WireGuard)", protocol: "udp", from: 51871, to: 51871 },
];

/** The one port that clients on the internet may have, where they are listed. */
const KUBERNETES_API = 6443;

/**
 * Absolute, without the port matrix: a wrong matrix must not make this pass. Whether the rules agree with the security groups is not judged here
 * yet. Boot documents without a v1alpha1 document are looked at too: they are the first that a node listens with.
 */
export const hostFirewall: StackRule = {
  id: "INF-19",
  name: "host-firewall-must-block-by-default",
  statement:
    "Talos' host firewall blocks what no rule admits, and no rule admits public networks to any port, but listed clients to the Kubernetes API",
  severity: "critical",
  level: "mandatory",
  references: ["NSA Kubernetes Hardening Guide: network separation"],
  remediation: "Add NetworkDefaultActionConfig with ingress block, and name private networks in the rule.",
  scope: "stack",
  judge: (stack) => {
    const listed = environmentFacts(stack)?.apiClientBlocks ?? [];
    return judgeMachineConfigs(stack, { of: "any", check: (config, { vpcBlock }) => check(config, listed, vpcBlock) });
  },
};

function check(config: MachineConfig, listed: readonly Block[], vpc: Block | undefined): readonly Check[] {
  const { field, value } = defaultAction(config);
  const blocks = typeof value === "string" && value.toLowerCase() === "block";
  return [
    blocks ? PASS : fail(`${field} must be block`),
    ...hostFirewallRules(config).flatMap((rule) => checkRule(rule, config.role, listed)),
    ...overlayNetworks(config).map(({ field: at, block }) => checkOverlay(at, block, vpc)),
  ];
}

function checkRule(rule: HostFirewallRule, role: MachineConfig["role"], listed: readonly Block[]): readonly Check[] {
  const { field, ports, protocol = "tcp" } = rule;
  if (ports === undefined) return [fail(`${field}.portSelector.ports must be ports and ranges of them`)];
  const opened = GUARDED.filter(
    (port) => port.protocol === protocol && ports.some(([low, high]) => low <= port.to && high >= port.from),
  );
  const clients = isKubernetesApi(protocol, ports) ? listed : [];
  return [
    ...opened
      .filter(({ controlPlane }) => controlPlane && role === "worker")
      .map(({ title }) => fail(`${field} opens ${title} on a worker, where nothing may listen to it`)),
    ...rule.sources.flatMap((source) => checkSource(source.field, source.block, opened, clients)),
  ];
}

function isKubernetesApi(protocol: string, ports: readonly (readonly [number, number])[]): boolean {
  return protocol === "tcp" && ports.every(([low, high]) => low === KUBERNETES_API && high === KUBERNETES_API);
}

function checkSource(
  field: string,
  block: Block | undefined,
  opened: readonly GuardedPort[],
  clients: readonly Block[],
): readonly Check[] {
  if (block === undefined) return [fail(`${field} must be a network`)];
  if (isPrivateBlock(block) || clients.some((client) => blockContains(client, block) && block.prefix > 0))
    return [PASS];
  const whom = block.prefix === 0 ? `every IPv${block.version} address` : `a public IPv${block.version} block`;
  const titles = opened.length === 0 ? ["a port"] : opened.map(({ title }) => title);
  return titles.map((title) => fail(`${field} opens ${title} to ${whom}`));
}

/** Talos takes what comes from there before it asks any rule. */
function checkOverlay(field: string, block: Block | undefined, vpc: Block | undefined): Check {
  if (block === undefined) return fail(`${field} must be a network`);
  if (!isPrivateBlock(block)) return fail(`${field} must be a private network: the host firewall takes what is in it`);
  const overlaps = vpc !== undefined && (blockContains(vpc, block) || blockContains(block, vpc));
  return overlaps ? fail(`${field} must not overlap the VPC: the host firewall takes what is in it`) : PASS;
}
