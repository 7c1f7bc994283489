import { judgeExposure } from "../exposure";
import type { StackRule } from "../rule";

export const kubelet: StackRule = {
  id: "INF-06",
  name: "kubelet-must-admit-control-planes-only",
  statement: "Kubelets (10250/tcp) are reachable by control planes only",
  severity: "high",
  level: "mandatory",
  references: [],
  remediation: "Remove the rule, or make its source the control planes' security group.",
  scope: "stack",
  judge: (stack) =>
    judgeExposure(stack, {
      title: "10250/tcp (kubelet)",
      protocol: "tcp",
      from: 10250,
      to: 10250,
      allowed: "control planes",
      roles: ["control-plane"],
    }),
};
