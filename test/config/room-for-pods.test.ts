/** Nodes that take pods, and control planes that survive a zone. */
import { type Edit, messagesAfter } from "./sample";

const pool = (change: object) => ({ name: "a", instanceType: "m7i.large", size: 1, min: 1, max: 1, ...change });
const taints = (...effects: readonly string[]) => ({ taints: effects.map((effect) => ({ key: "x", effect })) });
const workers = (...pools: readonly object[]): Edit => [
  "workers",
  pools.map((change, index) => pool({ name: `pool-${index}`, ...change })),
];
const NO_ROOM =
  /^palisade:workers: have no node for a pod without tolerations, got .*; start one pool with a size of at least 1 and without a NoSchedule or NoExecute taint: add-ons and most workloads tolerate none$/;

test.each<[string, readonly Edit[]]>([
  ["every pool starts empty", [workers({ size: 0, min: 0 }, { size: 0, min: 0 })]],
  ["every pool is tainted", [workers(taints("NoExecute"), taints("NoSchedule"))]],
  ["the pool without a taint starts empty", [workers(taints("NoSchedule"), { size: 0, min: 0 })]],
  ["disposable too", [workers(taints("PreferNoSchedule", "NoExecute")), ["protection.disposable", true]]],
])("refused: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([expect.stringMatching(NO_ROOM)]);
});

test.each<[string, readonly Edit[]]>([
  ["one pool takes pods", [workers(taints("NoSchedule"), { size: 0, min: 0 }, {})]],
  ["a taint that is a preference", [workers(taints("PreferNoSchedule"))]],
  ["a pool that starts with a node and may lose it", [workers({ min: 0 })]],
])("no problem: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([]);
});

test.each<[string, object]>([
  ["a size that is not valid", { size: -1, min: 0 }],
  ["a taint that is not valid", { taints: [{ key: "x", effect: "NoSchedul" }] }],
  ["taints that are no list", { taints: "x" }],
])("nothing is said about room beside %s", (_, change) => {
  const told = messagesAfter(workers(taints("NoExecute"), change));
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((message) => NO_ROOM.test(message))).toEqual([]);
});

const TWO_ZONES: Edit = ["account.zones", ["eu-central-1a", "eu-central-1b"]];
const placed = (letters: string): Edit => [
  "controlPlane.placement",
  [...letters].map((letter) => `eu-central-1${letter}`),
];

test("with two zones no zone holds every control plane", () => {
  expect(messagesAfter(TWO_ZONES, placed("aaa"))).toEqual([
    'palisade:controlPlane.placement: puts every control plane into eu-central-1a, got ["eu-central-1a","eu-central-1a","eu-central-1a"]; use both zones: the loss of one must not be the loss of every member of etcd',
  ]);
  expect(messagesAfter(TWO_ZONES, placed("aab"))).toEqual([]);
  expect(messagesAfter(TWO_ZONES, placed("aaa"), ["protection.disposable", true])).toEqual([]);
});
