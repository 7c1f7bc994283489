import { judgeExposure } from "../exposure";
import type { StackRule } from "../rule";
import { roleOf } from "../view/security-group-rules";

/** Control planes reach each other's API servers through KubePrism, management functions watch them. */
const CALLERS = [
  "admin",
  "api-load-balancer",
  "api-public-load-balancer",
  "control-plane",
  "management-function",
  "worker",
];

export const kubernetesApi: StackRule = {
  id: "INF-04",
  name: "kubernetes-api-must-admit-the-cluster-and-administrators-only",
  statement:
    "The Kubernetes API (6443/tcp) is reachable by nodes, administrators, load balancers and listed networks only",
  severity: "critical",
  level: "mandatory",
  references: ["AWS FSBP EC2.18"],
  remediation:
    "Remove the rule, or make its source a security group of the cluster; list networks in access.adminCidrs or access.api.cidrs.",
  scope: "stack",
  judge: (stack) =>
    judgeExposure(stack, {
      title: "6443/tcp (Kubernetes API)",
      protocol: "tcp",
      from: 6443,
      to: 6443,
      allowed: "nodes, administrators, load balancers and listed networks",
      roles: CALLERS,
      // The allow-list is for the internet-facing load balancer: behind it nobody from the internet is a source.
      blocks: ({ adminBlocks, apiClientBlocks }, rule) =>
        roleOf(rule.group) === "api-public-load-balancer" ? apiClientBlocks : adminBlocks,
    }),
};
