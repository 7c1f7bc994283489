/** Talos host firewall documents (NetworkDefaultActionConfig, NetworkRuleConfig) from the same matrix. No secret in them. */
import type { StackConfig } from "../config/schema";
import { mergeCidrs } from "./cidr";
import type { NetworkPlan } from "./network";
import { isRole, peerCidrs, preservedClientFlows, ROLE_SEGMENTS } from "./peers";
import type { Flow } from "./ports";

export interface NetworkDefaultActionConfig {
  readonly apiVersion: "v1alpha1";
  readonly kind: "NetworkDefaultActionConfig";
  readonly ingress: "block";
}

export interface NetworkRuleConfig {
  readonly apiVersion: "v1alpha1";
  readonly kind: "NetworkRuleConfig";
  readonly name: string;
  readonly portSelector: { readonly ports: readonly (number | string)[]; readonly protocol: "tcp" | "udp" };
  readonly ingress: readonly { readonly subnet: string }[];
}

export type HostFirewallDocument = NetworkDefaultActionConfig | NetworkRuleConfig;

export interface HostFirewallPlan {
  readonly "control-plane": readonly HostFirewallDocument[];
  readonly worker: readonly HostFirewallDocument[];
}

/**
 * One rule per service. Sources are address blocks, so a rule is as coarse as a segment. Block mode lets loopback, replies, pod and
 * service networks and a trickle of ICMP through by itself; it closes node ports and host ports to everything else.
 */
export function planHostFirewall(config: StackConfig, network: NetworkPlan, flows: readonly Flow[]): HostFirewallPlan {
  return project(config, network, [...flows, ...preservedClientFlows(flows)]);
}

/**
 * What a control plane boots with, before it has a machine configuration: the Talos API for the management segment, nothing else. Its user
 * data replaces the instance when it changes, so no network that anybody may want to add on a working day is in it.
 */
export function planBootFirewall(
  config: StackConfig,
  network: NetworkPlan,
  flows: readonly Flow[],
): readonly HostFirewallDocument[] {
  const boot = flows.filter(
    ({ service, from }) => service === "talos-api" && isRole(from) && ROLE_SEGMENTS[from] === "management",
  );
  return project(config, network, boot)["control-plane"];
}

function project(config: StackConfig, network: NetworkPlan, met: readonly Flow[]): HostFirewallPlan {
  return { "control-plane": documents("control-plane"), worker: documents("worker") };

  function documents(role: keyof HostFirewallPlan): readonly HostFirewallDocument[] {
    const incoming = met.filter(({ to }) => to === role);
    const services = [...new Set(incoming.map(({ service }) => service))];
    return [
      { apiVersion: "v1alpha1", kind: "NetworkDefaultActionConfig", ingress: "block" },
      ...services.map((service) =>
        ruleOf(
          service,
          incoming.filter((flow) => flow.service === service),
        ),
      ),
    ];
  }

  function ruleOf(service: string, incoming: readonly Flow[]): NetworkRuleConfig {
    const ports = new Set(
      incoming.map(({ fromPort, toPort }) => (fromPort === toPort ? fromPort : `${fromPort}-${toPort}`)),
    );
    const protocols = new Set(incoming.map(({ protocol }) => protocol));
    const [protocol] = protocols;
    if (protocol === undefined || protocols.size > 1 || ports.size > 1) {
      throw new Error(`service ${service} must have one protocol and one port range`);
    }
    // Talos refuses a rule whose subnets overlap.
    const subnets = mergeCidrs(incoming.flatMap(({ from }) => peerCidrs(config, network, from)));
    return {
      apiVersion: "v1alpha1",
      kind: "NetworkRuleConfig",
      name: service,
      portSelector: { ports: [...ports], protocol },
      ingress: subnets.map((subnet) => ({ subnet })),
    };
  }
}
