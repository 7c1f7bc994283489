import { judgeExposure } from "../exposure";
import type { StackRule } from "../rule";

export const etcd: StackRule = {
  id: "INF-05",
  name: "etcd-must-admit-control-planes-only",
  statement: "etcd (2379-2380/tcp) is reachable between control planes only",
  severity: "critical",
  level: "mandatory",
  references: ["NSA Kubernetes Hardening Guide: etcd"],
  remediation: "Remove the rule, or make its source and its group the control planes' security group.",
  scope: "stack",
  judge: (stack) =>
    judgeExposure(stack, {
      title: "2379-2380/tcp (etcd)",
      protocol: "tcp",
      from: 2379,
      to: 2380,
      allowed: "control planes",
      roles: ["control-plane"],
      destination: "control-plane",
    }),
};
