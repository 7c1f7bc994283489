import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiLoadBalancerPlan } from "../model/api-load-balancer";
import { Component, tagged } from "./component";

export interface ApiLoadBalancerArgs {
  readonly loadBalancer: ApiLoadBalancerPlan;
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the plan's segment, one per zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  /** What must exist first: the internet gateway, for an internet-facing one. */
  readonly after: readonly pulumi.Resource[];
  /** Control planes by identity and planned address. */
  readonly targets: readonly { readonly identity: string; readonly address: string }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A network load balancer for port 6443 and nothing else. */
export class ApiLoadBalancer extends Component {
  readonly dnsName: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;

  constructor(name: string, args: ApiLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:ApiLoadBalancer", name, opts);
    const { loadBalancer: plan } = args;
    const tags = tagged(args.tags, plan.name, { "palisade:role": plan.role });
    const balancer = new lb.LoadBalancer(
      name,
      {
        name: plan.name,
        loadBalancerType: "network",
        internal: plan.internal,
        subnets: [...args.subnetIds],
        // A network load balancer takes security groups at creation only: one made without can never get any.
        securityGroups: [args.securityGroupId],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
        enableCrossZoneLoadBalancing: plan.crossZone,
        enableDeletionProtection: plan.deletionProtection,
        // No access logs: TCP listeners write none. Callers are in the API server's audit log, connections in the flow log.
        tags,
      },
      this.child({ dependsOn: [...args.after] }),
    );
    const targets = this.targetGroup(args, tags);
    new lb.Listener(
      name,
      {
        loadBalancerArn: balancer.arn,
        port: plan.port,
        protocol: "TCP",
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
        tags,
      },
      this.child(),
    );
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.registerOutputs({ dnsName: this.dnsName, zoneId: this.zoneId });
  }

  private targetGroup(args: ApiLoadBalancerArgs, tags: Record<string, string>): lb.TargetGroup {
    const { loadBalancer: plan } = args;
    const group = new lb.TargetGroup(
      this.name,
      {
        name: plan.targetGroupName,
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "TCP",
        port: plan.port,
        preserveClientIp: String(plan.preserveClientIp),
        // For a control plane that leaves for good. A replaced one keeps its registration: there the balancer ends connections when the target
        // turns unhealthy, which is its default.
        connectionTermination: true,
        deregistrationDelay: 30,
        // TCP, not HTTPS on /readyz: anonymous requests are off, so the API server would answer 401 and count as unhealthy.
        healthCheck: {
          protocol: "TCP",
          port: String(plan.port),
          interval: 10,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
        tags,
      },
      this.child(),
    );
    for (const target of args.targets) {
      // By planned address: a replaced control plane keeps its registration.
      new lb.TargetGroupAttachment(
        `${this.name}-${target.identity}`,
        { targetGroupArn: group.arn, targetId: target.address, port: plan.port },
        this.child(),
      );
    }
    return group;
  }
}
