/** Secrets Manager: the cluster's secrets bundle, and the configuration of every control plane, each with the roles that may read it. */
import type { StackConfig } from "../config/schema";
import { deployRoleArns, type KeyPurpose, roleArnOf } from "./arns";
import type { PolicyDocument } from "./iam-document";
import { pathName } from "./names";
import { planNetwork } from "./network";
import { planControlPlane } from "./nodes";

/** Beginnings of names below "/palisade/<environment>/"; none is the beginning of another. */
export const BUNDLE_SECRET = "talos-secrets";
export const MACHINE_CONFIG_SECRET = "machine-config";

export interface SecretPlan {
  /** "/palisade/<environment>/<key>-": what AWS adds keeps a rebuild apart from a secret that is still being deleted. */
  readonly namePrefix: string;
  readonly description: string;
  readonly keyPurpose: Extract<KeyPurpose, "secrets" | "machine-configs">;
  /** Resource policy: whoever else may administer the secret reads nothing. */
  readonly policy: PolicyDocument;
  /** Days between deletion and loss: AWS takes 7 to 30. */
  readonly recoveryWindowDays: number;
}

export interface SecretsPlan {
  readonly bundle: SecretPlan;
  /** By the control plane's identity. */
  readonly machineConfigs: Readonly<Record<string, SecretPlan>>;
  /** Pulumi `protect`: without the bundle no node can join and no backup can be read; a control plane is taken out on purpose or not at all. */
  readonly protect: boolean;
}

/** The bundle is read back by whoever runs Pulumi, and by nobody else. */
export function bundleReaders(config: StackConfig): readonly string[] {
  return deployRoleArns(config);
}

export function machineConfigReaders(config: StackConfig): readonly string[] {
  return [...deployRoleArns(config), roleArnOf(config, "provisioning")];
}

export function planSecrets(config: StackConfig): SecretsPlan {
  const { nodes } = planControlPlane(config, planNetwork(config));
  return {
    bundle: secret(config, BUNDLE_SECRET, "secrets", "Talos secrets bundle of the cluster", bundleReaders(config)),
    machineConfigs: Object.fromEntries(
      nodes.map(({ identity }) => [
        identity,
        secret(
          config,
          `${MACHINE_CONFIG_SECRET}-${identity}`,
          "machine-configs",
          `Machine configuration of control plane ${identity}`,
          machineConfigReaders(config),
        ),
      ]),
    ),
    protect: !config.protection.disposable,
  };
}

function secret(
  config: StackConfig,
  name: string,
  keyPurpose: SecretPlan["keyPurpose"],
  description: string,
  readers: readonly string[],
): SecretPlan {
  return {
    namePrefix: `${pathName(config, name)}-`,
    description,
    keyPurpose,
    policy: secretPolicy(config, readers),
    recoveryWindowDays: config.protection.disposable ? 7 : 30,
  };
}

/**
 * Denials alone: the readers' own policies allow. Over TLS and in the account only reading is denied, so that nobody is locked out of the
 * secret's administration. An assumed role's aws:PrincipalArn is the role's ARN; a service that calls for somebody has that one's.
 */
function secretPolicy(config: StackConfig, readers: readonly string[]): PolicyDocument {
  const reading = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "NamedReadersOnly",
        Effect: "Deny",
        Principal: "*",
        Action: reading,
        Resource: "*",
        Condition: { ArnNotEquals: { "aws:PrincipalArn": readers } },
      },
      {
        Sid: "OwnAccountOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "secretsmanager:*",
        Resource: "*",
        Condition: { StringNotEquals: { "aws:PrincipalAccount": config.account.id } },
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "secretsmanager:*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
