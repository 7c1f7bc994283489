/** Configurations whose nodes differ in everything that a machine configuration can hold, and bundles that name their parts. */
import type { StackConfig } from "../../../config/schema";
import { type MachinePlan, planMachines } from "../../../model/machine/plan";
import { mapSecrets, NAMED_SECRETS } from "../../../model/machine/redaction";
import { planNetwork } from "../../../model/network";
import { planFlows } from "../../../model/ports";
import type { SecretsBundle } from "../../../pki/bundle";
import { stackConfig } from "../stack-config";

export const CONTRACTS = ["1.13", "1.14"] as const;
export type Contract = (typeof CONTRACTS)[number];

const RELEASES: Readonly<Record<Contract, { readonly talos: string; readonly kubernetes: string }>> = {
  "1.13": { talos: "v1.13.0", kubernetes: "1.36.2" },
  "1.14": { talos: "v1.14.1", kubernetes: "1.37.0" },
};

const pool: StackConfig["workers"][number] = {
  name: "general",
  instanceType: "m7i.large",
  size: 3,
  min: 3,
  max: 6,
  volume: { sizeGiB: 100, iops: 3000, throughputMiBps: 125 },
  labels: {},
  taints: [],
};

/** As few settings as there can be. */
export function plain(contract: Contract): StackConfig {
  const config = stackConfig();
  return {
    ...config,
    talos: { ...config.talos, version: RELEASES[contract].talos },
    kubernetes: { version: RELEASES[contract].kubernetes },
    workers: [pool],
  };
}

/** PEM that holds an ASN.1 sequence and nothing else: enough for a configuration, and no key. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01]).toString("base64")}\n-----END CERTIFICATE-----\n`;

/** Every setting that adds a document or a field. */
export function full(contract: Contract): StackConfig {
  const config = plain(contract);
  return {
    ...config,
    access: { ...config.access, adminCidrs: ["10.200.10.0/24"], transitGatewayId: "tgw-0123456789abcdef0" },
    talos: {
      ...config.talos,
      hostDns: true,
      discovery: "service",
      trustedRoots: [{ name: "registry-ca", certificates: CERTIFICATE }],
      imageVerification: [
        {
          image: "ghcr.io/siderolabs/*",
          verify: "keyless",
          issuer: "https://token.actions.githubusercontent.com",
          subjectRegex: "^https://github\\.com/siderolabs/.*$",
        },
        { image: "registry.example.com:5000/team/*", verify: "public-key", publicKey: CERTIFICATE },
        { image: "registry.example.com/broken/*", verify: "deny" },
        { image: "*", verify: "skip" },
      ],
    },
    workers: [
      {
        ...pool,
        labels: { "example.com/tier": "general", "node.kubernetes.io/pool": "general" },
        taints: [
          { key: "example.com/dedicated", value: "ingress", effect: "NoSchedule" },
          { key: "example.com/spot", value: "", effect: "PreferNoSchedule" },
        ],
      },
    ],
    registryMirrors: [
      { registry: "docker.io", endpoint: "https://mirror.example.com/v2/docker.io", cidrs: [] },
      { registry: "registry.example.com:5000", endpoint: "https://mirror.example.com/team", cidrs: [] },
    ],
    encryption: { kubeSpan: true, wireGuard: false, diskKey: "tpm" },
  };
}

export function machinesOf(config: StackConfig): MachinePlan {
  return planMachines(config, planNetwork(config), planFlows(config));
}

/** PEM-like texts that name their part, so that a document shows what it holds. */
export const MARKED_SECRETS: SecretsBundle = mapSecrets(NAMED_SECRETS, (path) =>
  path.startsWith("certs.") ? `-----BEGIN ${path}-----\n` : `marked-${path}`,
);
