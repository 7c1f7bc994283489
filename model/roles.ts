/** IAM roles of the environment; every ARN in them is known from names in the plan. */
import type { StackConfig } from "../config/schema";
import { hasOwnTrail, hasReplicas, type RoleKey, roleArnOf, roleNameOf } from "./arns";
import { planForwardings } from "./event-rules";
import type { PolicyDocument } from "./iam-document";
import {
  cloudControllerPolicy,
  flowLogPolicy,
  flowLogTrust,
  forwardingPolicy,
  forwardingTrust,
  machineConfigReading,
  nodeSecretsDeny,
  replicationPolicy,
  sessionAgentPolicy,
  type TrustDocument,
  trailDeliveryPolicy,
  trust,
} from "./role-policies";

export interface RolePlan {
  readonly key: RoleKey;
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** Who may assume the role. A trust policy has no Resource: IAM refuses one. */
  readonly trust: TrustDocument;
  /** Inline policies; empty for a role that may do nothing. */
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
  /** ARN of the managed policy beyond which the role may do nothing, where the configuration names one. */
  readonly permissionsBoundary?: string;
  /** Name of the instance profile, where instances take the role. */
  readonly instanceProfile?: string;
}

interface RoleParts {
  readonly description: string;
  readonly trust: TrustDocument;
  /** Documents by inline policy name. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
}

function role(config: StackConfig, key: RoleKey, parts: RoleParts): RolePlan {
  const boundary = config.account.permissionsBoundaryArn;
  return {
    key,
    name: roleNameOf(config, key),
    arn: roleArnOf(config, key),
    description: parts.description,
    trust: parts.trust,
    policies: Object.entries(parts.policies).map(([name, document]) => ({ name, document })),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
  };
}

function instanceRole(config: StackConfig, key: RoleKey, parts: Omit<RoleParts, "trust">): RolePlan {
  const plan = role(config, key, { ...parts, trust: trust("ec2.amazonaws.com") });
  return { ...plan, instanceProfile: plan.name };
}

/** Only the roles that this configuration uses. */
export function planRoles(config: StackConfig): readonly RolePlan[] {
  return [
    instanceRole(config, "control-plane", {
      description: "Control planes: what the AWS cloud controller reads, nothing that changes",
      policies: { "cloud-controller": cloudControllerPolicy(), "node-secrets": nodeSecretsDeny() },
    }),
    instanceRole(config, "worker", {
      description: "Workers: no permission at all",
      policies: { "node-secrets": nodeSecretsDeny() },
    }),
    ...(config.access.bastion === undefined
      ? []
      : [
          instanceRole(config, "bastion", {
            description: "Bastion: the SSM agent and its session log",
            policies: { "session-agent": sessionAgentPolicy(config), "node-secrets": nodeSecretsDeny() },
          }),
        ]),
    role(config, "flow-logs", {
      description: "VPC flow logs to their log group",
      trust: flowLogTrust(config),
      policies: { deliver: flowLogPolicy(config) },
    }),
    ...(hasOwnTrail(config)
      ? [
          role(config, "trail", {
            description: "CloudTrail to its log group",
            trust: trust("cloudtrail.amazonaws.com"),
            policies: { deliver: trailDeliveryPolicy(config) },
          }),
        ]
      : []),
    ...(hasReplicas(config)
      ? [
          role(config, "backup-replication", {
            description: "S3 replication of backups to the other regions",
            trust: trust("s3.amazonaws.com"),
            policies: { replicate: replicationPolicy(config) },
          }),
        ]
      : []),
    ...(planForwardings(config).length > 0
      ? [
          role(config, "event-forwarding", {
            description: "Events of other regions to the home region: root use, and keys of replicas",
            trust: forwardingTrust(config),
            policies: { forward: forwardingPolicy(config) },
          }),
        ]
      : []),
    role(config, "provisioning", {
      description: "The function that configures control planes over the Talos API: reads their configurations",
      trust: trust("lambda.amazonaws.com"),
      policies: { "machine-configs": machineConfigReading(config) },
    }),
  ];
}
