/** Versions that go together, instance types of the image's architecture, control planes that survive a zone, and room for pods. */
import { contractOf } from "../contracts";
import { architectureOf, isBurstable } from "../instance-type";
import { IMAGE_RULES } from "./images";
import { type Rule, type Sections, when } from "./rule";

const kubernetesRange: Rule = ({ talos, kubernetes }) => {
  const contract = talos?.version === undefined ? undefined : contractOf(talos.version);
  const [major, minor] = kubernetes?.version?.split(".").map(Number) ?? [];
  if (contract === undefined || minor === undefined) return [];
  const { lowest, highest } = contract.kubernetes;
  return when(
    major !== 1 || minor < lowest || minor > highest,
    ["kubernetes", "version"],
    `is outside the range of Talos ${contract.talos}`,
    `use a release of 1.${lowest} to 1.${highest}, or another Talos version`,
  );
};

const architectures: Rule = ({ talos, controlPlane, workers }) => {
  const wanted = talos?.architecture;
  if (wanted === undefined) return [];
  const types: readonly (readonly [readonly PropertyKey[], string | undefined])[] = [
    [["controlPlane", "instanceType"], controlPlane?.instanceType],
    ...(workers ?? []).map((pool, index) => [["workers", index, "instanceType"], pool?.instanceType] as const),
  ];
  return types.flatMap(([path, type]) =>
    when(
      type !== undefined && architectureOf(type) !== wanted,
      path,
      `is ${type === undefined ? "" : architectureOf(type)}, but talos.architecture is ${wanted}`,
      wanted === "arm64" ? 'use a Graviton type, for example "m7g.large"' : 'use an x86 type, for example "m7i.large"',
    ),
  );
};

const lastingControlPlane: Rule = ({ controlPlane, protection }) => {
  if (protection?.disposable !== false) return [];
  const type = controlPlane?.instanceType;
  return [
    ...when(
      controlPlane?.count === 1,
      ["controlPlane", "count"],
      "must be 3 or 5",
      "one control plane is for protection.disposable only: its loss is the loss of etcd",
    ),
    ...when(
      type !== undefined && isBurstable(type),
      ["controlPlane", "instanceType"],
      "must not be of a T family",
      'use for example "m7i.large": etcd misses its heartbeats when CPU credits run out',
    ),
  ];
};

const placement: Rule = ({ account, controlPlane, protection }) => {
  const placed = controlPlane?.placement;
  if (placed === undefined) return [];
  const path = ["controlPlane", "placement"];
  const zones = account?.zones;
  const count = controlPlane?.count;
  const complete = zones !== undefined && !zones.includes(undefined) && !placed.includes(undefined);
  const outside = complete
    ? placed.flatMap((zone, index) =>
        when(!zones.includes(zone), [...path, index], "is not in account.zones", `use one of ${zones.join(", ")}`),
      )
    : [];
  const crowded =
    complete && zones.length >= 3
      ? zones.find((zone) => placed.filter((other) => other === zone).length * 2 > placed.length)
      : undefined;
  const [only] = new Set(placed).size === 1 ? placed : [];
  return [
    ...when(
      count !== undefined && placed.length !== count,
      path,
      `must name ${count} zones`,
      "name one for each control plane",
    ),
    ...outside,
    ...when(
      crowded !== undefined && placed.length > 1,
      path,
      `puts a majority into ${crowded}`,
      "spread it: etcd has to survive the loss of a zone",
    ),
    ...when(
      complete && zones.length === 2 && placed.length > 1 && only !== undefined && protection?.disposable === false,
      path,
      `puts every control plane into ${only}`,
      "use both zones: the loss of one must not be the loss of every member of etcd",
    ),
  ];
};

/** Control planes carry a taint of their own; says nothing where a pool is not valid. */
const schedulable: Rule = ({ workers }) => {
  const pools = workers?.map((pool) => {
    const effects = pool?.taints?.map((taint) => (taint?.key === undefined ? undefined : taint.effect));
    if (pool?.size === undefined || effects === undefined || effects.includes(undefined)) return undefined;
    return pool.size >= 1 && effects.every((effect) => effect === "PreferNoSchedule");
  });
  return when(
    pools !== undefined && pools.length > 0 && pools.every((takesPods) => takesPods === false),
    ["workers"],
    "have no node for a pod without tolerations",
    "start one pool with a size of at least 1 and without a NoSchedule or NoExecute taint: add-ons and most workloads tolerate none",
  );
};

const doubleEncryption: Rule = ({ encryption }) =>
  when(
    encryption?.kubeSpan === true && encryption.wireGuard === true,
    ["encryption", "wireGuard"],
    "must not be on together with kubeSpan",
    "keep one: both encrypt the same packets, and each takes its part of the MTU",
  );

/** Undefined where it is not known. */
function discovers({ talos, network }: Sections): boolean | undefined {
  if (talos === undefined || network?.mode === undefined) return undefined;
  return network.mode !== "isolated" && talos.discovery !== "off";
}

const discovery: Rule = (sections) => [
  ...when(
    sections.network?.mode === "isolated" && sections.talos?.discovery === "service",
    ["talos", "discovery"],
    "cannot be reached when network.mode is isolated",
    'use "off": the service is on the internet',
  ),
  ...when(
    sections.encryption?.kubeSpan === true && discovers(sections) === false,
    ["encryption", "kubeSpan"],
    "needs cluster discovery",
    "use encryption.wireGuard, or leave talos.discovery on, which an isolated network cannot: nodes learn each other's keys there",
  ),
];

export const NODE_RULES: readonly Rule[] = [
  kubernetesRange,
  ...IMAGE_RULES,
  architectures,
  lastingControlPlane,
  placement,
  schedulable,
  doubleEncryption,
  discovery,
];
