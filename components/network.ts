import * as ec2 from "@pulumi/aws/ec2";
import * as ec2transitgateway from "@pulumi/aws/ec2transitgateway";
import type * as pulumi from "@pulumi/pulumi";
import { cidrKey } from "../model/cidr";
import type { PolicyDocument } from "../model/iam-document";
import type { NetworkPlan, RoutePlan, RouteTablePlan, SegmentName, SubnetPlan } from "../model/network";
import { Component, tagged } from "./component";

export interface NetworkArgs {
  readonly network: NetworkPlan;
  /** S3 gateway endpoint: its service name and what it lets through. */
  readonly s3: { readonly serviceName: string; readonly policy: PolicyDocument };
  /** Log group that takes the VPC's flow logs. */
  readonly flowLogGroupArn: pulumi.Input<string>;
  /** Role that writes them. */
  readonly flowLogRoleArn: pulumi.Input<string>;
  /** "palisade-<environment>": first part of console names. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The VPC: subnets, routes, NAT, S3 gateway, flow log, and the VPC's own defaults locked. */
export class Network extends Component {
  readonly vpcId: pulumi.Output<string>;
  /** By "<segment>-<zoneKey>". */
  readonly subnetIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** What a way in from the internet needs besides its subnets: AWS refuses an internet-facing load balancer in a VPC without it. Empty when isolated. */
  readonly internetGateway: readonly ec2.InternetGateway[];
  /** Of the S3 gateway endpoint: security group rules name it in place of S3's changing addresses. */
  readonly s3PrefixListId: pulumi.Output<string>;
  private readonly args: NetworkArgs;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Network", name, opts);
    this.args = args;
    const vpc = this.vpc();
    this.vpcId = vpc.id;
    this.lockDefaults(vpc);
    this.flowLog();
    const subnets = this.subnets();
    this.subnetIds = Object.fromEntries(Object.entries(subnets).map(([key, subnet]) => [key, subnet.id]));
    const routeTables = this.routeTables(subnets);
    this.internetGateway = this.gateway();
    this.routes(routeTables);
    this.s3PrefixListId = this.s3Gateway(routeTables).prefixListId;
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds, s3PrefixListId: this.s3PrefixListId });
  }

  private tags(key: string, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    return tagged(this.args.tags, `${this.args.prefix}-${key}`, extra);
  }

  private vpc(): ec2.Vpc {
    return new ec2.Vpc(
      this.name,
      {
        cidrBlock: this.args.network.vpcCidr,
        // Both are needed for private DNS of interface endpoints and for the private zone.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: this.tags("vpc"),
      },
      this.child(),
    );
  }

  /** What AWS puts into every VPC allows everything: emptied, so that nothing can come to rely on it. */
  private lockDefaults(vpc: ec2.Vpc): void {
    new ec2.DefaultSecurityGroup(
      `${this.name}-default`,
      { vpcId: vpc.id, ingress: [], egress: [], tags: this.tags("default-locked") },
      this.child(),
    );
    new ec2.DefaultNetworkAcl(
      `${this.name}-default`,
      {
        defaultNetworkAclId: vpc.defaultNetworkAclId,
        ingress: [],
        egress: [],
        tags: this.tags("default-locked"),
      },
      // A subnet that loses its own ACL falls back to this one; AWS then lists it here, which is not ours to undo.
      this.child({ ignoreChanges: ["subnetIds"] }),
    );
    new ec2.DefaultRouteTable(
      `${this.name}-default`,
      { defaultRouteTableId: vpc.defaultRouteTableId, routes: [], tags: this.tags("default-locked") },
      this.child(),
    );
  }

  private flowLog(): void {
    new ec2.FlowLog(
      this.name,
      {
        vpcId: this.vpcId,
        trafficType: this.args.network.flowLog.trafficType,
        maxAggregationInterval: this.args.network.flowLog.aggregationSeconds,
        logDestinationType: "cloud-watch-logs",
        logDestination: this.args.flowLogGroupArn,
        iamRoleArn: this.args.flowLogRoleArn,
        tags: this.tags("flow-log"),
      },
      this.child(),
    );
  }

  private subnets(): Readonly<Record<string, ec2.Subnet>> {
    const make = (subnet: SubnetPlan) =>
      new ec2.Subnet(
        `${this.name}-${keyOf(subnet)}`,
        {
          vpcId: this.vpcId,
          cidrBlock: subnet.cidr,
          availabilityZone: subnet.zone,
          mapPublicIpOnLaunch: false,
          tags: this.tags(keyOf(subnet), { "palisade:segment": subnet.segment }),
        },
        this.child(),
      );
    const planned = this.args.network.segments.flatMap((segment) => segment.subnets);
    return Object.fromEntries(planned.map((subnet) => [keyOf(subnet), make(subnet)]));
  }

  private routeTables(subnets: Readonly<Record<string, ec2.Subnet>>): readonly MadeRouteTable[] {
    return this.args.network.routeTables.map((plan) => {
      const table = new ec2.RouteTable(
        `${this.name}-${plan.key}`,
        { vpcId: this.vpcId, tags: this.tags(plan.key, { "palisade:segment": plan.segment }) },
        this.child(),
      );
      for (const zoneKey of plan.zoneKeys) {
        const key = `${plan.segment}-${zoneKey}`;
        new ec2.RouteTableAssociation(
          `${this.name}-${key}`,
          { routeTableId: table.id, subnetId: of(subnets, key).id },
          this.child(),
        );
      }
      return { plan, table };
    });
  }

  private routes(routeTables: readonly MadeRouteTable[]): void {
    const targets = this.targets();
    for (const { plan, table } of routeTables) {
      for (const route of plan.routes) {
        new ec2.Route(
          `${this.name}-${plan.key}-${cidrKey(route.cidr)}`,
          { routeTableId: table.id, destinationCidrBlock: route.cidr, ...targets.inputs(route) },
          // A route names the transit gateway, not the attachment that must carry it.
          this.child({ dependsOn: route.target.kind === "transit-gateway" ? targets.attachment : [] }),
        );
      }
    }
  }

  private targets(): RouteTargets {
    const { network } = this.args;
    const [gateway] = this.internetGateway;
    const nat = gateway === undefined ? {} : this.natGateways(gateway);
    const { transitGateway } = network;
    const attachment =
      transitGateway === undefined
        ? []
        : [
            new ec2transitgateway.VpcAttachment(
              `${this.name}-transit`,
              {
                transitGatewayId: transitGateway.id,
                vpcId: this.vpcId,
                subnetIds: this.subnetIdsOf(transitGateway.segment),
                dnsSupport: "enable",
                tags: this.tags("transit"),
              },
              this.child(),
            ),
          ];
    return {
      attachment,
      inputs: ({ target }) => {
        switch (target.kind) {
          case "internet-gateway":
            if (gateway === undefined)
              throw new Error("network: a route leads to an internet gateway that the plan lacks");
            return { gatewayId: gateway.id };
          case "nat-gateway":
            return { natGatewayId: of(nat, target.zoneKey).id };
          case "transit-gateway":
            return { transitGatewayId: target.id };
        }
      },
    };
  }

  private gateway(): readonly ec2.InternetGateway[] {
    if (!this.args.network.internetGateway) return [];
    return [new ec2.InternetGateway(this.name, { vpcId: this.vpcId, tags: this.tags("internet") }, this.child())];
  }

  private natGateways(gateway: ec2.InternetGateway): Readonly<Record<string, ec2.NatGateway>> {
    const make = (zoneKey: string) => {
      const key = `nat-${zoneKey}`;
      // Neither names the internet gateway, and AWS refuses both in a VPC that has none yet.
      const afterGateway = this.child({ dependsOn: [gateway] });
      const address = new ec2.Eip(`${this.name}-${key}`, { domain: "vpc", tags: this.tags(key) }, afterGateway);
      return new ec2.NatGateway(
        `${this.name}-${key}`,
        {
          connectivityType: "public",
          allocationId: address.allocationId,
          subnetId: of(this.subnetIds, `public-${zoneKey}`),
          tags: this.tags(key),
        },
        afterGateway,
      );
    };
    return Object.fromEntries(this.args.network.natZoneKeys.map((zoneKey) => [zoneKey, make(zoneKey)]));
  }

  private s3Gateway(routeTables: readonly MadeRouteTable[]): ec2.VpcEndpoint {
    return new ec2.VpcEndpoint(
      `${this.name}-s3`,
      {
        vpcId: this.vpcId,
        vpcEndpointType: "Gateway",
        serviceName: this.args.s3.serviceName,
        policy: JSON.stringify(this.args.s3.policy),
        routeTableIds: routeTables.filter(({ plan }) => plan.s3Gateway).map(({ table }) => table.id),
        tags: this.tags("s3"),
      },
      this.child(),
    );
  }

  /** One for each zone; empty for a segment that the network lacks. */
  subnetIdsOf(segment: SegmentName): pulumi.Output<string>[] {
    return this.args.network.segments
      .filter((candidate) => candidate.name === segment)
      .flatMap((candidate) => candidate.subnets.map((subnet) => of(this.subnetIds, keyOf(subnet))));
  }
}

interface MadeRouteTable {
  readonly plan: RouteTablePlan;
  readonly table: ec2.RouteTable;
}

interface RouteTargets {
  readonly attachment: pulumi.Resource[];
  inputs(route: RoutePlan): Partial<ec2.RouteArgs>;
}

function keyOf(subnet: SubnetPlan): string {
  return `${subnet.segment}-${subnet.zoneKey}`;
}

function of<T>(made: Readonly<Record<string, T>>, key: string): T {
  const found = made[key];
  if (found === undefined) throw new Error(`network: the plan names ${key}, which it does not have`);
  return found;
}
