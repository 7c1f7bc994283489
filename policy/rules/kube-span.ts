import { type Check, fail, PASS, type StackRule } from "../rule";
import { type MachineConfig, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

/**
 * Talos' host firewall takes every packet that comes by the interface of KubeSpan, of loopback or of SideroLink before it asks any rule
 * (nftables_chain_config.go), and every node of the cluster is a peer: no rule of a document closes that way.
 */
export const kubeSpan: StackRule = {
  id: "INF-08",
  name: "host-firewall-must-not-be-passed-by-an-overlay",
  statement: "No node takes part in KubeSpan, by which every node reaches every port of every other",
  severity: "medium",
  level: "advisory",
  references: ["NSA Kubernetes Hardening Guide: network separation"],
  remediation:
    "Leave KubeSpan off and encrypt with Cilium's WireGuard; where it must be on, treat a worker as one that reaches etcd, kubelets and the Talos API of control planes.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const section = config.section("KubeSpanConfig", "machine", "network", "kubespan");
  const { field, value } = within(section, "enabled");
  const on = truth(value);
  return [
    on === undefined || on === false
      ? PASS
      : fail(`${field} lets every node pass the host firewall of every other, to etcd and the Talos API too`),
  ];
}
