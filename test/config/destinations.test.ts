/** Networks that nodes send to: the log collector's and the registry mirrors'. */
import { REQUIRED_MIRRORS } from "../../config/schema";
import { type Edit, messagesAfter } from "./sample";

const SIEM = { endpoint: "tls://siem.example.com:6514" };
const mirror = (change: object) => [["registryMirrors", [{ registry: "ghcr.io", ...change }]]] as const;
const isolatedMirrors = (endpoint: string, cidrs?: readonly string[]) =>
  REQUIRED_MIRRORS.map((registry) => ({ registry, endpoint, ...(cidrs === undefined ? {} : { cidrs }) }));

test.each<[string, readonly Edit[]]>([
  ["a collector inside the VPC", [["logs.siem", { ...SIEM, cidrs: ["10.20.112.0/28"] }]]],
  [
    "a private collector behind the transit gateway, whose network is no administrators' one",
    [
      ["logs.siem", { ...SIEM, cidrs: ["10.90.0.0/28"] }],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
  ],
  ["a mirror on the internet", mirror({ endpoint: "https://mirror.example.com/ghcr" })],
  [
    "a mirror on a port of its own",
    mirror({ endpoint: "https://mirror.example.com:8443", cidrs: ["198.51.100.0/28"] }),
  ],
])("no problem: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([]);
});

test.each<[string, readonly Edit[], readonly string[]]>([
  [
    "a network partly in the VPC",
    [
      ["logs.siem", { ...SIEM, cidrs: ["10.20.0.0/16"] }],
      ["network.vpcCidr", "10.20.0.0/17"],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:logs.siem.cidrs[0]: is partly in palisade:network.vpcCidr (10.20.0.0/17), got "10.20.0.0/16"; name the part inside and the part outside apart',
    ],
  ],
  [
    "a network that pods have",
    [
      ["logs.siem", { ...SIEM, cidrs: ["10.244.8.0/24"] }],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:logs.siem.cidrs[0]: overlaps palisade:network.podCidr (10.244.0.0/16), got "10.244.8.0/24"; use a network that shares no address with those of the cluster',
    ],
  ],
  [
    "a private mirror without a route",
    mirror({ endpoint: "https://mirror.example.com", cidrs: ["10.90.0.0/28"] }),
    [
      'palisade:registryMirrors[0].cidrs[0]: is private and has no route, got "10.90.0.0/28"; set access.transitGatewayId, or use a network of the VPC or a public one',
    ],
  ],
  [
    "a mirror on a port of its own whose networks are not named",
    mirror({ endpoint: "https://mirror.example.com:8443" }),
    [
      "palisade:registryMirrors[0].cidrs: must name the mirror's networks for port 8443, got []; add them: to the internet nodes use 443 only",
    ],
  ],
  [
    "a mirror on a port that there is not",
    mirror({ endpoint: "https://mirror.example.com:65536", cidrs: ["198.51.100.0/28"] }),
    [
      'palisade:registryMirrors[0].endpoint: has no valid port, got "https://mirror.example.com:65536"; use a port from 1 to 65535, or none for 443',
    ],
  ],
  [
    "ECR",
    mirror({ endpoint: "https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/ghcr" }),
    [
      'palisade:registryMirrors[0].endpoint: is ECR, whose logins end after 12 hours, got "https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/ghcr"; use a registry without a login, or with one that stays: Talos cannot renew it',
    ],
  ],
  [
    "isolated, with a mirror whose networks are not named",
    [
      ["network.mode", "isolated"],
      [
        "registryMirrors",
        [
          ...isolatedMirrors("https://mirror.example.com", ["10.20.112.0/28"]).slice(1),
          ...isolatedMirrors("https://mirror.example.com").slice(0, 1),
        ],
      ],
    ],
    [
      "palisade:registryMirrors[4].cidrs: must name the mirror's networks when network.mode is isolated, got []; add them: nodes reach only what is named",
    ],
  ],
  [
    "isolated, with a mirror on the internet",
    [
      ["network.mode", "isolated"],
      ["registryMirrors", isolatedMirrors("https://mirror.example.com", ["198.51.100.0/28"])],
    ],
    REQUIRED_MIRRORS.map(
      (_, index) =>
        `palisade:registryMirrors[${index}].cidrs[0]: cannot be reached when network.mode is isolated, got "198.51.100.0/28"; use a network of the VPC or one behind access.transitGatewayId`,
    ),
  ],
])("bad input: %s", (_, edits, told) => {
  expect(messagesAfter(...edits)).toEqual(told);
});
