import { type Check, fail, PASS, type StackRule } from "../rule";
import { type Block, blockContains, isPrivateBlock } from "../view/block";
import { environmentFacts } from "../view/environment";
import { defaultAction, type HostFirewallRule, hostFirewallRules } from "../view/host-firewall";
import type { MachineConfig } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

interface GuardedPort {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** The Kubernetes API may have clients on the internet that are listed. */
  readonly listed?: true;
  /** Listened to on control planes only. */
  readonly controlPlane?: true;
}

const GUARDED: readonly GuardedPort[] = [
  { title: "2379-2380/tcp (etcd)", from: 2379, to: 2380, controlPlane: true },
  { title: "6443/tcp (Kubernetes API)", from: 6443, to: 6443, listed: true },
  { title: "10250/tcp (kubelet)", from: 10250, to: 10250 },
  { title: "50000/tcp (Talos API)", from: 50000, to: 50000 },
  { title: "50001/tcp (trustd)", from: 50001, to: 50001 },
];

/**
 * Absolute, without the port matrix: a wrong matrix must not make this pass. Whether the rules agree with the security groups is not judged here
 * yet. Boot documents without a v1alpha1 document are looked at too: they are the first that a node listens with.
 */
export const hostFirewall: StackRule = {
  id: "INF-19",
  name: "host-firewall-must-block-by-default",
  statement:
    "Talos' host firewall blocks what no rule admits, and no rule admits public networks to a port of the cluster",
  severity: "critical",
  level: "mandatory",
  references: ["NSA Kubernetes Hardening Guide: network separation"],
  remediation: "Add NetworkDefaultActionConfig with ingress block, and name private networks in the rule.",
  scope: "stack",
  judge: (stack) => {
    const listed = environmentFacts(stack)?.apiClientBlocks ?? [];
    return judgeMachineConfigs(stack, { of: "any", check: (config) => check(config, listed) });
  },
};

function check(config: MachineConfig, listed: readonly Block[]): readonly Check[] {
  const { field, value } = defaultAction(config);
  const blocks = typeof value === "string" && value.toLowerCase() === "block";
  return [
    blocks ? PASS : fail(`${field} must be block`),
    ...hostFirewallRules(config).flatMap((rule) => checkRule(rule, config.role, listed)),
  ];
}

function checkRule(rule: HostFirewallRule, role: MachineConfig["role"], listed: readonly Block[]): readonly Check[] {
  if (rule.ports === undefined) return [fail(`${rule.field}.portSelector.ports must be ports and ranges of them`)];
  if (rule.protocol !== undefined && rule.protocol !== "tcp") return [];
  const { ports } = rule;
  return GUARDED.filter(({ from, to }) => ports.some(([low, high]) => low <= to && high >= from)).flatMap((port) =>
    port.controlPlane && role === "worker"
      ? [fail(`${rule.field} opens ${port.title} on a worker, where nothing may listen to it`)]
      : rule.sources.map(({ field, block }) => checkSource(field, block, port, listed)),
  );
}

function checkSource(field: string, block: Block | undefined, port: GuardedPort, listed: readonly Block[]): Check {
  if (block === undefined) return fail(`${field} must be a network`);
  if (block.prefix === 0) return fail(`${field} opens ${port.title} to every IPv${block.version} address`);
  if (isPrivateBlock(block)) return PASS;
  if (port.listed && listed.some((allowed) => blockContains(allowed, block))) return PASS;
  return fail(`${field} opens ${port.title} to a public IPv${block.version} block`);
}
