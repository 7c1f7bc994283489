import { privateNodes } from "../../../policy/rules/private-nodes";
import type { StateResource } from "../../../policy/view/stack";
import { failed, idOf, PASS, resource, told, UNKNOWN, undecided } from "../fixture";
import {
  ASSOCIATION,
  associate,
  DEFAULT_TABLE,
  INSTANCE,
  inNetwork,
  instance,
  MAIN_ASSOCIATION,
  ROUTE,
  route,
  SUBNET,
  subnet,
  TABLE,
} from "../network-fixture";

describe("routes", () => {
  const node = instance({ subnetId: idOf("odd") });
  const odd = subnet("odd");
  const found = failed("node: subnet odd has a route to an internet gateway");
  const hidden = undecided("node: the stack does not tell the routes of subnet odd");

  test.each<[string, readonly StateResource[]]>([
    [
      "inline in the table",
      [
        resource(TABLE, "t", { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: idOf("internet") }] }),
        associate("odd", idOf("t")),
      ],
    ],
    [
      "over IPv6",
      [
        resource(TABLE, "t"),
        associate("odd", idOf("t")),
        route(idOf("t"), {
          destinationCidrBlock: undefined,
          destinationIpv6CidrBlock: "::/0",
          gatewayId: idOf("internet"),
        }),
      ],
    ],
    [
      "to one block only",
      [
        resource(TABLE, "t"),
        associate("odd", idOf("t")),
        route(idOf("t"), { destinationCidrBlock: "0.0.0.0/1", gatewayId: idOf("internet") }),
      ],
    ],
    [
      "to another stack's gateway",
      [resource(TABLE, "t"), associate("odd", idOf("t")), route(idOf("t"), { gatewayId: "igw-0123" })],
    ],
    [
      "in the VPC's main table",
      [resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main", routes: [{ gatewayId: idOf("internet") }] })],
    ],
    [
      "beside the VPC's main table, by its id among the VPC's outputs",
      [
        resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main" }),
        route("rtb-main", { gatewayId: idOf("internet") }),
      ],
    ],
    [
      "in a table that is made the main one",
      [
        resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main" }),
        resource(MAIN_ASSOCIATION, "made-main", { vpcId: idOf("vpc"), routeTableId: idOf("outside") }),
      ],
    ],
    [
      "in the main table, named by an association",
      [
        resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main", routes: [{ gatewayId: idOf("internet") }] }),
        associate("odd", "rtb-main"),
      ],
    ],
  ])("are found %s", (_, resources) => {
    expect(inNetwork(odd, ...resources, node)).toEqual(found);
  });

  test("of the main table count only without an association", () => {
    const main = resource(DEFAULT_TABLE, "main", {
      defaultRouteTableId: "rtb-main",
      routes: [{ gatewayId: idOf("internet") }],
    });
    expect(inNetwork(main, instance({ subnetId: idOf("private") }))).toEqual(PASS);
  });

  test("that end inside are no way out", () => {
    const table = resource(TABLE, "t", {
      routes: [{ transitGatewayId: "tgw-1" }, { natGatewayId: "nat-1" }, { gatewayId: "vgw-1" }, { gatewayId: "" }],
    });
    expect(inNetwork(odd, table, associate("odd", idOf("t")), node)).toEqual(PASS);
  });

  test.each<[string, readonly StateResource[]]>([
    ["no table at all", []],
    [
      "a table of another stack",
      [resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main" }), associate("odd", "rtb-elsewhere")],
    ],
    [
      "a main table of another stack",
      [
        resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main" }),
        resource(MAIN_ASSOCIATION, "m", { vpcId: idOf("vpc"), routeTableId: "rtb-elsewhere" }),
      ],
    ],
    [
      "an association that is not known",
      [
        resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main" }),
        resource(ASSOCIATION, "a", { subnetId: UNKNOWN, routeTableId: idOf("outside") }),
      ],
    ],
    [
      "a table that is not known",
      [
        resource(DEFAULT_TABLE, "main", { defaultRouteTableId: "rtb-main" }),
        resource(ASSOCIATION, "a", { subnetId: idOf("odd"), routeTableId: UNKNOWN }),
      ],
    ],
    ["inline routes that are not known", [resource(TABLE, "t", { routes: UNKNOWN }), associate("odd", idOf("t"))]],
    [
      "a gateway that is not known",
      [resource(TABLE, "t"), associate("odd", idOf("t")), route(idOf("t"), { gatewayId: UNKNOWN })],
    ],
    [
      "a way out of a table that is not known",
      [resource(TABLE, "t"), associate("odd", idOf("t")), route(UNKNOWN, { gatewayId: idOf("internet") })],
    ],
  ])("cannot be told from %s", (_, resources) => {
    expect(inNetwork(odd, ...resources, node)).toEqual(hidden);
  });

  test("cannot be told for a subnet of another VPC", () => {
    expect(inNetwork(subnet("odd", { vpcId: "vpc-elsewhere" }), node)).toEqual(hidden);
  });

  test("are found by the engine's word where no id is known", () => {
    const later = (type: string, name: string, refersTo: Readonly<Record<string, readonly StateResource[]>> = {}) =>
      resource(type, name, Object.fromEntries(Object.keys(refersTo).map((key) => [key, UNKNOWN])), {
        id: null,
        refersTo,
      });
    const made = later("aws:ec2/vpc:Vpc", "vpc");
    const internet = later("aws:ec2/internetGateway:InternetGateway", "internet");
    const nat = later("aws:ec2/natGateway:NatGateway", "nat");
    const zone = later(SUBNET, "zone", { vpcId: [made] });
    const table = later(TABLE, "table", { vpcId: [made] });
    const stack = [
      made,
      internet,
      nat,
      zone,
      table,
      later(ASSOCIATION, "a", { subnetId: [zone], routeTableId: [table] }),
    ];
    const placed = later(INSTANCE, "node", { subnetId: [zone] });
    const inside = later(ROUTE, "inside", { routeTableId: [table], natGatewayId: [nat] });
    expect(told(privateNodes, ...stack, inside, placed)).toEqual(PASS);
    const outside = later(ROUTE, "outside", { routeTableId: [table], gatewayId: [internet] });
    expect(told(privateNodes, ...stack, inside, outside, placed)).toEqual(
      failed("node: subnet zone has a route to an internet gateway"),
    );
  });
});
