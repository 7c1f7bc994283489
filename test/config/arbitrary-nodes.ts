/** Generated control planes and worker pools, as one would write them. */
import fc from "fast-check";
import type { ConfigInput } from "./arbitrary";

type Pool = ConfigInput["workers"][number];

/** What the rest of the configuration decides for nodes. */
export interface NodeBasis {
  readonly zones: readonly string[];
  readonly architecture: "amd64" | "arm64";
  readonly disposable: boolean;
}

const TYPES = {
  amd64: ["m7i.large", "c7i.2xlarge", "r6a.4xlarge", "m5d.metal"],
  arm64: ["m7g.large", "c7gn.xlarge", "im4gn.2xlarge"],
} as const;
const BURSTABLE = { amd64: "t3.large", arm64: "t4g.large" } as const;

const volume = fc
  .integer({ min: 20, max: 16384 })
  .chain((sizeGiB) =>
    fc
      .integer({ min: 3000, max: Math.min(16000, sizeGiB * 500) })
      .chain((iops) =>
        fc
          .integer({ min: 125, max: Math.min(1000, Math.floor(iops / 4)) })
          .map((throughputMiBps) => ({ sizeGiB, iops, throughputMiBps })),
      ),
  );

const pool = (name: string, types: readonly string[]) =>
  fc.tuple(fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 40 })).chain(([one, two, three]) => {
    const [min = 0, size = 0, max = 1] = [one, two, three].sort((left, right) => left - right);
    return fc.record(
      {
        name: fc.constant(name),
        instanceType: fc.constantFrom(...types),
        size: fc.constant(size),
        min: fc.constant(min),
        max: fc.constant(Math.max(max, 1)),
        volume,
        labels: fc.constantFrom({ "example.com/tier": "general" }, { "node.kubernetes.io/pool": "a" }, {}),
        taints: fc.constantFrom<NonNullable<ConfigInput["workers"][number]["taints"]>>(
          [{ key: "example.com/dedicated", value: "x", effect: "NoSchedule" }],
          [{ key: "spot", effect: "NoExecute" }],
        ),
      },
      { requiredKeys: ["name", "instanceType", "size", "min", "max"] },
    );
  });

/** At least one pool starts with a node that takes pods without tolerations. */
function withRoom({ size, taints = [], ...rest }: Pool): Pool {
  return {
    ...rest,
    size: Math.max(size, 1),
    taints: taints.map((taint) => ({ ...taint, effect: "PreferNoSchedule" as const })),
  };
}

export function nodes(from: NodeBasis): fc.Arbitrary<Pick<ConfigInput, "controlPlane" | "workers">> {
  const counts = from.disposable ? ([1, 3, 5] as const) : ([3, 5] as const);
  const types = from.disposable
    ? [...TYPES[from.architecture], BURSTABLE[from.architecture]]
    : TYPES[from.architecture];
  const controlPlane = fc
    .record({
      count: fc.constantFrom(...counts),
      instanceType: fc.constantFrom(...types),
      volume,
      placed: fc.boolean(),
    })
    .map(({ placed, ...rest }) => ({
      ...rest,
      ...(placed
        ? {
            placement: Array.from(
              { length: rest.count },
              (_, index) => from.zones[(index + 1) % from.zones.length] ?? "",
            ),
          }
        : {}),
    }));
  const workers = fc
    .uniqueArray(fc.constantFrom("general", "ingress", "gpu-1", "a", "batch"), { minLength: 1, maxLength: 4 })
    .chain((names) =>
      fc.tuple(fc.nat(names.length - 1), fc.tuple(...names.map((name) => pool(name, TYPES[from.architecture])))),
    )
    .map(([open, pools]) => pools.map((one, index) => (index === open ? withRoom(one) : one)));
  return fc.record({ controlPlane, workers });
}
