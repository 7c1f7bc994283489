/** Control planes and worker pools. */
import { z } from "zod";
import { isTiny } from "./instance-type";
import { checked, type Fault, key, repeated } from "./key";
import { objectNameFault } from "./object-name";
import { DNS_LABEL, instanceTypeSchema, text, whole } from "./text-schema";

/** Nodes of one Kubernetes cluster; its own tested limit. */
export const MAX_NODES = 5000;
export const MAX_POOL_SIZE = 500;

const QUALIFIED_NAME =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

function domainOf(name: string): string {
  return name.includes("/") ? (name.split("/")[0] ?? "") : "";
}

function within(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}

/** Domains of Kubernetes itself: the NodeRestriction admission plugin refuses them to a kubelet, but for two. */
function reservedFault(name: string, open: readonly string[]): Fault | undefined {
  const domain = domainOf(name);
  const reserved = ["kubernetes.io", "k8s.io"].some((parent) => within(domain, parent));
  if (!reserved || open.some((parent) => within(domain, parent))) return undefined;
  return {
    wrong: `is in the reserved domain ${domain}`,
    fix: "use a domain of your own: NodeRestriction refuses it to a kubelet",
  };
}

function nameFault(name: string): Fault | undefined {
  return QUALIFIED_NAME.test(name)
    ? undefined
    : {
        wrong: "must be a Kubernetes name",
        fix: "use up to 63 letters, digits, and -_. between them, behind an optional DNS domain and a slash",
      };
}

const LABEL_VALUE_FAULT: Fault = {
  wrong: "must be a Kubernetes label value",
  fix: "use up to 63 letters, digits, and -_. between them",
};

export const volumeSchema = checked(
  z.strictObject({
    sizeGiB: key(whole(20, 16384, "GiB"), { meaning: "Size in GiB.", limits: "20 to 16384", example: 100 }),
    iops: key(whole(3000, 16000, "IOPS"), {
      meaning: "Provisioned IOPS of the gp3 volume.",
      limits: "3000 to 16000, at most 500 a GiB",
      example: 4000,
    }),
    throughputMiBps: key(whole(125, 1000, "MiB/s"), {
      meaning: "Provisioned throughput of the gp3 volume in MiB/s.",
      limits: "125 to 1000, at most a quarter of `iops`",
      example: 250,
    }),
  }),
  ({ sizeGiB, iops, throughputMiBps }) => [
    ...(iops > sizeGiB * 500
      ? [
          {
            wrong: `must be at most 500 for each of ${sizeGiB} GiB`,
            fix: `use at most ${sizeGiB * 500}, or a larger volume`,
            at: ["iops"],
          },
        ]
      : []),
    ...(throughputMiBps > iops / 4
      ? [
          {
            wrong: `must be at most a quarter of ${iops} IOPS`,
            fix: `use at most ${Math.floor(iops / 4)}, or at least ${throughputMiBps * 4} IOPS`,
            at: ["throughputMiBps"],
          },
        ]
      : []),
  ],
);

const nodeTypeSchema = checked(instanceTypeSchema, (value) =>
  isTiny(value)
    ? {
        wrong: "is too small for a node",
        fix: "use at least a small: Talos needs 2 GiB of memory on a control plane and 1 GiB, besides pods, on a worker",
      }
    : undefined,
);
const NODE_TYPE_LIMITS =
  "an EC2 instance type of `talos.architecture`, of a family that config/instance-type.ts lists; not nano or micro";

export const controlPlaneSchema = z.strictObject({
  count: key(z.literal([1, 3, 5]).default(3), {
    meaning: "Control planes, each an etcd member. 3 survive the loss of one, 5 of two.",
    limits: "3 or 5; 1 only with `protection.disposable`",
    example: 3,
  }),
  instanceType: key(nodeTypeSchema, {
    meaning:
      "EC2 instance type of the control planes. T families are throttled under load, and etcd loses its leader then.",
    limits: `${NODE_TYPE_LIMITS}; no T family unless \`protection.disposable\``,
    example: "m7i.large",
  }),
  volume: key(volumeSchema.default({ sizeGiB: 100, iops: 4000, throughputMiBps: 250 }), {
    meaning: "System volume (gp3, encrypted); etcd lives on it and waits for every write.",
  }),
  /** Zone of each identity (a, b, c, ...); default: round robin over `account.zones`. */
  placement: key(z.array(z.string()).optional(), {
    meaning:
      "Zone of each control plane, in the order of their identities a, b, c. Keeps them where they are when zones are added.",
    limits:
      "one zone for each control plane, of `account.zones`; with 3 or more zones none holds a majority, with 2 none holds all unless `protection.disposable`",
    absent: "round robin over `account.zones`",
    example: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  }),
});

export const taintSchema = z.strictObject({
  key: key(
    checked(z.string(), (name) => nameFault(name) ?? reservedFault(name, [])),
    {
      meaning: "Taint key.",
      limits: "Kubernetes name with an optional domain, not of kubernetes.io or k8s.io",
      example: "example.com/dedicated",
    },
  ),
  value: key(checked(z.string(), (value) => (LABEL_VALUE.test(value) ? undefined : LABEL_VALUE_FAULT)).default(""), {
    meaning: "Taint value.",
    limits: "up to 63 letters, digits, and -_. between them, or empty",
    example: "ingress",
  }),
  effect: key(z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]), {
    meaning: "What happens to pods that do not tolerate the taint.",
    limits: "`NoSchedule`, `PreferNoSchedule`, `NoExecute`",
    example: "NoSchedule",
  }),
});

const labels = checked(z.record(z.string(), z.string()), (entries) =>
  Object.entries(entries).flatMap(([name, value]) => {
    const fault =
      objectNameFault(name) ??
      nameFault(name) ??
      reservedFault(name, ["node.kubernetes.io", "kubelet.kubernetes.io"]) ??
      (LABEL_VALUE.test(value) ? undefined : LABEL_VALUE_FAULT);
    return fault === undefined ? [] : [{ ...fault, at: [name] }];
  }),
);

const taintList = checked(z.array(taintSchema), (taints) =>
  taints.length > 50 ? { wrong: "must name at most 50 taints", fix: `remove ${taints.length - 50}` } : undefined,
);

export const workerPoolSchema = checked(
  z.strictObject({
    name: key(
      text(
        new RegExp(`^(?=.{1,20}$)${DNS_LABEL.source.slice(1)}`),
        "must be a DNS label of at most 20 characters",
        "use lower-case letters, digits and dashes between them",
      ),
      {
        meaning: "Name of the pool; a part of resource names, so a new name is a new pool.",
        limits: "DNS label, 1 to 20 characters, once",
        example: "general",
      },
    ),
    instanceType: key(nodeTypeSchema, {
      meaning: "EC2 instance type of the pool.",
      limits: NODE_TYPE_LIMITS,
      example: "m7i.xlarge",
    }),
    size: key(whole(0, MAX_POOL_SIZE, "nodes"), {
      meaning: "Nodes to start with, over all zones.",
      limits: "`min` to `max`",
      example: 3,
    }),
    min: key(whole(0, MAX_POOL_SIZE, "nodes"), {
      meaning: "Fewest nodes, over all zones.",
      limits: `0 to ${MAX_POOL_SIZE}, at most \`size\``,
      example: 3,
    }),
    max: key(whole(1, MAX_POOL_SIZE, "nodes"), {
      meaning: "Most nodes, over all zones. Pod and subnet addresses are counted by it.",
      limits: `1 to ${MAX_POOL_SIZE}, at least \`size\`; all pools and control planes together at most ${MAX_NODES}`,
      example: 9,
    }),
    volume: key(volumeSchema.default({ sizeGiB: 100, iops: 3000, throughputMiBps: 125 }), {
      meaning: "System volume (gp3, encrypted).",
    }),
    labels: key(labels.default({}), {
      meaning: "Kubernetes labels of the pool's nodes.",
      limits:
        "Kubernetes label syntax; of the domains kubernetes.io and k8s.io only node.kubernetes.io and kubelet.kubernetes.io",
      example: { "example.com/tier": "general" },
    }),
    taints: key(taintList.default([]), {
      meaning: "Kubernetes taints of the pool's nodes.",
      limits:
        "at most 50; each key and effect once; one pool that starts with a node has no `NoSchedule` or `NoExecute` taint",
    }),
  }),
  ({ size, min, max, taints }) => [
    ...(size < min ? [{ wrong: `must be at least min (${min})`, fix: "raise size or lower min", at: ["size"] }] : []),
    ...(size > max ? [{ wrong: `must be at most max (${max})`, fix: "lower size or raise max", at: ["size"] }] : []),
    ...(min > max ? [{ wrong: `must be at most max (${max})`, fix: "lower min or raise max", at: ["min"] }] : []),
    ...repeated(
      taints.map((taint) => `${taint.key}:${taint.effect}`),
      (index) => ["taints", index],
    ),
  ],
);
