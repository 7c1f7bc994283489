/** VPC endpoints: which AWS services are reached privately, and what each endpoint lets through. */
import type { StackConfig } from "../config/schema";
import type { ConditionBlock, PolicyDocument, Statement } from "./iam-document";
import { bucketArn, bucketName, partitionOf } from "./names";

export interface InterfaceEndpointPlan {
  /** Short service name, e.g. "ssmmessages", "ecr.api"; the full one is com.amazonaws.<region>.<service>. */
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
  /** Absent: in every mode. */
  readonly mode?: "isolated";
}

/**
 * In public-egress only what nodes, bastion and functions of the management segment call: that segment has no internet route in either
 * mode. ssmmessages is enough for current Session Manager agents; older ones also want ec2messages (general knowledge, not run here).
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
  // A registry mirror may belong to a shared account.
  { service: "ecr.api", actions: "ecr", reason: "Nodes log in to the registry mirror", ownResources: false, mode: "isolated" },
  { service: "ecr.dkr", actions: "ecr", reason: "Nodes pull images from the registry mirror", ownResources: false, mode: "isolated" },
  { service: "elasticloadbalancing", actions: "elasticloadbalancing", reason: "Functions read target health", ownResources: true, mode: "isolated" },
  { service: "autoscaling", actions: "autoscaling", reason: "Functions complete lifecycle actions of worker groups", ownResources: true, mode: "isolated" },
  { service: "lambda", actions: "lambda", reason: "Functions call each other", ownResources: true, mode: "isolated" },
  { service: "events", actions: "events", reason: "Functions put events on the bus", ownResources: true, mode: "isolated" },
  { service: "sns", actions: "sns", reason: "Functions publish alarms", ownResources: true, mode: "isolated" },
];

export function planEndpoints(config: StackConfig): EndpointsPlan {
  const { region } = config.account;
  const services = INTERFACE_SERVICES.filter(({ mode }) => mode === undefined || mode === config.network.mode);
  return {
    interfaces: services.map(({ service, actions, reason, ownResources }) => ({
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
 * All S3 traffic of nodes and functions to buckets of the region goes through this endpoint, downloads that another service redirects
 * there included, so those buckets need naming. Their names are general knowledge of AWS and the registries, not run here. The buckets
 * of the SSM agent are left out: the bastion's security group has no way to S3, its agent comes with its image.
 */
function s3Statements(config: StackConfig): readonly Statement[] {
  const { region } = config.account;
  const own = [bucketName(config, "audit"), bucketName(config, "backups")].map((name) => bucketArn(config, name));
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
    // ECR hands out presigned addresses of this AWS-owned bucket: the signer is ECR, so no condition on the caller's account holds.
    publicRead("EcrLayers", [`prod-${region}-starport-layer-bucket`]),
    // Registries redirect a client inside AWS to a bucket of its own region: registry.k8s.io where it has one there, quay.io (Cilium) in us-east-1.
    ...(config.network.mode === "public-egress"
      ? [publicRead("RegistryLayers", [`prod-registry-k8s-io-${region}`, "quayio-production-s3"])]
      : []),
  ];
}
