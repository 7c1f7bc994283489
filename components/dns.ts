import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import type { DnsPlan } from "../model/dns";
import { Component, tagged } from "./component";

export interface DnsArgs {
  readonly dns: DnsPlan;
  readonly vpcId: pulumi.Input<string>;
  /** The internal load balancer's name and hosted zone. */
  readonly loadBalancer: { readonly dnsName: pulumi.Input<string>; readonly zoneId: pulumi.Input<string> };
  readonly tags: Readonly<Record<string, string>>;
}

/** The private hosted zone and the API's name in it. The name is fixed in the plan, so nothing waits for the load balancer to be known. */
export class Dns extends Component {
  readonly zoneId: pulumi.Output<string>;

  constructor(name: string, args: DnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Dns", name, opts);
    const zone = new route53.Zone(
      name,
      {
        name: args.dns.zone,
        comment: "Private: answers only in the VPC and to those who use its resolver",
        vpcs: [{ vpcId: args.vpcId }],
        forceDestroy: false,
        tags: tagged(args.tags, args.dns.zone),
      },
      this.child(),
    );
    new route53.Record(
      `${name}-api`,
      {
        zoneId: zone.zoneId,
        name: args.dns.apiName,
        type: "A",
        aliases: [
          {
            name: args.loadBalancer.dnsName,
            zoneId: args.loadBalancer.zoneId,
            // With no healthy control plane a refused connection says more than a name that does not resolve.
            evaluateTargetHealth: false,
          },
        ],
      },
      this.child(),
    );
    this.zoneId = zone.zoneId;
    this.registerOutputs({ zoneId: this.zoneId });
  }
}
