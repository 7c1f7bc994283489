import fc from "fast-check";
import { NETWORK_ACL_ROOM } from "../../config/access-schema";
import type { StackConfig } from "../../config/schema";
import { cidrContains, isPrivateCidr } from "../../model/cidr";
import { planNetwork } from "../../model/network";
import { networkAclProblems, planNetworkAcls } from "../../model/network-acl";
import { isRole, ROLE_SEGMENTS } from "../../model/peers";
import { planFlows } from "../../model/ports";
import { aclAllows, matrixAllows, type Packet, type Party, packets, parties, STRANGER } from "./packets";
import { ADMIN_POOL, CLIENT_POOL, stackConfig, switches } from "./stack-config";

function planOf(on: Parameters<typeof stackConfig>[0]) {
  const config = stackConfig(on);
  const network = planNetwork(config);
  const flows = planFlows(config);
  return { config, network, flows, acls: planNetworkAcls(config, network, flows) };
}

const problemsOf = (config: StackConfig) => networkAclProblems(config, planNetwork(config), planFlows(config));

const rows = (on: Parameters<typeof stackConfig>[0], segment: string, direction: string) =>
  planOf(on)
    .acls.filter((acl) => acl.segment === segment)
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.direction === direction)
    .map(({ protocol, cidr, fromPort, toPort }) => `${protocol} ${cidr} ${fromPort}-${toPort}`)
    .sort();

test("control planes in full: what comes in", () => {
  expect(rows({ adminCidrs: ["10.200.0.0/16"], clients: ["198.51.100.0/24"] }, "control-plane", "ingress")).toEqual([
    "tcp 0.0.0.0/0 1024-2378",
    "tcp 0.0.0.0/0 10251-49999",
    "tcp 0.0.0.0/0 2381-6442",
    "tcp 0.0.0.0/0 50002-65535",
    "tcp 0.0.0.0/0 6444-10249",
    "tcp 10.200.0.0/16 6443-50000",
    "tcp 10.40.0.0/20 6443-6443",
    "tcp 10.40.128.0/17 1024-65535",
    "tcp 10.40.16.0/20 1024-65535",
    "tcp 10.40.32.0/20 6443-50000",
    "tcp 10.40.48.0/20 1024-65535",
    "tcp 198.51.100.0/24 6443-6443",
    "udp 10.40.128.0/17 8472-8472",
    "udp 10.40.16.0/20 8472-8472",
  ]);
});

test("control planes in full: what goes out", () => {
  expect(rows({ mode: "isolated", adminCidrs: ["10.200.0.0/16"] }, "control-plane", "egress")).toEqual([
    "tcp 0.0.0.0/0 443-443",
    "tcp 10.200.0.0/16 1024-65535",
    "tcp 10.40.128.0/17 1024-65535",
    "tcp 10.40.16.0/20 1024-65535",
    "tcp 10.40.32.0/20 1024-65535",
    "tcp 10.40.48.0/20 1024-65535",
    "udp 10.40.128.0/17 8472-8472",
    "udp 10.40.16.0/20 8472-8472",
  ]);
});

test("management lets nobody start anything: only replies come in", () => {
  expect(rows({}, "management", "ingress")).toEqual(["tcp 0.0.0.0/0 1024-65535"]);
});

test("public: nodes out through NAT, replies to them, and the allow-list", () => {
  expect(rows({}, "public", "ingress")).toEqual([
    "tcp 0.0.0.0/0 1024-65535",
    "tcp 10.40.128.0/17 443-443",
    "tcp 10.40.16.0/20 443-443",
  ]);
  expect(rows({ clients: ["198.51.100.0/24"] }, "public", "egress")).toEqual([
    "tcp 0.0.0.0/0 443-443",
    "tcp 10.40.128.0/17 1024-65535",
    "tcp 10.40.16.0/20 1024-65535",
    "tcp 198.51.100.0/24 1024-65535",
  ]);
});

test("the transit gateway's attachment lets the collector and the nodes talk", () => {
  const siem = { cidrs: ["10.220.4.0/24"], port: 514 };
  const more = (direction: string) => {
    return rows({ mode: "isolated", siem }, "transit", direction);
  };
  expect(more("ingress")).toEqual(["tcp 10.40.128.0/17 514-514", "tcp 10.40.16.0/20 514-514"]);
  expect(more("egress")).toEqual(["tcp 10.40.128.0/17 1024-65535", "tcp 10.40.16.0/20 1024-65535"]);
});

const SERVER_REPLY = [1024, 6443, 32768, 49999, 60999, 65535];
/** Talos reserves 50000 and 50001, Linux starts at 32768. */
const NODE_REPLY = [32768, 49999, 50002, 60999];

test("every packet of the matrix and its reply cross every border on their way", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { config, network, flows, acls } = planOf(on);
      const wrong = packets(config, network, flows)
        // What is open to the internet is meant to leave by NAT: a private address has a flow of its own or none.
        .filter((packet) =>
          matrixAllows(
            config,
            flows.filter(({ to }) => to !== "internet" || !isPrivateCidr(packet.to.address)),
            packet,
          ),
        )
        .flatMap((packet) => journeys(packet).filter((step) => !aclAllows(acls, ...step)));
      expect(wrong).toEqual([]);

      type Step = Parameters<typeof aclAllows> extends [unknown, ...infer Rest] ? Rest : never;

      function journeys({ from, to, protocol, port }: Packet): readonly Step[] {
        const reply = protocol === "udp" ? [] : isRole(from.peer) && !isRole(to.peer) ? NODE_REPLY : SERVER_REPLY;
        const [a, b] = [segment(from), segment(to)];
        const steps: Step[] = [];
        if (a !== undefined) {
          steps.push([a, "egress", protocol, to.address, port]);
          for (const back of reply) steps.push([a, "ingress", "tcp", to.address, back]);
        }
        if (b !== undefined) {
          steps.push([b, "ingress", protocol, from.address, port]);
          for (const back of reply) steps.push([b, "egress", "tcp", from.address, back]);
        }
        const gateway = a === undefined || b === undefined ? viaOf(a === undefined ? from : to) : undefined;
        if (gateway === "nat" && a !== undefined) {
          steps.push(
            ["public", "ingress", protocol, from.address, port],
            ["public", "egress", protocol, to.address, port],
          );
          for (const back of SERVER_REPLY) steps.push(["public", "ingress", "tcp", to.address, back]);
          for (const back of NODE_REPLY) steps.push(["public", "egress", "tcp", from.address, back]);
        }
        // AWS: the attachment's ACL sees the source of what comes from the VPC, and the destination of what goes into it.
        if (gateway === "transit" && a !== undefined) {
          steps.push(["transit", "ingress", protocol, from.address, port]);
          for (const back of reply) steps.push(["transit", "egress", "tcp", from.address, back]);
        }
        if (gateway === "transit" && b !== undefined) {
          steps.push(["transit", "egress", protocol, to.address, port]);
          for (const back of reply) steps.push(["transit", "ingress", "tcp", to.address, back]);
        }
        return steps;
      }

      function viaOf(outside: Party): "nat" | "transit" | undefined {
        if (outside.peer === "s3" || outside.peer === "api-client") return undefined;
        if (cidrContains(config.network.vpcCidr, outside.address)) return undefined;
        if (isPrivateCidr(outside.address)) return "transit";
        return network.natZoneKeys.length > 0 ? "nat" : undefined;
      }
    }),
    { numRuns: 15 },
  );
});

test("a packet that a balancer forwards carries its client's address, and the answer is addressed to that", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { config, network, flows, acls } = planOf(on);
      const clients = flows.filter(({ to }) => to.endsWith("load-balancer")).map(({ from }) => from);
      for (const { address } of parties(config, network).filter(({ peer }) => clients.includes(peer))) {
        expect(aclAllows(acls, "control-plane", "ingress", "tcp", address, 6443)).toBe(true);
        for (const port of SERVER_REPLY) {
          expect(aclAllows(acls, "control-plane", "egress", "tcp", address, port)).toBe(true);
        }
      }
    }),
  );
});

test("nobody outside the VPC but administrators reaches etcd, kubelet, Talos or, unless listed, the API on nodes", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { config, network, acls } = planOf(on);
      const outside = parties(config, network).filter(({ peer }) => !isRole(peer) && peer !== "admin-network");
      const reached = ["control-plane", "worker"].flatMap((name) =>
        outside.flatMap(({ peer, address }) =>
          [2379, 2380, 6443, 10250, 50000, 50001]
            .filter((port) => aclAllows(acls, name, "ingress", "tcp", address, port))
            .filter((port) => !(port === 6443 && peer === "api-client" && name === "control-plane"))
            .map((port) => `${peer} ${address} reaches ${name}:${port}`),
        ),
      );
      expect(reached).toEqual([]);
      expect(aclAllows(acls, "control-plane", "ingress", "udp", STRANGER.address, 8472)).toBe(false);
    }),
  );
});

test("entries only allow, so their order decides nothing; numbers are unique, legal, and depend on the entry alone", () => {
  fc.assert(
    fc.property(switches, fc.nat(3), (on, dropped) => {
      const { acls } = planOf(on);
      for (const { entries } of acls) {
        expect(
          entries.every(({ action, ruleNumber }) => action === "allow" && ruleNumber >= 1 && ruleNumber <= 32766),
        ).toBe(true);
        for (const direction of ["ingress", "egress"]) {
          const own = entries.filter((entry) => entry.direction === direction);
          expect(own.length).toBeLessThanOrEqual(20);
          expect(new Set(own.map(({ ruleNumber }) => ruleNumber)).size).toBe(own.length);
          expect(new Set(own.map(({ key }) => key)).size).toBe(own.length);
        }
      }
      const numbers = (plan: typeof acls) =>
        new Map(
          plan.flatMap(({ segment, entries }) =>
            entries.map((e) => [`${segment} ${e.direction} ${e.key}`, e.ruleNumber]),
          ),
        );
      const fewer = numbers(planOf({ ...on, adminCidrs: on.adminCidrs.filter((_, index) => index !== dropped) }).acls);
      const all = numbers(acls);
      for (const [key, number] of fewer) if (all.has(key)) expect(all.get(key)).toBe(number);
    }),
  );
});

test("more networks than an ACL holds are a problem of the configuration", () => {
  const more = ["198.18.0.0/24", "198.18.1.0/24", "198.18.2.0/24"];
  expect(problemsOf(stackConfig({ adminCidrs: ADMIN_POOL, clients: CLIENT_POOL }))).toEqual([]);
  const tooMany = stackConfig({ adminCidrs: ADMIN_POOL, clients: [...CLIENT_POOL, ...more] });
  expect(problemsOf(tooMany)).toEqual([
    {
      path: "palisade:access",
      message: "the network ACL of segment control-plane would need 23 ingress entries, AWS allows 20",
      got: "4 adminCidrs, 7 api.cidrs, 0 SIEM cidrs and 0 mirror cidrs",
      fix: "join neighbouring blocks into a wider one, up to /16, or take 3 out",
    },
  ]);
  expect(() => planNetworkAcls(tooMany, planNetwork(tooMany), planFlows(tooMany))).toThrow(
    "network ACL of control-plane needs 23 ingress entries, AWS allows 20",
  );
});

test.each([
  ["clients alone", {}, 0, 8, 0, 0],
  ["administrators and clients", {}, 4, 4, 4, 0],
  ["clients, a collector and mirrors", { kubeSpan: true }, 0, 5, 4, 3],
  ["isolated", { mode: "isolated", wireGuard: true }, 4, 0, 4, 4],
] as const)("the room that the documentation promises is there: %s", (_, on, admins, clients, siem, mirrors) => {
  const blocks = (start: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${start}.${index}.0/24`);
  expect(admins + clients).toBeLessThanOrEqual(NETWORK_ACL_ROOM.sources);
  expect([NETWORK_ACL_ROOM.sources, NETWORK_ACL_ROOM.all]).toContain(admins + clients + siem + mirrors);
  const config = stackConfig({
    ...on,
    adminCidrs: blocks("10.200", admins),
    clients: clients === 0 ? undefined : blocks("198.18", clients),
    siem: siem === 0 ? undefined : { cidrs: blocks("10.220", siem), port: 514 },
    mirrors: [{ cidrs: blocks("10.230", mirrors), port: 8443 }],
  });
  expect(problemsOf(config)).toEqual([]);
});

test("one client more than the documentation promises is a problem", () => {
  const clients = Array.from({ length: NETWORK_ACL_ROOM.sources + 1 }, (_, index) => `198.18.${index}.0/24`);
  expect(problemsOf(stackConfig({ clients }))).toHaveLength(1);
});

function segment(party: Party): string | undefined {
  return isRole(party.peer) ? ROLE_SEGMENTS[party.peer] : undefined;
}
