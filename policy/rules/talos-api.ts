import { judgeExposure } from "../exposure";
import type { StackRule } from "../rule";

export const talosApi: StackRule = {
  id: "INF-03",
  name: "talos-api-must-admit-administrators-only",
  statement: "The Talos API (50000/tcp) is reachable by administrators and management functions only",
  severity: "critical",
  level: "mandatory",
  references: ["AWS FSBP EC2.18"],
  remediation:
    "Remove the rule, or make its source the administrators' security group or a network of access.adminCidrs.",
  scope: "stack",
  judge: (stack) =>
    judgeExposure(stack, {
      title: "50000/tcp (Talos API)",
      protocol: "tcp",
      from: 50000,
      to: 50000,
      allowed: "administrators and management functions",
      roles: ["admin", "management-function"],
      blocks: ({ adminBlocks }) => adminBlocks,
    }),
};
