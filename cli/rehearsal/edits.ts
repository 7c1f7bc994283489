/** Changes that a cluster lives through, each as somebody would make it in the stack file or in the program. */
import { zonesOf } from "../../config/regions";
import type { StackConfig } from "../../config/schema";
import type { StackFile } from "../../config/stack-file";
import type { Plan } from "../../model/plan";
import type { SourceEdit } from "../engine/project";
import {
  adminNetworkAdded,
  adminNetworks,
  controlPlanesConfigured,
  controlPlanesReplaced,
  controlPlanesUpdated,
  type ExpectedChange,
  flowAdded,
  loadBalancersReplaced,
  loadBalancersUpdated,
  newGroups,
  protectionLifted,
  retentionChanged,
  takenAway,
  workersRefreshed,
  zoneAdded,
} from "./expected";

export interface Situation {
  readonly stackFile: StackFile;
  readonly config: StackConfig;
  readonly plan: Plan;
  /** What the environment's own stack file asks for: a later edit may put it back. */
  readonly first: { readonly stackFile: StackFile; readonly config: StackConfig };
}

/** A change, or why this environment cannot have it. */
export type Prepared = { readonly stackFile: StackFile; readonly source?: SourceEdit } | { readonly notHere: string };

export interface Edit {
  readonly name: string;
  prepare(now: Situation): Prepared;
  expected(before: Plan, after: Plan): readonly ExpectedChange[];
}

type Section = Readonly<Record<string, unknown>>;

/** The stack file with another section; what is not written is an empty one. */
function withSection(stackFile: StackFile, name: string, change: (section: Section) => unknown): StackFile {
  const key = `palisade:${name}`;
  const section = JSON.parse(stackFile.values[key] ?? "{}") as Section;
  return { ...stackFile, values: { ...stackFile.values, [key]: JSON.stringify(change(section)) } };
}

function withSettings(stackFile: StackFile, name: string, settings: Section): StackFile {
  return withSection(stackFile, name, (section) => ({ ...section, ...settings }));
}

/** The stack file with some sections of another, which may not have them. */
function withSectionsOf(other: StackFile, stackFile: StackFile, names: readonly string[]): StackFile {
  const keys = names.map((name) => `palisade:${name}`);
  const pick = (values: StackFile["values"], wanted: (key: string) => boolean) =>
    Object.entries(values).filter(([key]) => wanted(key));
  return {
    ...stackFile,
    values: Object.fromEntries([
      ...pick(stackFile.values, (key) => !keys.includes(key)),
      ...pick(other.values, (key) => keys.includes(key)),
    ]),
  };
}

/** An image that is not the one of any stack file. */
const NEW_IMAGE = { id: "ami-00000000000000001" };
const NEW_NETWORK = "10.200.77.0/24";
const NEW_POOL = { name: "batch", instanceType: "m7i.large", size: 1, min: 1, max: 2 };

const NOT_LOCKED = { notHere: "nothing of it is locked" };

const unlock: Edit = {
  name: "deletion lock off",
  prepare: ({ stackFile, config }) =>
    config.protection.deletionProtection
      ? { stackFile: withSettings(stackFile, "protection", { deletionProtection: false }) }
      : NOT_LOCKED,
  expected: (_, after) => [...controlPlanesUpdated(after), ...loadBalancersUpdated(after)],
};

export const image: Edit = {
  name: "a new AMI",
  prepare: ({ stackFile }) => ({ stackFile: withSettings(stackFile, "talos", { image: NEW_IMAGE }) }),
  expected: (_, after) => [...controlPlanesReplaced(after), ...workersRefreshed(after)],
};

/** Of the run in which the engine is killed. */
export const anotherImage: Edit = {
  ...image,
  prepare: ({ stackFile }) => ({
    stackFile: withSettings(stackFile, "talos", { image: { id: "ami-00000000000000002" } }),
  }),
};

const lock: Edit = {
  name: "deletion lock on",
  prepare: ({ stackFile, first }) =>
    first.config.protection.deletionProtection
      ? { stackFile: withSettings(stackFile, "protection", { deletionProtection: true }) }
      : NOT_LOCKED,
  expected: (_, after) => [...controlPlanesUpdated(after), ...loadBalancersUpdated(after)],
};

const zone: Edit = {
  name: "one more zone",
  prepare: ({ stackFile, config, plan }) => {
    const { region, zones } = config.account;
    const more = zonesOf(region).find((name) => !zones.includes(name));
    if (more === undefined) return { notHere: `${region} has no further zone` };
    const all = [...zones, more].sort();
    const placement = plan.controlPlane.nodes.map((_, index) => all[index % all.length]);
    const zoned = withSettings(withSettings(stackFile, "account", { zones: all }), "controlPlane", { placement });
    return {
      stackFile: withSection(zoned, "workers", (pools) => grown(Object.values(pools), zones.length, all.length)),
    };
  },
  expected: (before, after) => {
    const [letter = ""] = zoneKeys(after).filter((key) => !zoneKeys(before).includes(key));
    return zoneAdded(before, after, letter);
  },
};

/**
 * A pool's numbers are shared out over its zones: with one zone more and the same numbers the groups that run would shrink, and Auto Scaling ends at once what is over
 * a group's maximum. Grown in proportion, no share falls.
 */
function grown(pools: readonly unknown[], zones: number, after: number): readonly unknown[] {
  const share = (value: unknown) => Math.ceil(Number(value) / zones) * after;
  return pools.map((pool) => {
    const { size, min, max, ...others } = pool as Section;
    return { ...others, size: share(size), min: share(min), max: share(max) };
  });
}

const pool: Edit = {
  name: "one more pool",
  prepare: ({ stackFile }) => ({
    stackFile: withSection(stackFile, "workers", (pools) => [...Object.values(pools), NEW_POOL]),
  }),
  expected: newGroups,
};

const adminNetwork: Edit = {
  name: "an admin CIDR",
  prepare: ({ stackFile, config }) =>
    config.access.adminCidrs.length === 0
      ? { notHere: "no network arrives by a transit gateway" }
      : {
          stackFile: withSettings(stackFile, "access", { adminCidrs: [...config.access.adminCidrs, NEW_NETWORK] }),
        },
  expected: (_, after) => adminNetworkAdded(after, NEW_NETWORK),
};

const FLOW: SourceEdit = {
  file: "model/ports.ts",
  find: '  { from: "control-plane", to: "endpoint", ...https,',
  replace:
    '  { from: "control-plane", to: "worker", service: "metrics", protocol: "tcp", ports: [9100, 9100], reason: "Rehearsal" },\n  { from: "control-plane", to: "endpoint", ...https,',
};

const flow: Edit = {
  name: "a flow of the matrix",
  prepare: ({ stackFile }) => ({ stackFile, source: FLOW }),
  expected: (_, after) => flowAdded(after),
};

const sysctl: Edit = {
  name: "a sysctl",
  prepare: ({ stackFile }) => ({
    stackFile,
    source: {
      file: "model/machine/sysctls.ts",
      find: '  "kernel.dmesg_restrict": "1",',
      replace: '  "fs.protected_fifos": "2",\n  "kernel.dmesg_restrict": "1",',
    },
  }),
  expected: (_, after) => [...controlPlanesConfigured(after), ...workersRefreshed(after)],
};

const retention: Edit = {
  name: "log retention",
  prepare: ({ stackFile, config }) => ({
    stackFile: withSettings(stackFile, "logs", { retentionDays: config.logs.retentionDays === 365 ? 400 : 365 }),
  }),
  expected: (_, after) => retentionChanged(after),
};

/** What the edits before it had added goes in one change, as when an environment is cut back. */
const cutBack: Edit = {
  name: "zone to flow taken away",
  prepare: ({ stackFile, first }) => ({
    stackFile: withSectionsOf(first.stackFile, stackFile, ["account", "controlPlane", "workers", "access"]),
    source: { file: FLOW.file, find: FLOW.replace, replace: FLOW.find },
  }),
  expected: (before, after) => {
    const letters = zoneKeys(before).filter((key) => !zoneKeys(after).includes(key));
    const network = adminNetworks(before).includes(NEW_NETWORK);
    const added = [
      ...letters.flatMap((letter) => zoneAdded(after, before, letter)),
      ...newGroups(after, before),
      ...(network ? adminNetworkAdded(before, NEW_NETWORK) : []),
      ...flowAdded(before),
    ];
    return takenAway(added, letters.length > 0 ? loadBalancersReplaced(after) : []);
  },
};

/** In the order of the rehearsal, each on top of the one before. */
export const EDITS: readonly Edit[] = [unlock, image, zone, pool, adminNetwork, flow, sysctl, retention, cutBack, lock];

/** Before everything is destroyed, in a run of its own. */
export const liftProtection: Edit = {
  name: "protection lifted",
  prepare: ({ stackFile }) => ({
    stackFile: withSettings(stackFile, "protection", { deletionProtection: false, disposable: true }),
  }),
  expected: protectionLifted,
};

function zoneKeys(plan: Plan): readonly string[] {
  return plan.network.segments[0]?.subnets.map(({ zoneKey }) => zoneKey) ?? [];
}
