/** Talos' host firewall: NetworkDefaultActionConfig and NetworkRuleConfig. */
import { type Block, parseBlock } from "./block";
import { decimal, items, type MachineConfig, type Section, within } from "./machine-config";
import type { Value } from "./value";

export interface HostFirewallRule {
  /** "NetworkRuleConfig.0". */
  readonly field: string;
  /** Lower case; undefined: not given, or no text. */
  readonly protocol: string | undefined;
  /** Inclusive; undefined: one of them is no port and no range. */
  readonly ports: readonly (readonly [number, number])[] | undefined;
  /** Exceptions make a block smaller and are not counted on. */
  readonly sources: readonly { readonly field: string; readonly block: Block | undefined }[];
}

/** What happens to a packet that no rule is for; Talos' default is to take it. */
export function defaultAction(config: MachineConfig): Section {
  return within(config.document("NetworkDefaultActionConfig"), "ingress");
}

export function hostFirewallRules(config: MachineConfig): readonly HostFirewallRule[] {
  return config.all("NetworkRuleConfig").map((rule) => {
    const protocol = within(rule, "portSelector", "protocol").value;
    const ports = items(within(rule, "portSelector", "ports")).map(({ value }) => portRange(value));
    return {
      field: rule.field,
      protocol: typeof protocol === "string" ? protocol.toLowerCase() : undefined,
      ports: ports.length > 0 && ports.every((range) => range !== undefined) ? ports : undefined,
      sources: items(within(rule, "ingress")).map((source) => {
        const { field, value } = within(source, "subnet");
        return { field, block: typeof value === "string" ? parseBlock(value) : undefined };
      }),
    };
  });
}

/** Networks of pods and services: with a default of block, Talos takes every packet from one of them to another. */
export function overlayNetworks(
  config: MachineConfig,
): readonly { readonly field: string; readonly block: Block | undefined }[] {
  const network = config.section("KubeNetworkConfig", "cluster", "network");
  return ["podSubnets", "serviceSubnets"].flatMap((key) =>
    items(within(network, key)).map(({ field, value }) => ({
      field,
      block: typeof value === "string" ? parseBlock(value) : undefined,
    })),
  );
}

function portRange(value: Value | undefined): readonly [number, number] | undefined {
  if (typeof value !== "string") return undefined;
  const [low = Number.NaN, high = low, ...others] = value.split("-").map(decimal);
  return others.length === 0 && low >= 0 && low <= high && high <= 65_535 ? [low, high] : undefined;
}
