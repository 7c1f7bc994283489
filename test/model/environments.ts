/** Two environments as real ones differ, in one account: whatever they share, they would share for real. */
import type { StackConfig } from "../../config/schema";

const shared = {
  account: { id: "111122223333", region: "eu-central-1", zones: ["eu-central-1a", "eu-central-1b"], backupRegions: [] },
  network: {
    vpcCidr: "10.20.0.0/16",
    mode: "public-egress",
    nat: "single",
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.96.0.0/12",
  },
  access: {
    bastion: { image: { id: "ami-0123456789abcdef0" }, instanceType: "t3.micro" },
    adminCidrs: [],
    api: { exposure: "private" },
  },
  talos: {
    version: "v1.14.1",
    image: { id: "ami-0123456789abcdef1" },
    architecture: "amd64",
    schematic: "0".repeat(64),
    hostDns: false,
    trustedRoots: [],
    imageVerification: [],
  },
  kubernetes: { version: "1.36.2" },
  controlPlane: {
    count: 3,
    instanceType: "m7i.large",
    volume: { sizeGiB: 100, iops: 4000, throughputMiBps: 250 },
  },
  workers: [],
  registryMirrors: [],
  logs: { retentionDays: 90, trail: { mode: "own" }, alarmEmails: ["platform@example.com"] },
  encryption: { kubeSpan: false, wireGuard: false, diskKey: "node-id" },
  protection: { deletionProtection: false, disposable: false },
  tags: { owner: "platform" },
} satisfies Omit<StackConfig, "environment">;

export const staging: StackConfig = { ...shared, environment: "staging" };

/** Client VPN beside the bastion, longer retention, backups in two other regions. */
export const prod: StackConfig = {
  ...shared,
  environment: "prod",
  account: { ...shared.account, backupRegions: ["eu-west-1", "eu-north-1"] },
  network: { ...shared.network, vpcCidr: "10.40.0.0/16", nat: "per-zone" },
  access: {
    ...shared.access,
    clientVpn: {
      clientCidr: "10.250.0.0/22",
      serverCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/server",
      clientCaCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/clients",
      sessionHours: 8,
    },
  },
  logs: { ...shared.logs, retentionDays: 365 },
  protection: { deletionProtection: true, disposable: false },
};

/** The account already has a trail; people come in by Client VPN only; the environment may be thrown away. */
export const disposable: StackConfig = {
  ...prod,
  environment: "drill",
  account: { ...shared.account, region: "us-east-1", zones: ["us-east-1a"], backupRegions: [] },
  access: {
    adminCidrs: [],
    api: { exposure: "private" },
    ...(prod.access.clientVpn === undefined ? {} : { clientVpn: prod.access.clientVpn }),
  },
  logs: {
    ...shared.logs,
    trail: { mode: "existing", arn: "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization" },
  },
  protection: { deletionProtection: false, disposable: true },
};
