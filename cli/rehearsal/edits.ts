/**
 * Changes that a cluster lives through, each with the resources that it may touch: everything else that changes is a finding. The lists are written by
 * hand from what AWS and Talos need, not computed from what the program does.
 */

import { zonesOf } from "../../config/regions";
import type { StackConfig } from "../../config/schema";
import type { StackFile } from "../../config/stack-file";
import type { Plan } from "../../model/plan";
import type { SourceEdit } from "../engine/project";

/** "replace Instance control-plane-a": change, class and name of a resource. */
export type ExpectedChange = `${"create" | "update" | "replace" | "delete"} ${string} ${string}`;

export interface Situation {
  readonly config: StackConfig;
  readonly plan: Plan;
}

/** A change, or why this environment cannot have it. */
export type Prepared =
  | { readonly stackFile: StackFile; readonly source?: SourceEdit }
  | { readonly stackFile: StackFile; readonly source: SourceEdit }
  | { readonly notHere: string };

export interface Edit {
  readonly name: string;
  /** In one sentence, for people. */
  readonly meaning: string;
  prepare(stackFile: StackFile, now: Situation): Prepared;
  expected(before: Plan, after: Plan): readonly ExpectedChange[];
}

type Section = Readonly<Record<string, unknown>>;

/** The stack file with another section; what is not written is an empty one. */
export function withSection(stackFile: StackFile, name: string, change: (section: Section) => unknown): StackFile {
  const key = `palisade:${name}`;
  const section = JSON.parse(stackFile.values[key] ?? "{}") as Section;
  return { ...stackFile, values: { ...stackFile.values, [key]: JSON.stringify(change(section)) } };
}

const controlPlanes = (plan: Plan, change: (identity: string) => ExpectedChange) =>
  plan.controlPlane.nodes.map(({ identity }) => change(identity));

const groups = (plan: Plan) => plan.workers.map(({ key }) => key);

/** Other user data or another image: a new version of each template, and each group refreshes its nodes with it. */
const workersRefreshed = (plan: Plan): readonly ExpectedChange[] =>
  groups(plan).flatMap((key): ExpectedChange[] => [
    `update LaunchTemplate workers-${key}`,
    `update Group workers-${key}`,
  ]);

/** A secret's value is a version: another value is another version, and the nodes are told by the provisioning function. */
const controlPlanesConfigured = (plan: Plan): readonly ExpectedChange[] =>
  controlPlanes(plan, (identity) => `update SecretVersion node-secrets-machine-config-${identity}`);

export const image: Edit = {
  name: "a new AMI",
  meaning: "control planes are replaced one at a time, workers by a rolling refresh",
  prepare: (stackFile, { plan }) =>
    plan.controlPlane.terminationProtection
      ? { notHere: "deletionProtection keeps EC2 from ending an instance: it is lifted first, in a run of its own" }
      : {
          stackFile: withSection(stackFile, "talos", (talos) => ({
            ...talos,
            image: { id: "ami-00000000000000001" },
          })),
        },
  expected: (_, after) => [
    ...controlPlanes(after, (identity) => `replace Instance control-plane-${identity}`),
    ...workersRefreshed(after),
  ],
};

export const zone: Edit = {
  name: "one more zone",
  meaning:
    "subnets, routes and a group of each pool in the new zone; a control plane moves where a zone held a majority",
  prepare: (stackFile, { config, plan }) => {
    const { region, zones } = config.account;
    const more = zonesOf(region).find((name) => !zones.includes(name));
    if (more === undefined) return { notHere: `${region} has no further zone` };
    const account = withSection(stackFile, "account", (section) => ({ ...section, zones: [...zones, more].sort() }));
    const places = [...zones, more].sort();
    return {
      stackFile: withSection(account, "controlPlane", (section) => ({
        ...section,
        placement: plan.controlPlane.nodes.map((_, index) => places[index % places.length]),
      })),
    };
  },
  expected: () => [],
};

export const pool: Edit = {
  name: "one more pool",
  meaning: "a template and a group of the new pool in each zone, and nothing of the other pools",
  prepare: (stackFile) => ({
    stackFile: withSection(stackFile, "workers", (pools) => [
      ...(pools as unknown as readonly unknown[]),
      { name: "batch", instanceType: "m7i.large", size: 1, min: 1, max: 2 },
    ]),
  }),
  expected: (before, after) =>
    groups(after)
      .filter((key) => !groups(before).includes(key))
      .flatMap((key): ExpectedChange[] => [`create LaunchTemplate workers-${key}`, `create Group workers-${key}`]),
};

export const adminNetwork: Edit = {
  name: "an admin CIDR",
  meaning: "rules of security groups and network ACLs, and the host firewall of every node",
  prepare: (stackFile, { config }) =>
    config.access.adminCidrs.length === 0
      ? { notHere: "no network of administrators arrives by a transit gateway" }
      : {
          stackFile: withSection(stackFile, "access", (access) => ({
            ...access,
            adminCidrs: [...config.access.adminCidrs, "10.200.77.0/24"],
          })),
        },
  expected: () => [],
};

export const flow: Edit = {
  name: "a flow of the port matrix",
  meaning: "one egress and one ingress rule, and the host firewall of the workers",
  prepare: (stackFile) => ({
    stackFile,
    source: {
      file: "model/ports.ts",
      find: '  { from: "control-plane", to: "endpoint", ...https,',
      replace: [
        '  { from: "control-plane", to: "worker", service: "metrics", protocol: "tcp", ports: [9100, 9100], reason: "Control planes read metrics of workers" },',
        '  { from: "control-plane", to: "endpoint", ...https,',
      ].join("\n"),
    },
  }),
  expected: () => [],
};

export const sysctl: Edit = {
  name: "a sysctl",
  meaning: "the configuration of every node: a new secret version for a control plane, a rolling refresh of workers",
  prepare: (stackFile) => ({
    stackFile,
    source: {
      file: "model/machine/sysctls.ts",
      find: '  "kernel.dmesg_restrict": "1",',
      replace: '  "fs.protected_fifos": "2",\n  "kernel.dmesg_restrict": "1",',
    },
  }),
  expected: (_, after) => [...controlPlanesConfigured(after), ...workersRefreshed(after)],
};

export const retention: Edit = {
  name: "log retention",
  meaning: "the log groups, and how long the audit bucket keeps what it got",
  prepare: (stackFile, { config }) => ({
    stackFile: withSection(stackFile, "logs", (logs) => ({
      ...logs,
      retentionDays: config.logs.retentionDays === 365 ? 400 : 365,
    })),
  }),
  expected: () => [],
};

/** In the order of the rehearsal: each on top of the one before. */
export const EDITS: readonly Edit[] = [image, zone, pool, adminNetwork, flow, sysctl, retention];
