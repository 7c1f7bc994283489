/** Generated configuration: valid ones as one would write them, and ones with something broken. */
import fc from "fast-check";
import type { z } from "zod";
import { arnPartition, REGIONS, zonesOf } from "../../config/regions";
import { type configSchema, REQUIRED_MIRRORS } from "../../config/schema";
import { type NodeBasis, nodes } from "./arbitrary-nodes";

/** What stands in a stack file, before defaults. */
export type ConfigInput = z.input<typeof configSchema>;

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const accountId = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 12, maxLength: 12 });
const octet = fc.nat(255);

const version = fc.oneof(
  fc.record({
    talos: fc.nat(9).map((patch) => `v1.13.${patch}`),
    kubernetes: fc.integer({ min: 31, max: 36 }).map((minor) => `1.${minor}.0`),
  }),
  fc.record({
    talos: fc.nat(9).map((patch) => `v1.14.${patch}`),
    kubernetes: fc.integer({ min: 32, max: 37 }).map((minor) => `1.${minor}.4`),
  }),
);

interface Basis extends NodeBasis {
  readonly region: string;
  readonly id: string;
  readonly isolated: boolean;
  readonly vpcPrefix: number;
  readonly vpcSecond: number;
  readonly admin: boolean;
}

const basis: fc.Arbitrary<Basis> = fc.constantFrom(...REGIONS).chain((region) =>
  fc.boolean().chain((disposable) =>
    fc.record({
      region: fc.constant(region),
      zones: fc.subarray([...zonesOf(region)], { minLength: disposable ? 1 : 2 }),
      id: accountId,
      architecture: fc.constantFrom("amd64" as const, "arm64" as const),
      isolated: fc.boolean(),
      disposable: fc.constant(disposable),
      vpcPrefix: fc.integer({ min: 16, max: 20 }),
      vpcSecond: fc.nat(90),
      admin: fc.boolean(),
    }),
  ),
);

function certificate({ region, id }: Basis): fc.Arbitrary<string> {
  return hex(32).map((digits) => {
    const uuid = [
      digits.slice(0, 8),
      digits.slice(8, 12),
      digits.slice(12, 16),
      digits.slice(16, 20),
      digits.slice(20),
    ].join("-");
    return `arn:${arnPartition(region)}:acm:${region}:${id}:certificate/${uuid}`;
  });
}

const amiId = fc.oneof(hex(8), hex(17)).map((digits) => ({ id: `ami-${digits}` }));

function access(from: Basis): fc.Arbitrary<ConfigInput["access"]> {
  const bastion = fc.record(
    { image: amiId, instanceType: fc.constantFrom("t3.micro", "t3.small") },
    { requiredKeys: ["image"] },
  );
  const clientVpn = fc
    .record({
      server: certificate(from),
      ca: certificate(from),
      saml: fc.boolean(),
      group: fc.boolean(),
      hours: fc.constantFrom(8 as const, 10 as const, 12 as const, 24 as const),
      block: fc.nat(63),
    })
    .map(({ server, ca, saml, group, hours, block }) => ({
      clientCidr: `10.192.${block * 4}.0/22`,
      serverCertificateArn: server,
      clientCaCertificateArn: ca,
      sessionHours: hours,
      ...(saml ? { samlProviderArn: `arn:${arnPartition(from.region)}:iam::${from.id}:saml-provider/vpn` } : {}),
      ...(saml && group ? { accessGroupId: "operators" } : {}),
    }));
  // The networks that come in share the entries of one network ACL.
  const api = from.isolated
    ? fc.constant({ exposure: "private" as const })
    : fc.oneof(
        fc.constant({ exposure: "private" as const }),
        fc
          .uniqueArray(octet, { minLength: 1, maxLength: from.admin ? 4 : 8 })
          .map((thirds) => ({ exposure: "allow-list" as const, cidrs: thirds.map((third) => `203.0.${third}.0/24`) })),
      );
  const ways = fc.oneof(
    bastion.map((one) => ({ bastion: one })),
    clientVpn.map((one) => ({ clientVpn: one })),
    fc.record({ bastion, clientVpn }),
  );
  const admin = from.admin
    ? fc.record({
        adminCidrs: fc
          .uniqueArray(octet, { minLength: 1, maxLength: 4 })
          .map((thirds) => thirds.map((third) => `10.200.${third}.0/24`)),
        transitGatewayId: hex(17).map((digits) => `tgw-${digits}`),
      })
    : fc.constant({});
  return fc.tuple(ways, admin, api).map(([way, networks, exposure]) => ({ ...way, ...networks, api: exposure }));
}

function logs(from: Basis): fc.Arbitrary<NonNullable<ConfigInput["logs"]>> {
  const cidrs = from.isolated ? [`10.${from.vpcSecond}.0.16/28`] : ["198.51.100.0/28", "192.0.2.7/32"];
  const address = from.isolated ? `10.${from.vpcSecond}.0.20` : "198.51.100.3";
  return fc.record(
    {
      retentionDays: fc.constantFrom(1, 90, 365, 400, 3653),
      siem: fc.record({
        endpoint: fc
          .tuple(fc.constantFrom("siem.example.com", address), fc.integer({ min: 1, max: 65535 }))
          .map(([host, port]) => `tls://${host}:${port}`),
        cidrs: fc.constant(cidrs),
      }),
      trail: fc.constantFrom(
        { mode: "own" as const },
        {
          mode: "existing" as const,
          arn: `arn:${arnPartition(from.region)}:cloudtrail:${from.region}:999988887777:trail/organization`,
        },
      ),
      alarmEmails: from.disposable ? fc.constantFrom([], ["alarms@example.com"]) : fc.constant(["alarms@example.com"]),
    },
    { requiredKeys: from.disposable ? [] : ["alarmEmails"] },
  );
}

/** An ASN.1 sequence in PEM: what the configuration looks at of a certificate. */
function pem(label: string, digits: string): string {
  const der = Buffer.concat([Buffer.from([0x30, 0x82]), Buffer.from(digits, "hex")]);
  return `-----BEGIN ${label}-----\n${der.toString("base64")}\n-----END ${label}-----\n`;
}

const nodeTrust = fc.record(
  {
    hostDns: fc.boolean(),
    trustedRoots: hex(64).map((digits) => [{ name: "mirror", certificates: pem("CERTIFICATE", digits) }]),
    imageVerification: hex(64).map((digits) => [
      {
        image: "ghcr.io/siderolabs/*",
        verify: "keyless" as const,
        issuer: "https://token.actions.githubusercontent.com",
        subjectRegex: "^https://github\\.com/siderolabs/.*$",
      },
      {
        image: "registry.example.com:5000/team/*",
        verify: "public-key" as const,
        publicKey: pem("PUBLIC KEY", digits),
      },
      { image: "*", verify: "skip" as const },
    ]),
  },
  { requiredKeys: [] },
);

function config(from: Basis): fc.Arbitrary<ConfigInput> {
  const parts = fc.record({
    access: access(from),
    logs: logs(from),
    nodes: nodes(from),
    version,
    schematic: hex(64),
    image: amiId,
    official: fc.boolean(),
  });
  const switches = fc.record({
    nat: fc.constantFrom("per-zone" as const, "single" as const),
    large: fc.boolean(),
    // KubeSpan needs the discovery service, which an isolated network does not reach.
    encryption: from.isolated
      ? fc.constantFrom({}, { wireGuard: true }, { diskKey: "tpm" as const })
      : fc.constantFrom({}, { kubeSpan: true }, { wireGuard: true }, { diskKey: "tpm" as const }),
    talos: nodeTrust,
    discoveryOff: fc.boolean(),
    deployRole: fc.boolean(),
    boundary: fc.boolean(),
    protect: fc.boolean(),
    copies: fc.boolean(),
  });
  const mirrors = fc.boolean().map((extra) => [...REQUIRED_MIRRORS, ...(extra ? ["registry.example.com:5000"] : [])]);
  return fc.tuple(parts, switches, mirrors).map(([part, on, registries]) => {
    const samePartition = REGIONS.find(
      (region) => region !== from.region && arnPartition(region) === arnPartition(from.region),
    );
    return {
      account: {
        id: from.id,
        region: from.region,
        zones: [...from.zones],
        ...(on.copies && samePartition !== undefined ? { backupRegions: [samePartition] } : {}),
        ...(on.deployRole
          ? { deployRoleArns: [`arn:${arnPartition(from.region)}:iam::${from.id}:role/ci/deployer`] }
          : {}),
        ...(on.boundary
          ? { permissionsBoundaryArn: `arn:${arnPartition(from.region)}:iam::${from.id}:policy/ci/boundary` }
          : {}),
      },
      network: {
        // Associations of a Client VPN need more than the subnets of a /20.
        vpcCidr: `10.${from.vpcSecond}.0.0/${part.access.clientVpn === undefined ? from.vpcPrefix : Math.min(19, from.vpcPrefix)}`,
        mode: from.isolated ? "isolated" : "public-egress",
        nat: on.nat,
        ...(on.large
          ? { podCidr: "100.64.0.0/12", serviceCidr: "172.20.0.0/16", dnsZone: "generated.palisade.internal" }
          : {}),
      },
      access: part.access,
      talos: {
        ...on.talos,
        ...(on.discoveryOff && !("kubeSpan" in on.encryption) ? { discovery: "off" as const } : {}),
        version: part.version.talos,
        architecture: from.architecture,
        schematic: part.schematic,
        image:
          part.official && arnPartition(from.region) === "aws"
            ? { owner: "540036508848", name: `talos-${part.version.talos}-${from.region}-${from.architecture}` }
            : part.image,
      },
      kubernetes: { version: part.version.kubernetes },
      ...part.nodes,
      ...(from.isolated
        ? {
            registryMirrors: registries.map((registry) => ({
              registry,
              endpoint: `https://mirror.example.com/${registry.split(":")[0]}`,
              cidrs: [`10.${from.vpcSecond}.0.32/28`],
            })),
          }
        : {}),
      logs: part.logs,
      encryption: on.encryption,
      protection: { deletionProtection: on.protect, disposable: from.disposable },
      tags: { owner: "platform" },
    };
  });
}

/** A configuration that loads and plans. */
export const validConfig: fc.Arbitrary<ConfigInput> = basis.chain(config);

/** A stack's name that is valid. */
export const environmentName: fc.Arbitrary<string> = fc.constantFrom("staging", "prod", "a", "dev-1", "abcdefghijkl");

/** The flat map that `pulumi.runtime.allConfig()` gives for it. */
export function flat(input: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      `palisade:${name}`,
      typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
    ]),
  );
}
