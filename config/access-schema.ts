/** Ways in for people, and who may reach the Kubernetes API. */
import { z } from "zod";
import { overlaps, parseCidr } from "./cidr";
import { checked, type Fault, key } from "./key";
import { arn, type CidrLimits, cidr, cidrLimits, imageKey, instanceTypeSchema, text } from "./text-schema";

const CLIENT_VPN: CidrLimits = {
  widest: 12,
  narrowest: 22,
  addresses: "private",
  reason: "AWS Client VPN takes no other size",
};
const ADMIN: CidrLimits = {
  widest: 16,
  addresses: "private",
  reason: "a wider block is a whole site, not its administrators",
};
/** No organisation's way out is larger than a /16, and halves of the internet (0.0.0.0/1) must not pass where 0.0.0.0/0 does not. */
const API_CLIENT: CidrLimits = {
  widest: 16,
  addresses: "public",
  reason: "an allow-list names networks of one organisation, not parts of the internet",
};

/** Networks that the control planes' ACL has room for whatever else is set: of those that come in, and of all. */
export const NETWORK_ACL_ROOM = { sources: 8, all: 12 } as const;

/** What the lists of networks say about the room they share. */
export const SHARED_ENTRIES = `the 20 entries of the control planes' network ACL hold ${NETWORK_ACL_ROOM.sources} of \`access.adminCidrs\` and \`access.api.cidrs\` together, and ${NETWORK_ACL_ROOM.all} of these, \`logs.siem.cidrs\` and \`registryMirrors[].cidrs\` together`;

/** Blocks of one list that share addresses: each becomes a rule, and AWS refuses a rule twice. */
export function sharedBlocks(blocks: readonly string[]): readonly Fault[] {
  const parsed = blocks.map(parseCidr);
  return parsed.flatMap((block, index) => {
    const first = parsed.findIndex((other) => block !== undefined && other !== undefined && overlaps(block, other));
    return first < 0 || first === index
      ? []
      : [
          {
            wrong: `shares addresses with entry ${first} (${blocks[first]})`,
            fix: "keep the wider of the two",
            at: [index],
          },
        ];
  });
}

/** A list of blocks that become security-group and network ACL rules; a network ACL takes 20 entries in each direction. */
export function blockList(limits: CidrLimits, fewest: number, most: number) {
  return checked(z.array(cidr(limits)), (blocks) => {
    if (blocks.length < fewest)
      return { wrong: "must name at least one CIDR block", fix: "add the networks to let in" };
    if (blocks.length > most)
      return {
        wrong: `must name at most ${most} CIDR blocks`,
        fix: `join neighbouring blocks into a wider one, up to /${limits.widest}, or take ${blocks.length - most} out: each takes an entry of a network ACL, which holds 20`,
      };
    return sharedBlocks(blocks);
  });
}

export const clientVpnSchema = z.strictObject({
  clientCidr: key(cidr(CLIENT_VPN), {
    meaning: "Addresses that clients get. Inside the VPC they are translated to addresses of the management segment.",
    limits: `${cidrLimits(CLIENT_VPN)}; shares no address with the other networks`,
    example: "10.30.0.0/22",
  }),
  serverCertificateArn: key(arn("acm", "[a-z0-9-]+:\\d{12}:certificate/[0-9a-f-]{36}", "an ACM certificate"), {
    meaning: "ACM certificate of the endpoint; it needs a domain name.",
    limits: "ARN of an ACM certificate in `account.region` and `account.id`",
    example: "arn:aws:acm:eu-central-1:444455556666:certificate/0f1e2d3c-4b5a-4978-8765-43210fedcba9",
  }),
  clientCaCertificateArn: key(arn("acm", "[a-z0-9-]+:\\d{12}:certificate/[0-9a-f-]{36}", "an ACM certificate"), {
    meaning: "ACM certificate of the CA that signs client certificates (mutual TLS).",
    limits: "ARN of an ACM certificate in `account.region` and `account.id`",
    example: "arn:aws:acm:eu-central-1:444455556666:certificate/9abcdef0-1234-4567-89ab-cdef01234567",
  }),
  samlProviderArn: key(arn("iam:", "\\d{12}:saml-provider/[\\w+=,.@-]{1,128}", "an IAM SAML provider").optional(), {
    meaning: "SAML provider that people sign in to, besides the client certificate.",
    limits: "ARN of an IAM SAML provider in `account.id`",
    absent: "mutual TLS alone",
    example: "arn:aws:iam::444455556666:saml-provider/palisade-vpn",
  }),
  accessGroupId: key(
    text(
      /^[\w.@:/+=, -]{1,255}$/,
      "must be a group id",
      "write the group as the SAML assertion's memberOf names it",
    ).optional(),
    {
      meaning: "Group of the SAML provider that the authorization rules are limited to.",
      limits: "1 to 255 characters; needs `samlProviderArn`",
      absent: "everybody who may connect",
      example: "palisade-operators",
    },
  ),
  sessionHours: key(z.literal([8, 10, 12, 24]).default(8), {
    meaning: "Hours until a client has to sign in again.",
    limits: "8, 10, 12, 24",
    example: 8,
  }),
});

export const bastionSchema = z.strictObject({
  image: imageKey("AMI of the bastion; it must hold the SSM agent, as Amazon Linux does."),
  instanceType: key(instanceTypeSchema.default("t3.micro"), {
    meaning: "EC2 instance type of the bastion; only forwards ports.",
    limits: "an EC2 instance type of the image's architecture, of a family that config/instance-type.ts lists",
    example: "t3.micro",
  }),
});

const apiClients = blockList(API_CLIENT, 1, NETWORK_ACL_ROOM.sources);

export const apiAccessSchema = z.discriminatedUnion("exposure", [
  z.strictObject({
    exposure: key(z.literal("private"), {
      meaning:
        "`private`: the API answers inside the VPC only. `allow-list`: an internet-facing load balancer besides, for `cidrs` only; not when isolated.",
      limits: "`private`, `allow-list`",
      example: "private",
    }),
  }),
  z.strictObject({
    exposure: z.literal("allow-list"),
    cidrs: key(apiClients, {
      meaning:
        "Networks that may reach port 6443 of the internet-facing load balancer. Only with `exposure: allow-list`.",
      limits: `1 to ${NETWORK_ACL_ROOM.sources} blocks; each ${cidrLimits(API_CLIENT)}; none shares addresses with another; ${SHARED_ENTRIES}`,
      example: ["203.0.113.0/24"],
    }),
  }),
]);

/** At least one way in: `bastion` (SSM) or `clientVpn`. */
export const accessSchema = z.strictObject({
  bastion: key(bastionSchema.optional(), {
    meaning:
      "Bastion behind SSM Session Manager: no inbound port, encrypted session logs. At least one of `bastion` and `clientVpn` is needed.",
    absent: "no bastion",
  }),
  clientVpn: key(clientVpnSchema.optional(), {
    meaning: "AWS Client VPN endpoint with mutual TLS and optional SAML.",
    absent: "no Client VPN",
  }),
  /** Private networks that reach the VPC through a transit gateway. */
  adminCidrs: key(blockList(ADMIN, 0, 4).default([]), {
    meaning: "Private networks of administrators that reach the VPC through the transit gateway.",
    limits: `at most 4; each ${cidrLimits(ADMIN)}; shares no address with the other networks; needs \`transitGatewayId\`; ${SHARED_ENTRIES}`,
    example: ["10.200.10.0/24"],
  }),
  transitGatewayId: key(
    text(
      /^tgw-[0-9a-f]{8}(?:[0-9a-f]{9})?$/,
      "must be a transit gateway id",
      'write "tgw-" and 8 or 17 hexadecimal digits',
    ).optional(),
    {
      meaning:
        "Transit gateway, shared with the account, that `adminCidrs` arrive by, and that leads to private networks of the log collector and of registry mirrors. It must accept the attachment by itself.",
      limits: '"tgw-" and 8 or 17 hexadecimal digits; needs one of these networks',
      absent: "no attachment",
      example: "tgw-0a1b2c3d4e5f60718",
    },
  ),
  api: key(apiAccessSchema.default({ exposure: "private" }), { meaning: "Who may reach the Kubernetes API." }),
});
