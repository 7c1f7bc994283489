import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { SegmentName } from "../model/network";
import type { NetworkAclEntry, NetworkAclPlan } from "../model/network-acl";
import { Component, tagged } from "./component";

export interface NetworkAclsArgs {
  readonly acls: readonly NetworkAclPlan[];
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of a segment, one for each zone. */
  readonly subnetIdsOf: (segment: SegmentName) => pulumi.Input<string>[];
  /** "palisade-<environment>": first part of console names. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One network ACL per segment, for its subnets of every zone. */
export class NetworkAcls extends Component {
  constructor(name: string, args: NetworkAclsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:NetworkAcls", name, opts);
    for (const plan of args.acls) {
      const acl = new ec2.NetworkAcl(
        `${name}-${plan.segment}`,
        {
          vpcId: args.vpcId,
          subnetIds: args.subnetIdsOf(plan.segment),
          tags: tagged(args.tags, `${args.prefix}-${plan.segment}`, { "palisade:segment": plan.segment }),
        },
        this.child(),
      );
      for (const entry of plan.entries) this.rule(plan, entry, acl);
    }
    this.registerOutputs({});
  }

  /** A resource of its own per entry: one changed network changes one rule, and a preview says which. */
  private rule(plan: NetworkAclPlan, entry: NetworkAclEntry, acl: ec2.NetworkAcl): void {
    new ec2.NetworkAclRule(
      `${this.name}-${plan.segment}-${entry.direction}-${entry.key}`,
      {
        networkAclId: acl.id,
        egress: entry.direction === "egress",
        ruleNumber: entry.ruleNumber,
        ruleAction: entry.action,
        protocol: entry.protocol,
        cidrBlock: entry.cidr,
        fromPort: entry.fromPort,
        toPort: entry.toPort,
      },
      this.child(),
    );
  }
}
