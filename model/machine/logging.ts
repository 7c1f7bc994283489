/**
 * Where logs leave the node. Talos sends its own services' and the kernel's logs as JSON lines over TCP or UDP, without TLS and without
 * authentication: they go to a forwarder on the node's own loopback, which an add-on runs, and the forwarder speaks TLS to the collector.
 * TCP, so that Talos holds lines back until the forwarder listens.
 */
import { document } from "./document";
import type { ClusterPlan, MachineNodePlan } from "./plan";

/** Loopback ports of the forwarder: Talos' services, and the kernel. */
const FORWARDER_PORTS = { services: 5170, kernel: 5171 } as const;

export function loggingDestinations(cluster: ClusterPlan, node: MachineNodePlan): readonly object[] {
  return [
    {
      endpoint: `tcp://127.0.0.1:${FORWARDER_PORTS.services}`,
      format: "json_lines",
      extraTags: { cluster: cluster.name, role: node.role },
    },
  ];
}

export function kmsgLog(): object {
  return document("KmsgLogConfig", { name: "forwarder", url: `tcp://127.0.0.1:${FORWARDER_PORTS.kernel}/` });
}
