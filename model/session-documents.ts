/**
 * SSM Session documents of the bastion. They carry the environment in their names: SSM-SessionManagerRunShell, which sessions without a
 * document use, holds for the whole account and region and is left alone.
 */
import type { StackConfig } from "../config/schema";
import { keyAlias, logGroupName } from "./arns";
import { addressAt, cidrSize } from "./cidr";
import { planDns } from "./dns";
import { arn, physicalName } from "./names";
import { type NetworkPlan, segmentOf } from "./network";
import { planControlPlane } from "./nodes";

export interface SessionDocumentPlan {
  readonly key: "shell" | "tunnel";
  readonly name: string;
  /** Content of an SSM Session document. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Minutes without input after which a shell ends; SSM takes 1 to 60. */
const IDLE_MINUTES = 20;
/** Minutes after which a shell ends in any case; SSM takes 1 to 1440. */
const LONGEST_MINUTES = 60;
const KUBERNETES_API_PORT = 6443;
const TALOS_API_PORT = 50000;

export function planSessionDocuments(config: StackConfig, network: NetworkPlan): readonly SessionDocumentPlan[] {
  return [
    { key: "shell", name: physicalName(config, "shell"), content: shell(config) },
    { key: "tunnel", name: physicalName(config, "tunnel"), content: tunnel(config, network) },
  ];
}

/** A shell whose every line is in the log group while it is typed, encrypted end to end with the logs key. */
function shell(config: StackConfig): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: "1.0",
    description: `Shell on the bastion of ${config.environment}, logged`,
    sessionType: "Standard_Stream",
    inputs: {
      s3BucketName: "",
      s3KeyPrefix: "",
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: logGroupName(config, "sessions"),
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      // KMS takes an alias wherever it takes a key, and the alias is known before the key is. Not yet seen on a real session.
      kmsKeyId: arn(config, "kms", keyAlias(config, "logs")),
      idleSessionTimeout: String(IDLE_MINUTES),
      maxSessionDuration: String(LONGEST_MINUTES),
      runAsEnabled: false,
    },
  };
}

/**
 * Port forwarding to what administrators reach by the port matrix, and to nothing else. Session Manager keeps no content of a forwarded
 * port: CloudTrail has who opened it and where to, the audit logs of the two APIs have the rest.
 */
function tunnel(config: StackConfig, network: NetworkPlan): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: "1.0",
    description: `Tunnel to the Kubernetes API and the Talos API of ${config.environment}`,
    sessionType: "Port",
    parameters: {
      host: {
        type: "String",
        description: "API name, or address of a control plane or worker",
        default: planDns(config).apiName,
        allowedPattern: hostPattern(config, network),
      },
      portNumber: {
        type: "String",
        description: `${KUBERNETES_API_PORT}: Kubernetes API; ${TALOS_API_PORT}: Talos API`,
        default: String(KUBERNETES_API_PORT),
        allowedPattern: `^(${KUBERNETES_API_PORT}|${TALOS_API_PORT})$`,
      },
      localPortNumber: {
        type: "String",
        description: "Port on the administrator's machine; 0 takes a free one",
        default: "0",
        allowedPattern: "^[0-9]{1,5}$",
      },
    },
    properties: {
      type: "LocalPortForwarding",
      host: "{{ host }}",
      portNumber: "{{ portNumber }}",
      localPortNumber: "{{ localPortNumber }}",
    },
  };
}

function hostPattern(config: StackConfig, network: NetworkPlan): string {
  const exact = [planDns(config).apiName, ...planControlPlane(config, network).nodes.map(({ address }) => address)];
  return `^(${[...exact.map(literal), blockPattern(segmentOf(network, "worker").cidr)].join("|")})$`;
}

function literal(text: string): string {
  return text.replaceAll(".", "\\.");
}

/** Regular expression of the addresses of a block, in the plain syntax that every engine reads. */
function blockPattern(cidr: string): string {
  const first = addressAt(cidr, 0).split(".").map(Number);
  const last = addressAt(cidr, cidrSize(cidr) - 1)
    .split(".")
    .map(Number);
  // In a block of CIDR every part runs over its whole range on its own.
  return first.map((lowest, index) => `(${partPattern(lowest, last[index] ?? lowest).join("|")})`).join("\\.");
}

/** Numbers from `lowest` to `highest`, ten by ten: 120 to 137 is 12[0-9], 13[0-7]. */
function partPattern(lowest: number, highest: number): readonly string[] {
  if (lowest === highest) return [String(lowest)];
  const patterns: string[] = [];
  for (let tens = Math.floor(lowest / 10); tens <= Math.floor(highest / 10); tens++) {
    const from = Math.max(lowest, tens * 10) % 10;
    const to = Math.min(highest, tens * 10 + 9) % 10;
    patterns.push(`${tens === 0 ? "" : tens}[${from}-${to}]`);
  }
  return patterns;
}
