/** Which way a subnet's packets can leave: its route table and what the routes lead to. */
import type { ResourceView, StackView } from "./stack";
import { at, elements, isHidden, type Value } from "./value";
import { VPC_TYPES } from "./vpc";

export const SUBNET_TYPES = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"] as const;
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const TABLE_TYPES = [ROUTE_TABLE, DEFAULT_ROUTE_TABLE] as const;
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
const ROUTE = "aws:ec2/route:Route";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** Whether a subnet has a route to an internet gateway; undefined where the stack does not tell. */
export function leadsToInternet(stack: StackView, subnet: ResourceView): boolean | undefined {
  const tables = tablesOf(stack, subnet);
  if (tables.length === 0) return undefined;
  const answers = tables.map((table) => tableLeadsToInternet(stack, table));
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

/** The associated table, else the main one of the VPC. */
function tablesOf(stack: StackView, subnet: ResourceView): readonly ResourceView[] {
  const own = stack
    .ofType(ASSOCIATION)
    .filter((association) => stack.refer(association, ["subnetId"], ...SUBNET_TYPES).resources.includes(subnet))
    .flatMap((association) => stack.refer(association, ["routeTableId"], ...TABLE_TYPES).resources);
  if (own.length > 0) return own;
  const [vpc] = stack.refer(subnet, ["vpcId"], ...VPC_TYPES).resources;
  if (vpc === undefined) return [];
  const mains = stack
    .ofType(MAIN_ASSOCIATION)
    .filter((association) => stack.refer(association, ["vpcId"], ...VPC_TYPES).resources.includes(vpc))
    .flatMap((association) => stack.refer(association, ["routeTableId"], ...TABLE_TYPES).resources);
  return mains.length > 0 ? mains : stack.ofType(DEFAULT_ROUTE_TABLE).filter((table) => isMainOf(stack, table, vpc));
}

function isMainOf(stack: StackView, table: ResourceView, vpc: ResourceView): boolean {
  const id = table.props["defaultRouteTableId"];
  if (typeof id === "string") return id === vpc.props["defaultRouteTableId"] || id === vpc.props["mainRouteTableId"];
  return stack.refer(table, ["defaultRouteTableId"], ...VPC_TYPES).resources.includes(vpc);
}

function tableLeadsToInternet(stack: StackView, table: ResourceView): boolean | undefined {
  const inline = elements(at(table.props, "routes"));
  if (isHidden(inline)) return undefined;
  const answers = [
    ...inline.map((_, index) => toInternet(stack, table, ["routes", index, "gatewayId"])),
    ...stack
      .ofType(ROUTE)
      .filter((route) => stack.refer(route, ["routeTableId"], ...TABLE_TYPES).resources.includes(table))
      .map((route) => toInternet(stack, route, ["gatewayId"])),
  ];
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

/** An id that is not of the stack still tells its kind: "igw-…". */
function toInternet(stack: StackView, from: ResourceView, path: readonly (string | number)[]): boolean | undefined {
  const value: Value | undefined = at(from.props, ...path);
  if (value === undefined || value === "") return false;
  if (typeof value === "string" && value.startsWith("igw-")) return true;
  const { resources, unknown } = stack.refer(from, path, INTERNET_GATEWAY);
  if (resources.length > 0) return true;
  return unknown ? undefined : false;
}
