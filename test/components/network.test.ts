import * as pulumi from "@pulumi/pulumi";
import { Network } from "../../components/network";
import { NetworkAcls } from "../../components/network-acls";
import { planEndpoints } from "../../model/endpoints";
import { baseTags } from "../../model/names";
import { planNetwork } from "../../model/network";
import { planNetworkAcls } from "../../model/network-acl";
import { planFlows } from "../../model/ports";
import { type Switches, stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

function build(change: Partial<Switches> = {}) {
  const config = stackConfig(change);
  const network = planNetwork(config);
  const acls = planNetworkAcls(config, network, planFlows(config));
  const tags = baseTags(config);
  const recording = Recording.of(() => {
    const made = new Network("network", {
      network,
      s3: planEndpoints(config).s3,
      flowLogGroupArn: pulumi.output("arn:aws:logs:eu-central-1:111122223333:log-group:flow"),
      flowLogRoleArn: pulumi.output("arn:aws:iam::111122223333:role/flow"),
      prefix: "palisade-test",
      tags,
    });
    new NetworkAcls("network-acls", {
      acls,
      vpcId: made.vpcId,
      subnetIdsOf: (segment) => made.subnetIdsOf(segment),
      prefix: "palisade-test",
      tags,
    });
  });
  return { network, acls, tags, recording };
}

const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE = "aws:ec2/route:Route";

describe("Network", () => {
  it("makes each planned subnet once, with no public address and its segment as tag", async () => {
    const { network, recording } = build();
    const planned = network.segments.flatMap((segment) => segment.subnets);
    const made = await recording;
    expect(made.all(SUBNET)).toHaveLength(planned.length);
    for (const subnet of planned) {
      expect(made.inputs(SUBNET, `network-${subnet.segment}-${subnet.zoneKey}`)).toMatchObject({
        cidrBlock: subnet.cidr,
        availabilityZone: subnet.zone,
        mapPublicIpOnLaunch: false,
        tags: { "palisade:segment": subnet.segment },
      });
    }
  });

  it("makes each planned route once, none inline, and leads only the public segment to the internet gateway", async () => {
    const { network, recording } = build({ adminCidrs: ["10.200.0.0/16"] });
    const made = await recording;
    const planned = network.routeTables.flatMap((table) =>
      table.routes.map((route) => ({ table: table.key, ...route })),
    );
    expect(made.all(ROUTE)).toHaveLength(planned.length);
    const toInternet = made.all(ROUTE).filter((route) => route.inputs["gatewayId"] !== undefined);
    expect(toInternet.map((route) => route.urn.split("::").at(-1))).toEqual(["network-public-0-0-0-0-0"]);
    expect(made.all("aws:ec2/routeTable:RouteTable").filter((table) => table.inputs["routes"] !== undefined)).toEqual(
      [],
    );
  });

  it("waits for the transit gateway's attachment before routing to it", async () => {
    const made = await build({ adminCidrs: ["10.200.0.0/16"] }).recording;
    const [attachment] = made.all("aws:ec2transitgateway/vpcAttachment:VpcAttachment");
    const routes = made.all(ROUTE).filter((route) => route.inputs["transitGatewayId"] !== undefined);
    expect(routes.length).toBeGreaterThan(0);
    for (const route of routes) expect(route.dependencies).toContain(attachment?.urn);
  });

  it("uses one NAT gateway or one a zone", async () => {
    const nat = "aws:ec2/natGateway:NatGateway";
    expect((await build({ nat: "single" }).recording).all(nat)).toHaveLength(1);
    expect((await build({ nat: "per-zone" }).recording).all(nat)).toHaveLength(3);
  });

  it("isolated: no internet or NAT gateway, no address, no public subnet, no default route", async () => {
    const made = await build({ mode: "isolated" }).recording;
    expect(made.all("aws:ec2/internetGateway:InternetGateway")).toEqual([]);
    expect(made.all("aws:ec2/natGateway:NatGateway")).toEqual([]);
    expect(made.all("aws:ec2/eip:Eip")).toEqual([]);
    expect(made.all(ROUTE)).toEqual([]);
    expect(made.all(SUBNET).filter((subnet) => subnet.urn.includes("network-public"))).toEqual([]);
  });

  it("empties the VPC's default group, ACL and route table", async () => {
    const made = await build().recording;
    expect(made.inputs("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "network-default")).toMatchObject({
      ingress: [],
      egress: [],
    });
    expect(made.inputs("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "network-default")).toMatchObject({
      ingress: [],
      egress: [],
    });
    expect(made.inputs("aws:ec2/defaultRouteTable:DefaultRouteTable", "network-default")).toMatchObject({ routes: [] });
  });

  it("logs all traffic to the given group", async () => {
    const made = await build().recording;
    expect(made.inputs("aws:ec2/flowLog:FlowLog", "network")).toMatchObject({
      trafficType: "ALL",
      logDestination: "arn:aws:logs:eu-central-1:111122223333:log-group:flow",
      iamRoleArn: "arn:aws:iam::111122223333:role/flow",
    });
  });

  it("adds S3's gateway to the planned route tables, with its policy", async () => {
    const { network, recording } = build();
    const inputs = (await recording).inputs("aws:ec2/vpcEndpoint:VpcEndpoint", "network-s3");
    expect(inputs["routeTableIds"]).toHaveLength(network.routeTables.filter((table) => table.s3Gateway).length);
    expect(JSON.parse(String(inputs["policy"]))).toEqual(planEndpoints(stackConfig()).s3.policy);
  });

  it("tags everything and leaves nothing outside its component", async () => {
    const { tags, recording } = build({ adminCidrs: ["10.200.0.0/16"] });
    const made = await recording;
    const taggable = [
      "vpc:Vpc",
      "subnet:Subnet",
      "routeTable:RouteTable",
      "internetGateway:InternetGateway",
      "natGateway:NatGateway",
      "eip:Eip",
      "vpcEndpoint:VpcEndpoint",
      "flowLog:FlowLog",
      "networkAcl:NetworkAcl",
      "defaultSecurityGroup:DefaultSecurityGroup",
      "defaultNetworkAcl:DefaultNetworkAcl",
      "defaultRouteTable:DefaultRouteTable",
    ].map((type) => `aws:ec2/${type}`);
    expect(made.untagged([...taggable, "aws:ec2transitgateway/vpcAttachment:VpcAttachment"], tags)).toEqual([]);
    expect(made.orphans()).toEqual([]);
  });
});

describe("NetworkAcls", () => {
  it("makes one ACL a segment for its subnets, and one rule an entry", async () => {
    const { acls, network, recording } = build();
    const made = await recording;
    expect(made.all("aws:ec2/networkAcl:NetworkAcl")).toHaveLength(network.segments.length);
    const entries = acls.flatMap((acl) => acl.entries.map((entry) => ({ segment: acl.segment, ...entry })));
    expect(made.all("aws:ec2/networkAclRule:NetworkAclRule")).toHaveLength(entries.length);
    for (const entry of entries) {
      const name = `network-acls-${entry.segment}-${entry.direction}-${entry.key}`;
      expect(made.inputs("aws:ec2/networkAclRule:NetworkAclRule", name)).toMatchObject({
        egress: entry.direction === "egress",
        ruleNumber: entry.ruleNumber,
        ruleAction: "allow",
        protocol: entry.protocol,
        cidrBlock: entry.cidr,
        fromPort: entry.fromPort,
        toPort: entry.toPort,
      });
    }
    for (const segment of network.segments) {
      const inputs = made.inputs("aws:ec2/networkAcl:NetworkAcl", `network-acls-${segment.name}`);
      expect(inputs["subnetIds"]).toHaveLength(segment.subnets.length);
      expect(inputs["ingress"]).toBeUndefined();
    }
  });
});
