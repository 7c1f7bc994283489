/** Network load balancers in front of the Kubernetes API: an internal one always, an internet-facing one for an allow-list. */
import type { StackConfig } from "../config/schema";
import { physicalName } from "./names";
import type { SegmentName } from "./network";
import { ROLE_SEGMENTS } from "./peers";
import type { Role } from "./ports";

export interface ApiLoadBalancerPlan {
  readonly key: "internal" | "public";
  /** At most 32 characters (limit of Elastic Load Balancing), which an environment name of 12 reaches exactly. */
  readonly name: string;
  /** At most 32 characters. */
  readonly targetGroupName: string;
  readonly role: Role;
  readonly internal: boolean;
  /** Its interfaces lie in this segment's subnets of every zone. */
  readonly segment: SegmentName;
  readonly port: 6443;
  /**
   * On: the API server's audit log names the caller's address, not the balancer's. A target that calls itself through the balancer would break,
   * but no control plane may call a balancer at all (port matrix); nodes use KubePrism.
   */
  readonly preserveClientIp: true;
  readonly crossZone: true;
  readonly deletionProtection: boolean;
}

export function planApiLoadBalancers(config: StackConfig): readonly ApiLoadBalancerPlan[] {
  const internal = plan(config, "internal", "api-load-balancer", "api");
  return config.access.api.exposure === "allow-list"
    ? [internal, plan(config, "public", "api-public-load-balancer", "api-public")]
    : [internal];
}

function plan(
  config: StackConfig,
  key: ApiLoadBalancerPlan["key"],
  role: "api-load-balancer" | "api-public-load-balancer",
  part: string,
): ApiLoadBalancerPlan {
  return {
    key,
    name: physicalName(config, part),
    targetGroupName: physicalName(config, part),
    role,
    internal: key === "internal",
    segment: ROLE_SEGMENTS[role],
    port: 6443,
    preserveClientIp: true,
    crossZone: true,
    deletionProtection: config.protection.deletionProtection,
  };
}
