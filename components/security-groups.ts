import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { RulePeer, SecurityGroupPlan, SecurityGroupRulePlan } from "../model/firewall";
import type { Role } from "../model/ports";
import { Component, tagged } from "./component";

export interface SecurityGroupsArgs {
  readonly groups: readonly SecurityGroupPlan[];
  readonly vpcId: pulumi.Input<string>;
  /** Prefix list of the S3 gateway endpoint. */
  readonly s3PrefixListId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** One security group per role, and one rule resource per flow and peer. Nothing is inline: mixed, the two forms undo each other. */
export class SecurityGroups extends Component {
  private readonly groups: ReadonlyMap<Role, ec2.SecurityGroup>;

  constructor(name: string, args: SecurityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:SecurityGroups", name, opts);
    this.groups = new Map(args.groups.map((plan) => [plan.role, this.group(plan, args)]));
    for (const plan of args.groups) {
      for (const rule of plan.rules) this.rule(plan, rule, args);
    }
    this.registerOutputs({
      ids: Object.fromEntries([...this.groups].map(([role, group]) => [role, group.id])),
    });
  }

  /** Id of a role's group; throws for a role that this environment's plan lacks. */
  id(role: Role): pulumi.Output<string> {
    const group = this.groups.get(role);
    if (group === undefined) throw new Error(`security groups: the plan has none for ${role}`);
    return group.id;
  }

  private group(plan: SecurityGroupPlan, args: SecurityGroupsArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      `${this.name}-${plan.role}`,
      {
        name: plan.name,
        description: plan.description,
        vpcId: args.vpcId,
        tags: tagged(args.tags, plan.name, { "palisade:role": plan.role }),
      },
      this.child(),
    );
  }

  private rule(plan: SecurityGroupPlan, rule: SecurityGroupRulePlan, args: SecurityGroupsArgs): void {
    const inputs = {
      securityGroupId: this.id(plan.role),
      description: rule.description,
      ipProtocol: rule.protocol,
      fromPort: rule.fromPort,
      toPort: rule.toPort,
      ...this.peer(rule.peer, args),
      tags: tagged(args.tags, `${plan.name}-${rule.direction}-${rule.key}`),
    };
    const logicalName = `${this.name}-${plan.role}-${rule.direction}-${rule.key}`;
    if (rule.direction === "ingress") new vpc.SecurityGroupIngressRule(logicalName, inputs, this.child());
    else new vpc.SecurityGroupEgressRule(logicalName, inputs, this.child());
  }

  private peer(peer: RulePeer, args: SecurityGroupsArgs): RulePeerInputs {
    switch (peer.kind) {
      case "security-group":
        return { referencedSecurityGroupId: this.id(peer.role) };
      case "cidr":
        return { cidrIpv4: peer.cidr };
      case "prefix-list":
        return { prefixListId: args.s3PrefixListId };
    }
  }
}

type RulePeerInputs =
  | { readonly referencedSecurityGroupId: pulumi.Input<string> }
  | { readonly cidrIpv4: string }
  | { readonly prefixListId: pulumi.Input<string> };
