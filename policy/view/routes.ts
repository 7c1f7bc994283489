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

interface Tables {
  readonly tables: readonly ResourceView[];
  /** Another table may decide, which the stack does not show. */
  readonly hidden: boolean;
}

/** Whether a subnet has a route to an internet gateway; undefined where the stack does not tell. */
export function leadsToInternet(stack: StackView, subnet: ResourceView): boolean | undefined {
  const { tables, hidden } = tablesOf(stack, subnet);
  const answers = tables.map((table) => tableLeadsToInternet(stack, table));
  return answers.includes(true) ? true : hidden || answers.includes(undefined) ? undefined : false;
}

/** The associated table, else the main one of the VPC. */
function tablesOf(stack: StackView, subnet: ResourceView): Tables {
  const own = associated(stack, ASSOCIATION, "subnetId", subnet, SUBNET_TYPES);
  if (own.hidden || own.tables.length > 0) return own;
  const [vpc] = stack.refer(subnet, ["vpcId"], ...VPC_TYPES).resources;
  if (vpc === undefined) return { tables: [], hidden: true };
  const main = associated(stack, MAIN_ASSOCIATION, "vpcId", vpc, VPC_TYPES);
  if (main.hidden || main.tables.length > 0) return main;
  const tables = stack.ofType(DEFAULT_ROUTE_TABLE).filter((table) => isDefaultOf(stack, table, vpc));
  return { tables, hidden: tables.length === 0 };
}

/** An association that may be the target's counts as long as none is: its table replaces the VPC's main one. */
function associated(
  stack: StackView,
  type: string,
  property: string,
  target: ResourceView,
  targetTypes: readonly string[],
): Tables {
  const associations = stack
    .ofType(type)
    .map((association) => ({ association, to: stack.refer(association, [property], ...targetTypes) }));
  const own = associations.filter(({ to }) => to.resources.includes(target));
  const tables = own.map(({ association }) => tableOf(stack, association));
  return {
    tables: tables.filter((table) => table !== undefined),
    hidden: tables.includes(undefined) || (own.length === 0 && associations.some(({ to }) => to.unknown)),
  };
}

/** The table that a route or an association names; undefined where the stack does not show it. */
function tableOf(stack: StackView, from: ResourceView): ResourceView | undefined {
  const [table] = stack.refer(from, ["routeTableId"], ...TABLE_TYPES).resources;
  if (table !== undefined) return table;
  const vpc = stack.ofType(...VPC_TYPES).find((candidate) => namesDefaultOf(stack, from, "routeTableId", candidate));
  return vpc && stack.ofType(DEFAULT_ROUTE_TABLE).find((candidate) => isDefaultOf(stack, candidate, vpc));
}

function isDefaultOf(stack: StackView, table: ResourceView, vpc: ResourceView): boolean {
  return namesDefaultOf(stack, table, "defaultRouteTableId", vpc);
}

/** The table that AWS made with a VPC has its id among the VPC's outputs. */
function namesDefaultOf(stack: StackView, from: ResourceView, property: string, vpc: ResourceView): boolean {
  const id = from.props[property];
  if (typeof id === "string") return id === vpc.props["defaultRouteTableId"] || id === vpc.props["mainRouteTableId"];
  return stack.refer(from, [property], ...VPC_TYPES).resources.includes(vpc);
}

function tableLeadsToInternet(stack: StackView, table: ResourceView): boolean | undefined {
  const inline = elements(at(table.props, "routes"));
  if (isHidden(inline)) return undefined;
  const answers = [
    ...inline.map((_, index) => toInternet(stack, table, ["routes", index, "gatewayId"])),
    ...stack.ofType(ROUTE).map((route) => {
      const found = tableOf(stack, route);
      const way = found === undefined || found === table ? toInternet(stack, route, ["gatewayId"]) : false;
      // A route of a table that is not known may be this one's.
      return found === undefined && way !== false ? unknownTable(stack, route) : way;
    }),
  ];
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function unknownTable(stack: StackView, route: ResourceView): false | undefined {
  return stack.refer(route, ["routeTableId"], ...TABLE_TYPES, ...VPC_TYPES).unknown ? undefined : false;
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
