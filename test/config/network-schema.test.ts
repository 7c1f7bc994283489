import { type Edit, messagesAfter } from "./sample";

const cases: readonly (readonly [name: string, edits: readonly Edit[], told: readonly string[]])[] = [
  [
    "a VPC that is not a CIDR",
    [["network.vpcCidr", "10.20.0.0"]],
    [
      'palisade:network.vpcCidr: must be an IPv4 CIDR block, got "10.20.0.0"; write address and prefix, for example "10.0.0.0/16"',
    ],
  ],
  [
    "a VPC with an octet beyond 255",
    [["network.vpcCidr", "10.256.0.0/16"]],
    [
      'palisade:network.vpcCidr: must be an IPv4 CIDR block, got "10.256.0.0/16"; write address and prefix, for example "10.0.0.0/16"',
    ],
  ],
  [
    "a VPC with a leading zero",
    [["network.vpcCidr", "010.20.0.0/16"]],
    [
      'palisade:network.vpcCidr: must be an IPv4 CIDR block, got "010.20.0.0/16"; write address and prefix, for example "10.0.0.0/16"',
    ],
  ],
  [
    "a VPC that is too wide",
    [["network.vpcCidr", "10.0.0.0/15"]],
    [
      'palisade:network.vpcCidr: is wider than /16, got "10.0.0.0/15"; use a prefix from /16 to /20: a VPC holds at most a /16, and below a /20 a zone\'s subnet is too small for endpoints and load balancers',
    ],
  ],
  [
    "a VPC that is too small",
    [["network.vpcCidr", "10.20.0.0/21"]],
    [
      'palisade:network.vpcCidr: is smaller than /20, got "10.20.0.0/21"; use a prefix from /16 to /20: a VPC holds at most a /16, and below a /20 a zone\'s subnet is too small for endpoints and load balancers',
    ],
  ],
  [
    "a VPC that is too small and public",
    [["network.vpcCidr", "8.8.8.8/24"]],
    [
      'palisade:network.vpcCidr: is smaller than /20, got "8.8.8.8/24"; use a prefix from /16 to /20: a VPC holds at most a /16, and below a /20 a zone\'s subnet is too small for endpoints and load balancers',
      'palisade:network.vpcCidr: must be private, got "8.8.8.8/24"; use a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10',
    ],
  ],
  [
    "a VPC that is too wide and public",
    [["network.vpcCidr", "52.0.0.0/8"]],
    [
      'palisade:network.vpcCidr: is wider than /16, got "52.0.0.0/8"; use a prefix from /16 to /20: a VPC holds at most a /16, and below a /20 a zone\'s subnet is too small for endpoints and load balancers',
      'palisade:network.vpcCidr: must be private, got "52.0.0.0/8"; use a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10',
    ],
  ],
  [
    "a VPC with host bits",
    [["network.vpcCidr", "10.20.0.1/16"]],
    ['palisade:network.vpcCidr: has bits set beyond its prefix, got "10.20.0.1/16"; write it as "10.20.0.0/16"'],
  ],
  [
    "a VPC that is public",
    [["network.vpcCidr", "52.20.0.0/16"]],
    [
      'palisade:network.vpcCidr: must be private, got "52.20.0.0/16"; use a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10',
    ],
  ],
  [
    "a VPC that overlaps the default services",
    [["network.vpcCidr", "10.100.0.0/16"]],
    [
      'palisade:network.serviceCidr: overlaps palisade:network.vpcCidr (10.100.0.0/16), got "10.96.0.0/12"; choose networks that share no address',
    ],
  ],
  [
    "pods that are too few",
    [["network.podCidr", "10.244.0.0/24"]],
    [
      'palisade:network.podCidr: is smaller than /20, got "10.244.0.0/24"; use a prefix from /10 to /20: each node takes a /24 of it',
    ],
  ],
  [
    "pods that overlap the VPC",
    [["network.podCidr", "10.20.0.0/17"]],
    [
      'palisade:network.podCidr: overlaps palisade:network.vpcCidr (10.20.0.0/16), got "10.20.0.0/17"; choose networks that share no address',
    ],
  ],
  [
    "services that overlap the pods",
    [["network.serviceCidr", "10.244.0.0/20"]],
    [
      'palisade:network.serviceCidr: overlaps palisade:network.podCidr (10.244.0.0/16), got "10.244.0.0/20"; choose networks that share no address',
    ],
  ],
  [
    "services that are too wide",
    [["network.serviceCidr", "10.0.0.0/8"]],
    [
      'palisade:network.serviceCidr: is wider than /12, got "10.0.0.0/8"; use a prefix from /12 to /24: kube-apiserver takes at most a /12, and a /24 holds 254 services',
    ],
  ],
  [
    "an unknown mode",
    [["network.mode", "isolatd"]],
    ['palisade:network.mode: must be one of "public-egress", "isolated", got "isolatd"; did you mean "isolated"?'],
  ],
  [
    "nat of the wrong type",
    [["network.nat", true]],
    ['palisade:network.nat: must be one of "per-zone", "single", got true; use one of them'],
  ],
  [
    "a DNS zone in upper case",
    [["network.dnsZone", "Prod.internal"]],
    [
      'palisade:network.dnsZone: must be a DNS name in lower case, got "Prod.internal"; write at least two labels, the last no number, for example "staging.palisade.internal"',
    ],
  ],
  [
    "more nodes than the pods' block holds",
    [
      ["network.podCidr", "10.244.0.0/20"],
      ["workers.0.max", 20],
    ],
    [
      'palisade:network.podCidr: holds a /24 for 16 nodes, but there can be 23, got "10.244.0.0/20"; use a wider block or lower the max of pools',
    ],
  ],
  [
    "more workers than the VPC holds",
    [
      ["network.vpcCidr", "10.20.0.0/20"],
      ["network.podCidr", "100.64.0.0/12"],
      ["workers", [0, 1].map((i) => ({ name: `p${i}`, instanceType: "m7i.large", size: 1, min: 1, max: 400 }))],
    ],
    [
      'palisade:network.vpcCidr: holds 753 workers in 3 zones, but there can be 800, got "10.20.0.0/20"; use a wider block or lower the max of pools',
    ],
  ],
  [
    "more nodes than Kubernetes takes",
    [
      ["network.podCidr", "100.64.0.0/10"],
      [
        "workers",
        Array.from({ length: 10 }, (_, i) => ({ name: `p${i}`, instanceType: "m7i.large", size: 1, min: 1, max: 500 })),
      ],
    ],
    [
      'palisade:workers: come with the control planes to 5003 nodes, got [{"name":"p0","instanceType":"m7i.large","size":1,"min":1,"max":500},{"name":"p1...; lower the max of pools to at most 5000 nodes together, the limit of Kubernetes',
    ],
  ],
  [
    "isolated without mirrors",
    [["network.mode", "isolated"]],
    [
      "palisade:registryMirrors: must cover docker.io, ghcr.io, registry.k8s.io, factory.talos.dev, quay.io when network.mode is isolated, got []; add a mirror for each: nodes reach no public registry",
    ],
  ],
  [
    "isolated with some mirrors",
    [
      ["network.mode", "isolated"],
      [
        "registryMirrors",
        ["docker.io", "ghcr.io", "quay.io"].map((registry) => ({
          registry,
          endpoint: "https://mirror.example.com/v2",
          cidrs: ["10.20.112.0/28"],
        })),
      ],
    ],
    [
      'palisade:registryMirrors: must cover registry.k8s.io, factory.talos.dev when network.mode is isolated, got [{"registry":"docker.io","endpoint":"https://mirror.example.com/v2","cidrs":["10...; add a mirror for each: nodes reach no public registry',
    ],
  ],
];

describe("bad input: the network", () => {
  test.each(cases)("%s", (_, edits, told) => {
    expect(messagesAfter(...edits)).toEqual(told);
  });
});
