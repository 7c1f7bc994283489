import fc from "fast-check";
import type { StackConfig, WorkerPool } from "../../config/schema";
import { cidrContains } from "../../model/cidr";
import { planNetwork, segmentOf } from "../../model/network";
import { planControlPlane, planWorkers } from "../../model/nodes";
import { stackConfig } from "./stack-config";

function withControlPlane(change: Partial<StackConfig["controlPlane"]>, letters = ["a", "b", "c"]): StackConfig {
  const config = stackConfig({ letters });
  return { ...config, controlPlane: { ...config.controlPlane, ...change } };
}

const controlPlane = (config: StackConfig) => planControlPlane(config, planNetwork(config));
const placed = (config: StackConfig) =>
  controlPlane(config).nodes.map(({ identity, zoneKey, address }) => [identity, zoneKey, address]);

function pool(change: Partial<WorkerPool> = {}): WorkerPool {
  return {
    name: "general",
    instanceType: "m7i.xlarge",
    size: 3,
    min: 3,
    max: 6,
    volume: { sizeGiB: 100, iops: 3000, throughputMiBps: 125 },
    labels: {},
    taints: [],
    ...change,
  };
}

function workers(letters: readonly string[], ...pools: readonly WorkerPool[]) {
  const config = { ...stackConfig({ letters }), workers: [...pools] };
  return planWorkers(config, planNetwork(config));
}

describe("planControlPlane", () => {
  it("goes round robin over the zones and gives each node a fixed address of its subnet", () => {
    expect(placed(withControlPlane({}))).toEqual([
      ["a", "a", "10.40.16.10"],
      ["b", "b", "10.40.18.11"],
      ["c", "c", "10.40.20.12"],
    ]);
  });

  it("gives each identity a host address of its own, in whichever subnet it is", () => {
    expect(placed(withControlPlane({ count: 5 }, ["a", "c"]))).toEqual([
      ["a", "a", "10.40.16.10"],
      ["b", "c", "10.40.20.11"],
      ["c", "a", "10.40.16.12"],
      ["d", "c", "10.40.20.13"],
      ["e", "a", "10.40.16.14"],
    ]);
  });

  it("follows the placement, which a new zone does not change", () => {
    const placement = ["eu-central-1b", "eu-central-1a", "eu-central-1b"];
    const before = placed(withControlPlane({ placement }, ["a", "b"]));
    expect(before).toEqual([
      ["a", "b", "10.40.18.10"],
      ["b", "a", "10.40.16.11"],
      ["c", "b", "10.40.18.12"],
    ]);
    expect(placed(withControlPlane({ placement }, ["a", "b", "d"]))).toEqual(before);
  });

  it("never meets another's former address when a zone is added between two", () => {
    const before = placed(withControlPlane({}, ["a", "c"]));
    const after = placed(withControlPlane({}, ["a", "b", "c"]));
    const taken = (identity: string) => before.filter(([other]) => other !== identity).map(([, , address]) => address);
    expect(after.filter(([identity, , address]) => taken(String(identity)).includes(address))).toEqual([]);
  });

  it("keeps every node where it is when two are added", () => {
    const placement = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
    const three = placed(withControlPlane({ placement }));
    const five = placed(withControlPlane({ count: 5, placement: [...placement, "eu-central-1a", "eu-central-1b"] }));
    expect(five.slice(0, 3)).toEqual(three);
  });

  it("names nodes by environment and identity, and takes image, volume and protection from the configuration", () => {
    const config = withControlPlane({ count: 1 });
    expect(controlPlane(config)).toMatchObject({
      nodes: [{ name: "palisade-test-control-plane-a", zone: "eu-central-1a" }],
      instanceType: "m7i.large",
      image: { id: "ami-0fedcba9876543210" },
      architecture: "amd64",
      volume: { sizeGiB: 100, iops: 4000, throughputMiBps: 250 },
      terminationProtection: true,
    });
    const lifted = { ...config, protection: { deletionProtection: false, disposable: true } };
    expect(controlPlane(lifted).terminationProtection).toBe(false);
  });

  it("gives each node an address of its own, in its zone's subnet, that AWS does not keep", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<1 | 3 | 5>(1, 3, 5),
        fc.subarray(["a", "b", "c", "d", "f", "h"], { minLength: 1 }),
        fc.constantFrom("10.40.0.0/16", "10.64.0.0/20", "172.16.64.0/18"),
        (count, letters, vpcCidr) => {
          const config = stackConfig({ letters, vpcCidr });
          const network = planNetwork(config);
          const { nodes } = planControlPlane({ ...config, controlPlane: { ...config.controlPlane, count } }, network);
          expect(new Set(nodes.map(({ address }) => address)).size).toBe(count);
          for (const node of nodes) {
            const subnet = segmentOf(network, "control-plane").subnets.find(({ zone }) => zone === node.zone);
            expect(subnet && cidrContains(subnet.cidr, node.address)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("planWorkers", () => {
  it("makes one group for each pool and zone", () => {
    const groups = workers(["a", "c"], pool(), pool({ name: "ingress", labels: { "example.com/tier": "ingress" } }));
    expect(groups.map(({ key, name, zone }) => [key, name, zone])).toEqual([
      ["general-a", "palisade-test-worker-general-a", "eu-central-1a"],
      ["general-c", "palisade-test-worker-general-c", "eu-central-1c"],
      ["ingress-a", "palisade-test-worker-ingress-a", "eu-central-1a"],
      ["ingress-c", "palisade-test-worker-ingress-c", "eu-central-1c"],
    ]);
    expect(groups[3]).toMatchObject({ pool: "ingress", labels: { "example.com/tier": "ingress" }, taints: [] });
  });

  it("shares the pool's totals out, the remainder to the first zones", () => {
    const groups = workers(["a", "b", "c"], pool({ min: 2, size: 4, max: 9 }));
    expect(groups.map(({ min, size, max }) => [min, size, max])).toEqual([
      [1, 2, 3],
      [1, 1, 3],
      [0, 1, 3],
    ]);
  });

  it("keeps sums, differs by one at most, and keeps min ≤ size ≤ max in every zone", () => {
    const totals = fc
      .tuple(fc.nat({ max: 500 }), fc.nat({ max: 500 }), fc.integer({ min: 1, max: 500 }))
      .map((numbers) => [...numbers].sort((x, y) => x - y) as [number, number, number]);
    fc.assert(
      fc.property(
        totals,
        fc.subarray(["a", "b", "c", "d", "f", "h"], { minLength: 1 }),
        ([min, size, max], letters) => {
          const groups = workers(letters, pool({ min, size, max }));
          expect(groups).toHaveLength(letters.length);
          for (const [part, total] of [
            ["min", min],
            ["size", size],
            ["max", max],
          ] as const) {
            const parts = groups.map((group) => group[part]);
            expect(parts.reduce((sum, number) => sum + number, 0)).toBe(total);
            expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
          }
          for (const group of groups) {
            expect(group.min).toBeLessThanOrEqual(group.size);
            expect(group.size).toBeLessThanOrEqual(group.max);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
