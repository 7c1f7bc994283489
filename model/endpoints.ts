/** VPC endpoints: which AWS services are reached privately, and what each endpoint lets through. */
import type { StackConfig } from "../config/schema";
import { hasOwnTrail } from "./arns";
import type { ConditionBlock, PolicyDocument, Statement } from "./iam-document";
import { bucketArn, bucketName, partitionOf } from "./names";

export interface InterfaceEndpointPlan {
  /** Short service name, e.g. "ssmmessages"; the full one is com.amazonaws.<region>.<service>. */
  readonly service: string;
  readonly serviceName: string;
  readonly reason: string;
  readonly policy: PolicyDocument;
}

export interface EndpointsPlan {
  readonly interfaces: readonly InterfaceEndpointPlan[];
  readonly s3: { readonly serviceName: string; readonly policy: PolicyDocument };
}

interface InterfaceService {
  readonly service: string;
  /** Prefix of the service's actions. */
  readonly actions: string;
  readonly reason: string;
  /** False where calls rightly reach what other accounts own. */
  readonly ownResources: boolean;
}

/**
 * What nodes, bastion and functions call, in both modes: the management segment has no way to the internet in either. ECR is not among them:
 * its logins end after 12 hours, and Talos cannot renew one. ssmmessages is enough for current Session Manager agents; older ones also want ec2messages (general knowledge, not run here).
 */
// biome-ignore format: one service a line reads as the table it is
const INTERFACE_SERVICES: readonly InterfaceService[] = [
  // Describe calls return public images and snapshots of other accounts.
  { service: "ec2", actions: "ec2", reason: "Nodes and functions describe instances and read console output", ownResources: false },
  { service: "kms", actions: "kms", reason: "Functions decrypt, and sign with the environment's keys", ownResources: true },
  { service: "secretsmanager", actions: "secretsmanager", reason: "Functions read the secrets bundle", ownResources: true },
  { service: "logs", actions: "logs", reason: "Session logs and function logs reach their log groups", ownResources: true },
  { service: "sts", actions: "sts", reason: "Instance and function roles prove and change their identity", ownResources: true },
  // Session documents may be AWS's own.
  { service: "ssm", actions: "ssm", reason: "Bastion registers with Session Manager", ownResources: false },
  { service: "ssmmessages", actions: "ssmmessages", reason: "Bastion carries sessions over its own outbound channel", ownResources: true },
  { service: "elasticloadbalancing", actions: "elasticloadbalancing", reason: "Functions read target health", ownResources: true },
  { service: "autoscaling", actions: "autoscaling", reason: "Functions complete lifecycle actions of worker groups", ownResources: true },
  { service: "lambda", actions: "lambda", reason: "Functions call each other", ownResources: true },
  { service: "events", actions: "events", reason: "Functions put events on the bus", ownResources: true },
  { service: "sns", actions: "sns", reason: "Functions publish alarms", ownResources: true },
];

export function planEndpoints(config: StackConfig): EndpointsPlan {
  const { region } = config.account;
  return {
    interfaces: INTERFACE_SERVICES.map(({ service, actions, reason, ownResources }) => ({
      service,
      serviceName: `com.amazonaws.${region}.${service}`,
      reason,
      policy: document([
        {
          Sid: "OwnAccount",
          Effect: "Allow",
          Principal: "*",
          Action: `${actions}:*`,
          Resource: "*",
          Condition: ownAccount(config, ownResources),
        },
        ...(service === "sts" ? [assumeRole(config)] : []),
      ]),
    })),
    s3: { serviceName: `com.amazonaws.${region}.s3`, policy: document(s3Statements(config)) },
  };
}

function document(statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/**
 * An endpoint policy grants nothing: it only caps what IAM grants to callers of this account. IfExists: calls without a resource
 * (GetCallerIdentity, session channels) carry no resource account.
 */
function ownAccount(config: StackConfig, ownResources: boolean): ConditionBlock {
  const { id } = config.account;
  return {
    StringEquals: { "aws:PrincipalAccount": id },
    ...(ownResources ? { StringEqualsIfExists: { "aws:ResourceAccount": id } } : {}),
  };
}

/**
 * Into this account from another one (an identity account), or with an identity that AWS does not know before the call: through the VPN or the
 * VPC resolver these calls come to this endpoint too. The role's own trust policy decides.
 */
function assumeRole(config: StackConfig): Statement {
  return {
    Sid: "AssumeOwnRoles",
    Effect: "Allow",
    Principal: "*",
    Action: ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
    Resource: "*",
    Condition: { StringEquals: { "aws:ResourceAccount": config.account.id } },
  };
}

/**
 * All S3 traffic of nodes and functions to buckets of the region goes through this endpoint, downloads that another service redirects
 * there included, so those buckets need naming. Their names are general knowledge of AWS and the registries, not run here. The buckets
 * of the SSM agent are left out: the bastion's security group has no way to S3, its agent comes with its image.
 */
function s3Statements(config: StackConfig): readonly Statement[] {
  const { region } = config.account;
  const purposes = [...(hasOwnTrail(config) ? ["audit"] : []), "backups"];
  const own = purposes.map((purpose) => bucketArn(config, bucketName(config, purpose)));
  const publicRead = (sid: string, buckets: readonly string[]): Statement => ({
    Sid: sid,
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: buckets.map((bucket) => `arn:${partitionOf(region)}:s3:::${bucket}/*`),
  });
  return [
    {
      Sid: "OwnBuckets",
      Effect: "Allow",
      Principal: "*",
      Action: [
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:GetObjectRetention",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "s3:PutObjectRetention",
      ],
      Resource: own.flatMap((bucketArn) => [bucketArn, `${bucketArn}/*`]),
      Condition: ownAccount(config, true),
    },
    // Registries redirect a client inside AWS to a bucket of its own region: registry.k8s.io where it has one there, quay.io (Cilium) in
    // us-east-1. The signer is the registry, so no condition on the caller's account holds.
    ...(config.network.mode === "public-egress"
      ? [publicRead("RegistryLayers", [`prod-registry-k8s-io-${region}`, "quayio-production-s3"])]
      : []),
  ];
}
