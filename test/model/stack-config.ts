/** Plain configurations for tests of the model: one fixed, and an arbitrary over every switch that moves the network. */
import fc from "fast-check";
import type { StackConfig } from "../../config/schema";

export const ADMIN_POOL = ["10.200.0.0/16", "10.201.0.0/16", "172.20.0.0/14", "192.168.8.0/24"];
export const CLIENT_POOL = ["198.51.100.0/24", "203.0.113.0/25", "192.0.2.7/32", "203.0.113.128/28"];
/** Behind the transit gateway, on the internet, and in the VPC of PLAIN. */
export const SIEM_POOL = ["10.220.4.0/24", "192.0.2.128/26", "10.40.112.0/24"];
export const MIRROR_POOL = ["10.230.0.0/24", "192.0.2.64/28"];

export interface Switches {
  readonly mode: "public-egress" | "isolated";
  readonly nat: "per-zone" | "single";
  readonly vpcCidr: string;
  readonly letters: readonly string[];
  readonly adminCidrs: readonly string[];
  /** Undefined: private. */
  readonly clients: readonly string[] | undefined;
  /** Undefined: no collector. */
  readonly siem: { readonly cidrs: readonly string[]; readonly port: number } | undefined;
  readonly mirrors?: readonly { readonly cidrs: readonly string[]; readonly port: number }[];
  readonly kubeSpan: boolean;
  readonly wireGuard: boolean;
  readonly dnsZone?: string;
}

export const PLAIN: Switches = {
  mode: "public-egress",
  nat: "per-zone",
  vpcCidr: "10.40.0.0/16",
  letters: ["a", "b", "c"],
  adminCidrs: [],
  clients: undefined,
  siem: undefined,
  kubeSpan: false,
  wireGuard: false,
};

export function stackConfig(change: Partial<Switches> = {}): StackConfig {
  const on = { ...PLAIN, ...change };
  return {
    environment: "test",
    account: {
      id: "111122223333",
      region: "eu-central-1",
      zones: on.letters.map((letter) => `eu-central-1${letter}`),
      backupRegions: [],
    },
    network: {
      vpcCidr: on.vpcCidr,
      mode: on.mode,
      nat: on.nat,
      podCidr: "10.244.0.0/16",
      serviceCidr: "10.96.0.0/12",
      ...(on.dnsZone === undefined ? {} : { dnsZone: on.dnsZone }),
    },
    access: {
      bastion: { image: { id: "ami-0123456789abcdef0" }, instanceType: "t3.micro" },
      adminCidrs: [...on.adminCidrs],
      ...(on.adminCidrs.length + (on.siem?.cidrs.length ?? 0) + (on.mirrors?.length ?? 0) > 0
        ? { transitGatewayId: "tgw-0123456789abcdef0" }
        : {}),
      api: on.clients === undefined ? { exposure: "private" } : { exposure: "allow-list", cidrs: [...on.clients] },
    },
    talos: {
      version: "v1.14.1",
      image: { id: "ami-0fedcba9876543210" },
      architecture: "amd64",
      schematic: "0".repeat(64),
      hostDns: false,
      trustedRoots: [],
      imageVerification: [],
    },
    kubernetes: { version: "1.36.2" },
    controlPlane: { count: 3, instanceType: "m7i.large", volume: { sizeGiB: 100, iops: 4000, throughputMiBps: 250 } },
    workers: [],
    registryMirrors: (on.mirrors ?? []).map(({ cidrs, port }, index) => ({
      registry: `registry-${index}.example.com`,
      endpoint: `https://mirror.example.com:${port}/v2`,
      cidrs: [...cidrs],
    })),
    logs: {
      retentionDays: 365,
      trail: { mode: "own" },
      alarmEmails: [],
      ...(on.siem === undefined
        ? {}
        : { siem: { endpoint: `tls://collector.example.com:${on.siem.port}`, cidrs: [...on.siem.cidrs] } }),
    },
    encryption: { kubeSpan: on.kubeSpan, wireGuard: on.wireGuard, diskKey: "node-id" },
    protection: { deletionProtection: true, disposable: false },
    tags: {},
  };
}

/** Within the quota of network ACLs: at most 4 administrator networks and 4 listed clients. */
export const switches: fc.Arbitrary<Switches> = fc
  .record({
    mode: fc.constantFrom("public-egress", "isolated"),
    nat: fc.constantFrom("per-zone", "single"),
    vpcCidr: fc.constantFrom("10.40.0.0/16", "10.64.0.0/20", "172.16.64.0/18"),
    letters: fc.subarray(["a", "b", "c", "d", "f", "h"], { minLength: 1, maxLength: 4 }),
    adminCidrs: fc.subarray(ADMIN_POOL),
    clients: fc.option(fc.subarray(CLIENT_POOL, { minLength: 1 }), { nil: undefined }),
    siem: fc.option(
      fc.record({ cidrs: fc.subarray(SIEM_POOL, { minLength: 1 }), port: fc.constantFrom(443, 514, 6514, 50000) }),
      { nil: undefined },
    ),
    mirrors: fc.constantFrom(
      [],
      [{ cidrs: MIRROR_POOL, port: 443 }],
      [
        { cidrs: MIRROR_POOL.slice(0, 1), port: 8443 },
        { cidrs: MIRROR_POOL.slice(0, 1), port: 443 },
      ],
    ),
    kubeSpan: fc.boolean(),
    wireGuard: fc.boolean(),
  } as const)
  .map((on): Switches => (on.mode === "isolated" ? { ...on, clients: undefined } : on));
