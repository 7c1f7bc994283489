/** Versions that go together, instance types of the image's architecture, control planes that survive a zone. */
import { contractOf, TALOS_IMAGE_OWNER } from "../contracts";
import { architectureOf, isBurstable } from "../instance-type";
import { type Rule, when } from "./rule";

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

const officialImage: Rule = ({ talos }) => {
  const image = talos?.image;
  if (image === undefined || !("owner" in image) || image.owner !== TALOS_IMAGE_OWNER || image.name === undefined)
    return [];
  const parts = image.name.split("-");
  const { version, architecture } = talos ?? {};
  return [
    ...when(
      version !== undefined && !parts.includes(version),
      ["talos", "image", "name"],
      `must contain talos.version (${version})`,
      "name the image of that release",
    ),
    ...when(
      architecture !== undefined && !parts.includes(architecture),
      ["talos", "image", "name"],
      `must contain talos.architecture (${architecture})`,
      "name the image of that architecture",
    ),
  ];
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

const placement: Rule = ({ account, controlPlane }) => {
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
  ];
};

const doubleEncryption: Rule = ({ encryption }) =>
  when(
    encryption?.kubeSpan === true && encryption.wireGuard === true,
    ["encryption", "wireGuard"],
    "must not be on together with kubeSpan",
    "keep one: both encrypt the same packets, and each takes its part of the MTU",
  );

export const NODE_RULES: readonly Rule[] = [
  kubernetesRange,
  officialImage,
  architectures,
  lastingControlPlane,
  placement,
  doubleEncryption,
];
