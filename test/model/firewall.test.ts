import fc from "fast-check";
import { planSecurityGroups } from "../../model/firewall";
import { planNetwork } from "../../model/network";
import { planFlows } from "../../model/ports";
import { groupsAllow, matrixAllows, packets } from "./packets";
import { stackConfig, switches } from "./stack-config";

const groupsOf = (config: ReturnType<typeof stackConfig>) => planSecurityGroups(config, planFlows(config));

test("a group per role that exists, named for it", () => {
  expect(groupsOf(stackConfig()).map(({ role, name }) => [role, name])).toEqual([
    ["admin", "palisade-test-admin"],
    ["api-load-balancer", "palisade-test-api-load-balancer"],
    ["control-plane", "palisade-test-control-plane"],
    ["worker", "palisade-test-worker"],
    ["management-function", "palisade-test-management-function"],
    ["endpoint", "palisade-test-endpoint"],
  ]);
  expect(groupsOf(stackConfig({ clients: ["198.51.100.0/24"] })).map(({ role }) => role)).toContain(
    "api-public-load-balancer",
  );
});

test("one rule per block of an external peer, a prefix list for S3, any address for the internet only", () => {
  const config = stackConfig({ adminCidrs: ["10.201.0.0/16", "10.200.0.0/16"] });
  const rules = groupsOf(config).find(({ role }) => role === "worker")?.rules ?? [];
  const talos = { protocol: "tcp", fromPort: 50000, toPort: 50000, direction: "ingress" };
  expect(rules.filter(({ fromPort }) => fromPort === 50000)).toEqual([
    expect.objectContaining({
      ...talos,
      key: "admin-to-worker-talos-api",
      peer: { kind: "security-group", role: "admin" },
    }),
    {
      ...talos,
      key: "admin-network-to-worker-talos-api-10-200-0-0-16",
      flowId: "admin-network-to-worker-talos-api",
      peer: { kind: "cidr", cidr: "10.200.0.0/16" },
      description:
        "Administrators behind the transit gateway use talosctl with the address of the node itself as endpoint",
    },
    expect.objectContaining({ ...talos, key: "admin-network-to-worker-talos-api-10-201-0-0-16" }),
    expect.objectContaining({ ...talos, peer: { kind: "security-group", role: "management-function" } }),
  ]);
  expect(rules.filter(({ peer }) => peer.kind === "prefix-list").map(({ key, direction }) => [key, direction])).toEqual(
    [["worker-to-s3-https", "egress"]],
  );
  const open = groupsOf(config).flatMap(({ role, rules }) =>
    rules
      .filter(({ peer }) => peer.kind === "cidr" && peer.cidr === "0.0.0.0/0")
      .map((rule) => [role, rule.direction, rule.fromPort, rule.toPort]),
  );
  expect(open).toEqual([
    ["control-plane", "egress", 443, 443],
    ["worker", "egress", 443, 443],
  ]);
});

test("keys and rules are unique in a group and direction", () => {
  fc.assert(
    fc.property(switches, (on) => {
      for (const { rules } of groupsOf(stackConfig(on))) {
        const keys = rules.map(({ direction, key }) => `${direction} ${key}`);
        const identities = rules.map(({ direction, protocol, fromPort, toPort, peer }) =>
          JSON.stringify([direction, protocol, fromPort, toPort, peer]),
        );
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(identities).size).toBe(identities.length);
        expect(keys.every((key) => /^(in|e)gress [a-z0-9-]+$/.test(key))).toBe(true);
      }
    }),
  );
});

test("a rule that two flows need is there once", () => {
  const config = stackConfig();
  const [flow] = planFlows(config).filter(({ id }) => id === "worker-to-internet-https");
  if (flow === undefined) throw new Error("the matrix lost its internet flow");
  const groups = planSecurityGroups(config, [flow, { ...flow, id: "again" }]);
  expect(groups.find(({ role }) => role === "worker")?.rules.map(({ key }) => key)).toEqual([
    "worker-to-internet-https",
  ]);
});

test("security groups let through exactly what the matrix says, packet by packet", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const config = stackConfig(on);
      const flows = planFlows(config);
      const groups = planSecurityGroups(config, flows);
      const wrong = packets(config, planNetwork(config), flows).filter(
        (packet) => groupsAllow(groups, packet) !== matrixAllows(config, flows, packet),
      );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
