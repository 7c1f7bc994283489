import fc from "fast-check";
import { cidrContains } from "../../model/cidr";
import { planNetwork, segmentOf } from "../../model/network";
import { stackConfig, switches } from "./stack-config";

test("lays the segments out by block and the subnets by zone letter", () => {
  const network = planNetwork(stackConfig({ letters: ["a", "h"] }));
  expect(network.segments.map(({ name, cidr }) => [name, cidr])).toEqual([
    ["public", "10.40.0.0/20"],
    ["control-plane", "10.40.16.0/20"],
    ["worker", "10.40.128.0/17"],
    ["management", "10.40.32.0/20"],
    ["endpoints", "10.40.48.0/20"],
  ]);
  expect(segmentOf(network, "worker").subnets.map(({ cidr }) => cidr)).toEqual(["10.40.128.0/20", "10.40.240.0/20"]);
  expect(segmentOf(network, "control-plane").subnets).toEqual([
    { segment: "control-plane", zone: "eu-central-1a", zoneKey: "a", cidr: "10.40.16.0/23" },
    { segment: "control-plane", zone: "eu-central-1h", zoneKey: "h", cidr: "10.40.30.0/23" },
  ]);
  expect(network.resolver).toBe("10.40.0.2");
  expect(network.flowLog).toEqual({ logGroup: "/palisade/test/flow-logs", trafficType: "ALL", aggregationSeconds: 60 });
});

test("routes: NAT of the own zone, transit gateway where administrators go, none in management", () => {
  const config = stackConfig({
    letters: ["a", "b"],
    adminCidrs: ["10.200.0.0/16"],
    siem: { cidrs: ["10.220.4.0/24", "192.0.2.128/26"], port: 6514 },
  });
  const transit = { kind: "transit-gateway", id: "tgw-0123456789abcdef0" };
  const table = (key: string) => planNetwork(config).routeTables.find((candidate) => candidate.key === key);
  expect(planNetwork(config).routeTables.map(({ key }) => key)).toEqual([
    "public",
    "control-plane-a",
    "control-plane-b",
    "worker-a",
    "worker-b",
    "management",
    "endpoints",
    "transit",
  ]);
  expect(table("public")).toEqual({
    key: "public",
    segment: "public",
    zoneKeys: ["a", "b"],
    routes: [{ cidr: "0.0.0.0/0", target: { kind: "internet-gateway" } }],
    s3Gateway: false,
  });
  expect(table("worker-b")).toEqual({
    key: "worker-b",
    segment: "worker",
    zoneKeys: ["b"],
    routes: [
      { cidr: "0.0.0.0/0", target: { kind: "nat-gateway", zoneKey: "b" } },
      { cidr: "10.200.0.0/16", target: transit },
      { cidr: "10.220.4.0/24", target: transit },
    ],
    s3Gateway: true,
  });
  expect(table("management")).toEqual({
    key: "management",
    segment: "management",
    zoneKeys: ["a", "b"],
    routes: [],
    s3Gateway: true,
  });
  expect(table("endpoints")?.routes).toEqual([{ cidr: "10.200.0.0/16", target: transit }]);
  expect(planNetwork(config).transitGateway).toEqual({
    id: "tgw-0123456789abcdef0",
    cidrs: ["10.200.0.0/16", "10.220.4.0/24"],
    segment: "transit",
  });
});

test("a collector inside the VPC has no route to the transit gateway: AWS refuses one that is more special than the VPC's own", () => {
  const network = planNetwork(stackConfig({ siem: { cidrs: ["10.40.112.0/24"], port: 6514 } }));
  expect(network.transitGateway?.cidrs).toEqual([]);
  expect(network.routeTables.flatMap(({ routes }) => routes).filter(({ cidr }) => cidr === "10.40.112.0/24")).toEqual(
    [],
  );
});

test("a segment for the transit gateway's attachment is there only with one, and moves nothing", () => {
  const segments = (adminCidrs: readonly string[]) => planNetwork(stackConfig({ adminCidrs })).segments;
  expect(segments([]).map(({ name }) => name)).not.toContain("transit");
  expect(segments(["10.200.0.0/16"]).slice(0, -1)).toEqual(segments([]));
  expect(segments(["10.200.0.0/16"]).at(-1)).toMatchObject({ name: "transit", cidr: "10.40.64.0/20" });
});

test("single NAT stands in the first zone", () => {
  const network = planNetwork(stackConfig({ nat: "single" }));
  expect(network.natZoneKeys).toEqual(["a"]);
  expect(network.routeTables.find(({ key }) => key === "worker-c")?.routes).toEqual([
    { cidr: "0.0.0.0/0", target: { kind: "nat-gateway", zoneKey: "a" } },
  ]);
});

test("isolated has no gateway, no public segment and no default route", () => {
  const network = planNetwork(stackConfig({ mode: "isolated" }));
  expect(network.internetGateway).toBe(false);
  expect(network.natZoneKeys).toEqual([]);
  expect(network.segments.map(({ name }) => name)).not.toContain("public");
  expect(network.routeTables.flatMap(({ routes }) => routes)).toEqual([]);
  expect(network.routeTables.filter(({ s3Gateway }) => s3Gateway).map(({ segment }) => segment)).toContain(
    "management",
  );
  expect(() => segmentOf(network, "public")).toThrow("the isolated network has no public segment");
});

test("every subnet lies in its segment, every segment in the VPC, and none shares an address", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const network = planNetwork(stackConfig(on));
      const subnets = network.segments.flatMap((segment) => segment.subnets);
      for (const segment of network.segments) {
        expect(cidrContains(network.vpcCidr, segment.cidr)).toBe(true);
        expect(segment.subnets.every(({ cidr }) => cidrContains(segment.cidr, cidr))).toBe(true);
      }
      const blocks = [network.segments.map(({ cidr }) => cidr), subnets.map(({ cidr }) => cidr)];
      for (const list of blocks) {
        expect(list.every((a, i) => list.every((b, j) => i === j || !(cidrContains(a, b) || cidrContains(b, a))))).toBe(
          true,
        );
      }
    }),
  );
});

test("a new zone moves no other subnet, a zone's own NAT excepted no route", () => {
  fc.assert(
    fc.property(switches, fc.constantFrom("e", "g"), (on, letter) => {
      const before = planNetwork(stackConfig(on));
      const after = planNetwork(stackConfig({ ...on, letters: [...on.letters, letter] }));
      for (const segment of before.segments) {
        expect(segmentOf(after, segment.name).cidr).toBe(segment.cidr);
        expect(segmentOf(after, segment.name).subnets).toEqual(expect.arrayContaining([...segment.subnets]));
      }
      const perZone = before.routeTables.filter(({ key, segment }) => key !== segment);
      expect(after.routeTables).toEqual(expect.arrayContaining(perZone));
    }),
  );
});

test("every subnet has exactly one route table", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const network = planNetwork(stackConfig(on));
      for (const { segment, zoneKey } of network.segments.flatMap(({ subnets }) => subnets)) {
        const tables = network.routeTables.filter(
          (table) => table.segment === segment && table.zoneKeys.includes(zoneKey),
        );
        expect(tables).toHaveLength(1);
      }
    }),
  );
});
