/** A VPC with a private and a public subnet, for rules about where nodes are. */
import { privateNodes } from "../../policy/rules/private-nodes";
import type { StateResource } from "../../policy/view/stack";
import { type Inputs, idOf, resource, type Told, told } from "./fixture";

export const INSTANCE = "aws:ec2/instance:Instance";
export const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const SCALING_GROUP = "aws:autoscaling/group:Group";
export const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const TABLE = "aws:ec2/routeTable:RouteTable";
export const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
export const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
export const ROUTE = "aws:ec2/route:Route";
export const EIP = "aws:ec2/eip:Eip";

export const vpc = resource("aws:ec2/vpc:Vpc", "vpc", {}, { outputs: { defaultRouteTableId: "rtb-main" } });
export const gateway = resource("aws:ec2/internetGateway:InternetGateway", "internet", { vpcId: idOf("vpc") });
export const subnet = (name: string, inputs: Inputs = {}) => resource(SUBNET, name, { vpcId: idOf("vpc"), ...inputs });
export const route = (table: string, inputs: Inputs, name = `route-${table}`) =>
  resource(ROUTE, name, { routeTableId: table, destinationCidrBlock: "0.0.0.0/0", ...inputs });
export const associate = (name: string, table: string) =>
  resource(ASSOCIATION, `association-${name}`, { subnetId: idOf(name), routeTableId: table });
export const instance = (inputs: Inputs = {}, name = "node") => resource(INSTANCE, name, inputs);

/** Each subnet has a table of its own. */
export const NETWORK: readonly StateResource[] = [
  vpc,
  gateway,
  subnet("private", { mapPublicIpOnLaunch: false }),
  subnet("public"),
  resource(TABLE, "inside", { vpcId: idOf("vpc") }),
  resource(TABLE, "outside", { vpcId: idOf("vpc") }),
  associate("private", idOf("inside")),
  associate("public", idOf("outside")),
  route(idOf("inside"), { natGatewayId: "nat-1" }),
  route(idOf("outside"), { gatewayId: idOf("internet") }),
];
export const TO_INTERNET = "subnet public has a route to an internet gateway";
/** What the rule says of nodes in that network. */
export const inNetwork = (...resources: readonly StateResource[]): Told => told(privateNodes, ...NETWORK, ...resources);
