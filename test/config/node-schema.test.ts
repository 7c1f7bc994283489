import { type Edit, messagesAfter } from "./sample";

const cases: readonly (readonly [name: string, edits: readonly Edit[], told: readonly string[]])[] = [
  [
    "an even number of control planes",
    [["controlPlane.count", 4]],
    [
      "palisade:controlPlane.count: must be odd, got 4; use 3 or 5: an even number of etcd members survives no more losses than one less",
    ],
  ],
  [
    "seven control planes",
    [["controlPlane.count", 7]],
    [
      "palisade:controlPlane.count: must be the number 3 or 5, got 7; use 3 or 5: 1 is for disposable environments only",
    ],
  ],
  [
    "control planes as text",
    [["controlPlane.count", "3"]],
    [
      'palisade:controlPlane.count: must be the number 3 or 5, got "3"; use 3 or 5: 1 is for disposable environments only',
    ],
  ],
  [
    "one control plane",
    [["controlPlane.count", 1]],
    [
      "palisade:controlPlane.count: must be 3 or 5, got 1; one control plane is for protection.disposable only: its loss is the loss of etcd",
    ],
  ],
  [
    "more taints than a pool has use for",
    [
      [
        "workers.0.taints",
        Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, effect: "PreferNoSchedule" })),
      ],
    ],
    [expect.stringMatching(/^palisade:workers\[0\]\.taints: must name at most 50 taints, got .*; remove 1$/)],
  ],
  [
    "a family before Nitro",
    [["workers.0.instanceType", "c4.xlarge"]],
    [
      'palisade:workers[0].instanceType: must be of a Nitro family, got "c4.xlarge"; use a newer one, for example "m7i.large": older ones show their console too late to verify a node by it',
    ],
  ],
  [
    "a T family",
    [["controlPlane.instanceType", "t3.xlarge"]],
    [
      'palisade:controlPlane.instanceType: must not be of a T family, got "t3.xlarge"; use for example "m7i.large": etcd misses its heartbeats when CPU credits run out',
    ],
  ],
  [
    "a type of another architecture",
    [["controlPlane.instanceType", "m7g.large"]],
    [
      'palisade:controlPlane.instanceType: is arm64, but talos.architecture is amd64, got "m7g.large"; use an x86 type, for example "m7i.large"',
    ],
  ],
  [
    "a type that is x86 on arm64",
    [
      ["talos.architecture", "arm64"],
      ["controlPlane.instanceType", "c7gn.large"],
    ],
    [
      'palisade:workers[0].instanceType: is amd64, but talos.architecture is arm64, got "m7i.xlarge"; use a Graviton type, for example "m7g.large"',
    ],
  ],
  [
    "a type that is none",
    [["controlPlane.instanceType", "large"]],
    [
      'palisade:controlPlane.instanceType: must be an EC2 instance type, got "large"; write family and size, for example "m7i.large"',
    ],
  ],
  [
    "a placement that is too short",
    [["controlPlane.placement", ["eu-central-1a", "eu-central-1b"]]],
    [
      'palisade:controlPlane.placement: must name 3 zones, got ["eu-central-1a","eu-central-1b"]; name one for each control plane',
    ],
  ],
  [
    "a placement in another zone",
    [["controlPlane.placement", ["eu-central-1a", "eu-central-1b", "eu-west-1a"]]],
    [
      'palisade:controlPlane.placement[2]: is not in account.zones, got "eu-west-1a"; use one of eu-central-1a, eu-central-1b, eu-central-1c',
    ],
  ],
  [
    "a majority in one zone",
    [["controlPlane.placement", ["eu-central-1a", "eu-central-1a", "eu-central-1b"]]],
    [
      'palisade:controlPlane.placement: puts a majority into eu-central-1a, got ["eu-central-1a","eu-central-1a","eu-central-1b"]; spread it: etcd has to survive the loss of a zone',
    ],
  ],
  [
    "a volume below gp3's IOPS",
    [["controlPlane.volume", { sizeGiB: 100, iops: 100, throughputMiBps: 125 }]],
    ["palisade:controlPlane.volume.iops: must be from 3000 to 16000 IOPS, got 100; use at least 3000"],
  ],
  [
    "a volume above gp3's IOPS",
    [["controlPlane.volume", { sizeGiB: 100, iops: 20000, throughputMiBps: 125 }]],
    ["palisade:controlPlane.volume.iops: must be from 3000 to 16000 IOPS, got 20000; use at most 16000"],
  ],
  [
    "more than 500 IOPS a GiB",
    [["controlPlane.volume", { sizeGiB: 20, iops: 12000, throughputMiBps: 125 }]],
    [
      "palisade:controlPlane.volume.iops: must be at most 500 for each of 20 GiB, got 12000; use at most 10000, or a larger volume",
    ],
  ],
  [
    "more throughput than a quarter of the IOPS",
    [["controlPlane.volume", { sizeGiB: 100, iops: 3000, throughputMiBps: 800 }]],
    [
      "palisade:controlPlane.volume.throughputMiBps: must be at most a quarter of 3000 IOPS, got 800; use at most 750, or at least 3200 IOPS",
    ],
  ],
  [
    "throughput above gp3's",
    [["controlPlane.volume", { sizeGiB: 100, iops: 16000, throughputMiBps: 2000 }]],
    ["palisade:controlPlane.volume.throughputMiBps: must be from 125 to 1000 MiB/s, got 2000; use at most 1000"],
  ],
  [
    "a volume that is too small",
    [["controlPlane.volume", { sizeGiB: 5, iops: 3000, throughputMiBps: 125 }]],
    ["palisade:controlPlane.volume.sizeGiB: must be from 20 to 16384 GiB, got 5; use at least 20"],
  ],
  [
    "a size with a fraction",
    [["controlPlane.volume", { sizeGiB: 50.5, iops: 3000, throughputMiBps: 125 }]],
    [
      "palisade:controlPlane.volume.sizeGiB: must be a whole number, got 50.5; correct it, for example 100 (20 to 16384)",
    ],
  ],
  [
    "no pool",
    [["workers", []]],
    ["palisade:workers: must hold at least one pool, got []; add a pool: control planes run no workloads"],
  ],
  [
    "a pool that is no map",
    [["workers", ["general"]]],
    [
      'palisade:workers[0]: must be a map of keys, got "general"; correct it (at least one), docs/configuration.md describes its keys',
    ],
  ],
  [
    "a pool's name in upper case",
    [["workers.0.name", "General"]],
    [
      'palisade:workers[0].name: must be a DNS label of at most 20 characters, got "General"; use lower-case letters, digits and dashes between them',
    ],
  ],
  [
    "a pool's name that is too long",
    [["workers.0.name", "a".repeat(21)]],
    [
      'palisade:workers[0].name: must be a DNS label of at most 20 characters, got "aaaaaaaaaaaaaaaaaaaaa"; use lower-case letters, digits and dashes between them',
    ],
  ],
  [
    "a pool's name twice",
    [["workers.1", { name: "general", instanceType: "m7i.large", size: 1, min: 1, max: 1 }]],
    ['palisade:workers[1].name: repeats entry 0, got "general"; give each value once'],
  ],
  [
    "a size below min",
    [["workers.0.size", 2]],
    ["palisade:workers[0].size: must be at least min (3), got 2; raise size or lower min"],
  ],
  [
    "a size above max",
    [["workers.0.size", 7]],
    ["palisade:workers[0].size: must be at most max (6), got 7; lower size or raise max"],
  ],
  [
    "a min above max",
    [
      ["workers.0.min", 9],
      ["workers.0.size", 5],
    ],
    [
      "palisade:workers[0].size: must be at least min (9), got 5; raise size or lower min",
      "palisade:workers[0].min: must be at most max (6), got 9; lower min or raise max",
    ],
  ],
  [
    "a pool of 501",
    [["workers.0.max", 501]],
    ["palisade:workers[0].max: must be from 1 to 500 nodes, got 501; use at most 500"],
  ],
  [
    "a negative min",
    [["workers.0.min", -1]],
    ["palisade:workers[0].min: must be from 0 to 500 nodes, got -1; use at least 0"],
  ],
  [
    "a pool of another architecture",
    [["workers.0.instanceType", "t4g.large"]],
    [
      'palisade:workers[0].instanceType: is arm64, but talos.architecture is amd64, got "t4g.large"; use an x86 type, for example "m7i.large"',
    ],
  ],
  [
    "a label of Kubernetes",
    [["workers.0.labels", { "node-role.kubernetes.io/worker": "" }]],
    [
      'palisade:workers[0].labels["node-role.kubernetes.io/worker"]: is in the reserved domain node-role.kubernetes.io, got ""; use a domain of your own: NodeRestriction refuses it to a kubelet',
    ],
  ],
  [
    "a label with wrong characters",
    [["workers.0.labels", { "a b": "x" }]],
    [
      'palisade:workers[0].labels["a b"]: must be a Kubernetes name, got "x"; use up to 63 letters, digits, and -_. between them, behind an optional DNS domain and a slash',
    ],
  ],
  [
    "a label's value with wrong characters",
    [["workers.0.labels", { tier: "a/b" }]],
    [
      'palisade:workers[0].labels.tier: must be a Kubernetes label value, got "a/b"; use up to 63 letters, digits, and -_. between them',
    ],
  ],
  [
    "a label's value that is a number",
    [["workers.0.labels", { tier: 1 }]],
    ["palisade:workers[0].labels.tier: must be a string, got 1; put it in quotes"],
  ],
  [
    "a taint of Kubernetes",
    [["workers.0.taints", [{ key: "node.kubernetes.io/x", effect: "NoSchedule" }]]],
    [
      'palisade:workers[0].taints[0].key: is in the reserved domain node.kubernetes.io, got "node.kubernetes.io/x"; use a domain of your own: NodeRestriction refuses it to a kubelet',
    ],
  ],
  [
    "a taint with an unknown effect",
    [["workers.0.taints", [{ key: "x", effect: "NoSchedul" }]]],
    [
      'palisade:workers[0].taints[0].effect: must be one of "NoSchedule", "PreferNoSchedule", "NoExecute", got "NoSchedul"; did you mean "NoSchedule"?',
    ],
  ],
  [
    "a taint twice",
    [
      [
        "workers.0.taints",
        [
          { key: "x", effect: "PreferNoSchedule" },
          { key: "x", value: "y", effect: "PreferNoSchedule" },
        ],
      ],
    ],
    [
      'palisade:workers[0].taints[1]: repeats entry 0, got {"key":"x","value":"y","effect":"PreferNoSchedule"}; give each value once',
    ],
  ],
  [
    "KubeSpan together with WireGuard",
    [["encryption", { kubeSpan: true, wireGuard: true }]],
    [
      "palisade:encryption.wireGuard: must not be on together with kubeSpan, got true; keep one: both encrypt the same packets, and each takes its part of the MTU",
    ],
  ],
  [
    "a switch as text",
    [["protection.disposable", "yes"]],
    ['palisade:protection.disposable: must be true or false, got "yes"; correct it, for example true'],
  ],
];

describe("bad input: control planes, pools and encryption", () => {
  test.each(cases)("%s", (_, edits, told) => {
    expect(messagesAfter(...edits)).toEqual(told);
  });
});
