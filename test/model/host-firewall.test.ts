import fc from "fast-check";
import { cidrContains } from "../../model/cidr";
import { planBootFirewall, planHostFirewall } from "../../model/host-firewall";
import { planNetwork, segmentOf } from "../../model/network";
import { peerCidrs, ROLE_SEGMENTS } from "../../model/peers";
import { planFlows } from "../../model/ports";
import { hostAllows, interestingPorts, matrixAllows, packets, parties } from "./packets";
import { stackConfig, switches } from "./stack-config";

function planOf(on: Parameters<typeof stackConfig>[0]) {
  const config = stackConfig(on);
  const network = planNetwork(config);
  const flows = planFlows(config);
  return { config, network, flows, firewall: planHostFirewall(config, network, flows) };
}

test("control planes: block, then one rule a service; 6443 admits the clients whose addresses are preserved", () => {
  const { firewall } = planOf({ adminCidrs: ["10.200.0.0/16"], clients: ["198.51.100.0/24"] });
  const [action, ...rules] = firewall["control-plane"];
  expect(action).toEqual({ apiVersion: "v1alpha1", kind: "NetworkDefaultActionConfig", ingress: "block" });
  expect(rules.map((rule) => (rule.kind === "NetworkRuleConfig" ? rule.name : rule.kind))).toEqual([
    "kubernetes-api",
    "talos-api",
    "trustd",
    "etcd",
    "kubelet",
    "cilium-health",
    "hubble-peer",
    "vxlan",
  ]);
  expect(rules[0]).toEqual({
    apiVersion: "v1alpha1",
    kind: "NetworkRuleConfig",
    name: "kubernetes-api",
    portSelector: { ports: [6443], protocol: "tcp" },
    ingress: [
      { subnet: "10.40.0.0/20" },
      { subnet: "10.40.16.0/20" },
      { subnet: "10.40.32.0/20" },
      { subnet: "10.40.48.0/20" },
      { subnet: "10.40.128.0/17" },
      { subnet: "10.200.0.0/16" },
      { subnet: "198.51.100.0/24" },
    ],
  });
  expect(rules[3]).toEqual({
    apiVersion: "v1alpha1",
    kind: "NetworkRuleConfig",
    name: "etcd",
    portSelector: { ports: ["2379-2380"], protocol: "tcp" },
    ingress: [{ subnet: "10.40.16.0/20" }],
  });
});

test("workers: no etcd, no API, no trustd", () => {
  const names = planOf({ kubeSpan: true, wireGuard: true }).firewall.worker.map((rule) =>
    "name" in rule ? rule.name : rule.ingress,
  );
  expect(names).toEqual([
    "block",
    "talos-api",
    "kubelet",
    "cilium-health",
    "hubble-peer",
    "vxlan",
    "cilium-wireguard",
    "kubespan",
  ]);
});

test("a service with two port ranges is refused", () => {
  const { config, network, flows } = planOf({});
  const twisted = flows.map((flow) =>
    flow.id === "worker-to-control-plane-trustd" ? { ...flow, toPort: 50002 } : flow,
  );
  expect(() => planHostFirewall(config, network, twisted)).toThrow(
    "service trustd must have one protocol and one port range",
  );
});

test("subnets of a rule never overlap and names are DNS labels", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { firewall } = planOf(on);
      for (const document of [...firewall["control-plane"], ...firewall.worker]) {
        if (document.kind !== "NetworkRuleConfig") continue;
        const subnets = document.ingress.map(({ subnet }) => subnet);
        expect(document.name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
        expect(
          subnets.every((a, i) => subnets.every((b, j) => i === j || !(cidrContains(a, b) || cidrContains(b, a)))),
        ).toBe(true);
      }
    }),
  );
});

test("lets in what the matrix lets in, and nothing that no flow of the source's segment explains", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { config, network, flows, firewall } = planOf(on);
      for (const role of ["control-plane", "worker"] as const) {
        const wrong = packets(config, network, flows).filter((packet) => {
          if (packet.to.peer !== role) return false;
          const { from, protocol, port } = packet;
          const host = hostAllows(firewall[role], from.address, protocol, port);
          if (matrixAllows(config, flows, packet)) return !host;
          return host && !explained(from.address, protocol, port, role);
        });
        expect(wrong).toEqual([]);
      }

      function explained(source: string, protocol: string, port: number, role: string): boolean {
        const holds = (peer: (typeof flows)[number]["from"]) =>
          peerCidrs(config, network, peer).some((cidr) => cidrContains(cidr, source));
        return flows.some(
          (flow) =>
            flow.to === role &&
            flow.protocol === protocol &&
            flow.fromPort <= port &&
            port <= flow.toPort &&
            (holds(flow.from) ||
              (flow.from.endsWith("load-balancer") &&
                flows.some((client) => client.to === flow.from && holds(client.from)))),
        );
      }
    }),
    { numRuns: 20 },
  );
});

test("every client of a load balancer is let in by its own address on 6443, and on no other port of the balancer's", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { config, network, flows, firewall } = planOf(on);
      const clients = flows.filter(({ to }) => to.endsWith("load-balancer")).map(({ from }) => from);
      for (const { address } of parties(config, network).filter(({ peer }) => clients.includes(peer))) {
        expect(hostAllows(firewall["control-plane"], address, "tcp", 6443)).toBe(true);
      }
      const balancers = [segmentOf(network, ROLE_SEGMENTS["api-load-balancer"]).subnets[0]?.cidr.split("/")[0] ?? ""];
      const open = balancers.flatMap((address) =>
        interestingPorts(flows).filter((port) => hostAllows(firewall["control-plane"], address, "tcp", port)),
      );
      expect(open).toEqual([6443]);
    }),
    { numRuns: 30 },
  );
});

test("a node that waits for its configuration is reached from the management segment alone, whatever the configuration names", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { config, network, flows } = planOf(on);
      const rule = {
        apiVersion: "v1alpha1",
        kind: "NetworkRuleConfig",
        name: "talos-api",
        portSelector: { ports: [50000], protocol: "tcp" },
        ingress: [{ subnet: segmentOf(network, "management").cidr }],
      };
      const expected = [{ apiVersion: "v1alpha1", kind: "NetworkDefaultActionConfig", ingress: "block" }, rule];
      expect(planBootFirewall(config, network, flows)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
