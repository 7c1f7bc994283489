import { REQUIRED_MIRRORS } from "../../config/schema";
import { type Edit, messagesAfter } from "./sample";

const MIRRORS = REQUIRED_MIRRORS.map((registry) => ({
  registry,
  endpoint: "https://mirror.example.com",
  cidrs: ["10.20.112.0/28"],
}));
const vpn = {
  clientCidr: "10.30.0.0/22",
  serverCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/0f1e2d3c-4b5a-4978-8765-43210fedcba9",
  clientCaCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/9abcdef0-1234-4567-89ab-cdef01234567",
};

const cases: readonly (readonly [name: string, edits: readonly Edit[], told: readonly string[]])[] = [
  [
    "no way in",
    [["access", {}]],
    ["palisade:access: must have at least one way in, got {}; add access.bastion or access.clientVpn"],
  ],
  [
    "an admin network that is everything",
    [
      ["access.adminCidrs", ["0.0.0.0/0"]],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:access.adminCidrs[0]: is wider than /16, got "0.0.0.0/0"; use a prefix from /16 to /32: a wider block is a whole site, not its administrators',
    ],
  ],
  [
    "an admin network that is too wide",
    [
      ["access.adminCidrs", ["10.0.0.0/8"]],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:access.adminCidrs[0]: is wider than /16, got "10.0.0.0/8"; use a prefix from /16 to /32: a wider block is a whole site, not its administrators',
    ],
  ],
  [
    "an admin network that is public",
    [
      ["access.adminCidrs", ["8.8.8.0/24"]],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:access.adminCidrs[0]: must be private, got "8.8.8.0/24"; use a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10',
    ],
  ],
  [
    "admin networks that share addresses",
    [
      ["access.adminCidrs", ["10.200.0.0/16", "10.200.1.0/24"]],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:access.adminCidrs[1]: shares addresses with entry 0 (10.200.0.0/16), got "10.200.1.0/24"; keep the wider of the two',
    ],
  ],
  [
    "an admin network that overlaps the VPC",
    [
      ["access.adminCidrs", ["10.20.1.0/24"]],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:access.adminCidrs[0]: overlaps palisade:network.vpcCidr (10.20.0.0/16), got "10.20.1.0/24"; choose networks that share no address',
    ],
  ],
  [
    "five admin networks",
    [
      ["access.adminCidrs", [0, 1, 2, 3, 4].map((i) => `10.200.${i}.0/24`)],
      ["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"],
    ],
    [
      'palisade:access.adminCidrs: must name at most 4 CIDR blocks, got ["10.200.0.0/24","10.200.1.0/24","10.200.2.0/24","10.200.3.0/24","10.200.4.0/24"...; join neighbouring blocks into a wider one, up to /16, or take 1 out: each takes an entry of a network ACL, which holds 20',
    ],
  ],
  [
    "admin networks without a transit gateway",
    [["access.adminCidrs", ["10.200.0.0/24"]]],
    [
      'palisade:access.adminCidrs: need a transit gateway, got ["10.200.0.0/24"]; set access.transitGatewayId, or remove them',
    ],
  ],
  [
    "a transit gateway without networks",
    [["access.transitGatewayId", "tgw-0a1b2c3d4e5f60718"]],
    [
      'palisade:access.transitGatewayId: has no network behind it, got "tgw-0a1b2c3d4e5f60718"; set access.adminCidrs or a private network of the collector or a mirror, or remove it',
    ],
  ],
  [
    "a transit gateway id that is none",
    [
      ["access.adminCidrs", ["10.200.0.0/24"]],
      ["access.transitGatewayId", "tgw-1"],
    ],
    [
      'palisade:access.transitGatewayId: must be a transit gateway id, got "tgw-1"; write "tgw-" and 8 or 17 hexadecimal digits',
    ],
  ],
  [
    "an allow-list without cidrs",
    [["access.api", { exposure: "allow-list" }]],
    [
      `palisade:access.api.cidrs: is missing; set it, for example ["203.0.113.0/24"] (1 to 8 blocks; each public IPv4 block, /16 to /32, no bits beyond the prefix; none shares addresses with another; the 20 entries of the control planes' network ACL hold 8 of access.adminCidrs and access.api.cidrs together, and 12 of these, logs.siem.cidrs and registryMirrors[].cidrs together)`,
    ],
  ],
  [
    "an allow-list with no cidr",
    [["access.api", { exposure: "allow-list", cidrs: [] }]],
    ["palisade:access.api.cidrs: must name at least one CIDR block, got []; add the networks to let in"],
  ],
  [
    "an allow-list of everything",
    [["access.api", { exposure: "allow-list", cidrs: ["0.0.0.0/0"] }]],
    [
      'palisade:access.api.cidrs[0]: is wider than /16, got "0.0.0.0/0"; use a prefix from /16 to /32: an allow-list names networks of one organisation, not parts of the internet',
    ],
  ],
  [
    "an allow-list of half of everything",
    [["access.api", { exposure: "allow-list", cidrs: ["0.0.0.0/1"] }]],
    [
      'palisade:access.api.cidrs[0]: is wider than /16, got "0.0.0.0/1"; use a prefix from /16 to /32: an allow-list names networks of one organisation, not parts of the internet',
    ],
  ],
  [
    "an allow-list of private addresses",
    [["access.api", { exposure: "allow-list", cidrs: ["10.1.0.0/24"] }]],
    [
      'palisade:access.api.cidrs[0]: must be public, got "10.1.0.0/24"; private and special addresses never arrive at an internet-facing load balancer: remove it, or use adminCidrs',
    ],
  ],
  [
    "an allow-list of the metadata service",
    [["access.api", { exposure: "allow-list", cidrs: ["169.254.169.254/32"] }]],
    [
      'palisade:access.api.cidrs[0]: must be public, got "169.254.169.254/32"; private and special addresses never arrive at an internet-facing load balancer: remove it, or use adminCidrs',
    ],
  ],
  [
    "an allow-list that repeats itself",
    [["access.api", { exposure: "allow-list", cidrs: ["203.0.113.0/24", "203.0.113.0/24"] }]],
    [
      'palisade:access.api.cidrs[1]: shares addresses with entry 0 (203.0.113.0/24), got "203.0.113.0/24"; keep the wider of the two',
    ],
  ],
  [
    "an allow-list of eleven",
    [["access.api", { exposure: "allow-list", cidrs: Array.from({ length: 11 }, (_, i) => `203.0.${i}.0/24`) }]],
    [
      'palisade:access.api.cidrs: must name at most 8 CIDR blocks, got ["203.0.0.0/24","203.0.1.0/24","203.0.2.0/24","203.0.3.0/24","203.0.4.0/24","203...; join neighbouring blocks into a wider one, up to /16, or take 3 out: each takes an entry of a network ACL, which holds 20',
    ],
  ],
  [
    "cidrs without an allow-list",
    [["access.api", { exposure: "private", cidrs: ["203.0.113.0/24"] }]],
    ["palisade:access.api.cidrs: is not a known key; remove it, known keys are exposure"],
  ],
  [
    "an exposure that is misspelt",
    [["access.api", { exposure: "allowlist" }]],
    [
      'palisade:access.api.exposure: must be one of "private", "allow-list", got "allowlist"; did you mean "allow-list"?',
    ],
  ],
  [
    "no exposure",
    [["access.api", {}]],
    ['palisade:access.api.exposure: is missing; set it, for example "private" (private, allow-list)'],
  ],
  [
    "an API access that is no map",
    [["access.api", "private"]],
    ['palisade:access.api: must be a map of keys, got "private"; correct it, docs/configuration.md describes its keys'],
  ],
  [
    "a bastion image of nothing",
    [["access.bastion.image", {}]],
    [
      "palisade:access.bastion.image: must be a map with id, or with owner and name, got {}; docs/configuration.md describes both forms",
    ],
  ],
  [
    "a bastion of another architecture than its image's name",
    [["access.bastion", { image: { owner: "137112412989", name: "al2023-ami-2023.9-arm64" } }]],
    [
      'palisade:access.bastion.instanceType: is amd64, but the image is arm64 by its name, got "t3.micro"; use an instance type and an image of one architecture',
    ],
  ],
  [
    "a client network that is too small",
    [["access.clientVpn", { ...vpn, clientCidr: "10.30.0.0/24" }]],
    [
      'palisade:access.clientVpn.clientCidr: is smaller than /22, got "10.30.0.0/24"; use a prefix from /12 to /22: AWS Client VPN takes no other size',
    ],
  ],
  [
    "a client network that overlaps the VPC",
    [["access.clientVpn", { ...vpn, clientCidr: "10.20.4.0/22" }]],
    [
      'palisade:access.clientVpn.clientCidr: overlaps palisade:network.vpcCidr (10.20.0.0/16), got "10.20.4.0/22"; choose networks that share no address',
    ],
  ],
  [
    "a certificate of another region",
    [
      [
        "access.clientVpn",
        { ...vpn, serverCertificateArn: vpn.serverCertificateArn.replace("eu-central-1", "us-east-1") },
      ],
    ],
    [
      'palisade:access.clientVpn.serverCertificateArn: must be of region eu-central-1, got "arn:aws:acm:us-east-1:111122223333:certificate/0f1e2d3c-4b5a-4978-8765-43210fed...; use the one in account.region',
    ],
  ],
  [
    "a certificate of another account",
    [
      [
        "access.clientVpn",
        { ...vpn, clientCaCertificateArn: vpn.clientCaCertificateArn.replace("111122223333", "999988887777") },
      ],
    ],
    [
      'palisade:access.clientVpn.clientCaCertificateArn: must be of account 111122223333, got "arn:aws:acm:eu-central-1:999988887777:certificate/9abcdef0-1234-4567-89ab-cdef0...; use the one in account.id',
    ],
  ],
  [
    "a certificate of another partition",
    [
      [
        "access.clientVpn",
        { ...vpn, serverCertificateArn: vpn.serverCertificateArn.replace("arn:aws:", "arn:aws-cn:") },
      ],
    ],
    [
      'palisade:access.clientVpn.serverCertificateArn: is not in the AWS partition of eu-central-1, got "arn:aws-cn:acm:eu-central-1:111122223333:certificate/0f1e2d3c-4b5a-4978-8765-43...; use an ARN of aws',
    ],
  ],
  [
    "a certificate that is none",
    [["access.clientVpn", { ...vpn, serverCertificateArn: "arn:aws:iam::111122223333:server-certificate/x" }]],
    [
      'palisade:access.clientVpn.serverCertificateArn: must be the ARN of an ACM certificate, got "arn:aws:iam::111122223333:server-certificate/x"; copy it from the console or from the stack that made it',
    ],
  ],
  [
    "a SAML provider of another account",
    [["access.clientVpn", { ...vpn, samlProviderArn: "arn:aws:iam::999988887777:saml-provider/vpn" }]],
    [
      'palisade:access.clientVpn.samlProviderArn: must be of account 111122223333, got "arn:aws:iam::999988887777:saml-provider/vpn"; use the one in account.id',
    ],
  ],
  [
    "a group without SAML",
    [["access.clientVpn", { ...vpn, accessGroupId: "operators" }]],
    [
      'palisade:access.clientVpn.accessGroupId: needs a SAML provider, got "operators"; set access.clientVpn.samlProviderArn: client certificates carry no group',
    ],
  ],
  [
    "a session of 9 hours",
    [["access.clientVpn", { ...vpn, sessionHours: 9 }]],
    ["palisade:access.clientVpn.sessionHours: must be one of 8, 10, 12, 24, got 9; use one of them"],
  ],
  [
    "a Client VPN in the smallest VPC",
    [
      ["network.vpcCidr", "10.20.0.0/20"],
      ["access.clientVpn", vpn],
    ],
    [
      'palisade:network.vpcCidr: is smaller than /19, with access.clientVpn, got "10.20.0.0/20"; use at least a /19: an association needs 20 free addresses of its subnet at all times',
    ],
  ],
  [
    "an allow-list when isolated",
    [
      ["network.mode", "isolated"],
      ["access.api", { exposure: "allow-list", cidrs: ["203.0.113.0/24"] }],
      ["registryMirrors", MIRRORS],
    ],
    [
      'palisade:access.api.exposure: must be private when network.mode is isolated, got "allow-list"; use "private": there is no internet gateway to arrive by',
    ],
  ],
];

describe("bad input: ways in and the API", () => {
  test.each(cases)("%s", (_, edits, told) => {
    expect(messagesAfter(...edits)).toEqual(told);
  });
});
