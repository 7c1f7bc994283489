import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { InterfaceEndpointPlan } from "../model/endpoints";
import { Component, tagged } from "./component";

export interface InterfaceEndpointsArgs {
  readonly endpoints: readonly InterfaceEndpointPlan[];
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the endpoints segment, one per zone: AWS takes one interface a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  /** "palisade-<environment>": first part of console names. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Private addresses of AWS services. With private DNS the services keep their usual names, so no client needs to know. */
export class InterfaceEndpoints extends Component {
  readonly resources: readonly ec2.VpcEndpoint[];

  constructor(name: string, args: InterfaceEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:InterfaceEndpoints", name, opts);
    this.resources = args.endpoints.map(
      (plan) =>
        new ec2.VpcEndpoint(
          `${name}-${plan.service}`,
          {
            vpcId: args.vpcId,
            vpcEndpointType: "Interface",
            serviceName: plan.serviceName,
            subnetIds: [...args.subnetIds],
            securityGroupIds: [args.securityGroupId],
            privateDnsEnabled: true,
            policy: JSON.stringify(plan.policy),
            tags: tagged(args.tags, `${args.prefix}-${plan.service}`),
          },
          this.child(),
        ),
    );
    this.registerOutputs({});
  }
}
