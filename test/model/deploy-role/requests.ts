/** The requests that AWS judges when the provider makes, reads, changes and deletes a recorded resource. */
import type { StackConfig } from "../../../config/schema";
import { autoscalingRoleArn, viaService } from "../../../model/arns";
import { OPERATIONS, type Operation, TYPE_ACTIONS } from "../../../model/deploy-role/type-actions";
import { arn, partitionOf, roleArn } from "../../../model/names";
import type { DeploymentResource } from "../../../sandbox/deployment";
import type { Request } from "../iam-evaluator";
import { type AuthorizedType, authorizedTypes } from "./authorization-reference";
import { ec2TypesOf, subjectsOf } from "./subjects";

export const TAG = "palisade:environment";
const OWN_TAG = `aws:ResourceTag/${TAG}`;
const MADE_TAG = `aws:RequestTag/${TAG}`;

/** What an environment has of EC2's types: an action that may touch one is asked about one that carries the environment's tag. */
const EXISTING = new Set(
  "vpc subnet internet-gateway elastic-ip natgateway route-table network-acl security-group vpc-endpoint transit-gateway-attachment client-vpn-endpoint network-interface instance volume launch-template".split(
    " ",
  ),
);
/** Somebody else's, who tags them or does not. */
const NEVER_OWN = new Set(["image", "snapshot", "transit-gateway"]);
/** Tagged after they exist, by a call of its own. */
const TAGGED_LATER = new Set([
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
  "aws:ec2/defaultRouteTable:DefaultRouteTable",
]);
const MAKES =
  /:(?:Create(?!OrUpdateTags|Alias|LaunchTemplateVersion|Route$|NetworkAclEntry|Grant|Listener)|Allocate|RunInstances|AuthorizeSecurityGroup|PutRule$)/;
const TAGS =
  /:(?:CreateTags|AddTags|TagResource|TagRole|TagInstanceProfile|CreateOrUpdateTags|AddTagsToResource|PutBucketTagging|ChangeTagsForResource)$/;
const UNTAGS = /:(?:DeleteTags|RemoveTags|UntagResource|UntagRole|UntagInstanceProfile|RemoveTagsFromResource)$/;

export interface AskedRequest extends Request {
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly of: string;
}

type Context = Record<string, string | readonly string[]>;

/** All of one resource: each must be allowed. */
export function requestsOf(config: StackConfig, resource: DeploymentResource): readonly AskedRequest[] {
  const actions = TYPE_ACTIONS[resource.type];
  if (actions === undefined) return [];
  return OPERATIONS.flatMap((operation) =>
    actions[operation].flatMap((action) => new Asking(config, resource, operation, action).requests()),
  );
}

class Asking {
  private readonly config: StackConfig;
  private readonly resource: DeploymentResource;
  private readonly operation: Operation;
  private readonly action: string;
  private readonly region: string;

  constructor(config: StackConfig, resource: DeploymentResource, operation: Operation, action: string) {
    this.config = config;
    this.resource = resource;
    this.operation = operation;
    this.action = action;
    const { region } = resource.inputs;
    this.region = typeof region === "string" ? region : config.account.region;
  }

  requests(): readonly AskedRequest[] {
    const { action } = this;
    if (action === "iam:PassRole") return this.passing();
    if (action === "iam:CreateServiceLinkedRole") return this.serviceLinked();
    if (action === "iam:PutRolePermissionsBoundary" && this.resource.inputs["permissionsBoundary"] === undefined)
      return [];
    if (this.isEmptying() && this.resource.inputs["forceDestroy"] !== true) return [];
    return authorizedTypes(action).flatMap((type) =>
      this.arnsOf(type).map((resource) => this.ask(resource, this.contextOf(type))),
    );
  }

  private ask(resource: string, context: Context): AskedRequest {
    const { action, config, operation, resource: of } = this;
    // The stand-in for the provider writes every ARN as one of the commercial partition.
    const inPartition = resource.replace(/^arn:aws:/, `arn:${partitionOf(config.account.region)}:`);
    return { action, resource: inPartition, context, of: `${of.type} ${operation}` };
  }

  private isEmptying(): boolean {
    return /:(?:ListBucketVersions|BypassGovernance\w+|DeleteObject\w*|\w+LegalHold)$/.test(this.action);
  }

  private arnsOf({ type, required }: AuthorizedType): readonly string[] {
    if (type === "*") return ["*"];
    const [service = ""] = this.action.split(":");
    if (service === "ec2") return this.ec2Arns(type, required);
    if (service === "kms" && !this.resource.type.startsWith("aws:kms/"))
      return [arn(this.config, "kms", "key/0123", this.region)];
    // What another service's resource looks up in IAM or asks of Route 53: its own profile, trail role, or VPC's zone.
    if (service === "iam" && this.action === "iam:GetInstanceProfile" && !this.resource.type.startsWith("aws:iam/")) {
      const profile = this.resource.inputs["iamInstanceProfile"];
      return [arn(this.config, "iam", `instance-profile/${String(profile)}`, "")];
    }
    if (service === "iam" && this.resource.type === "aws:cloudtrail/trail:Trail")
      return this.rolesOf().map(({ role }) => role);
    if (service === "route53" && !this.resource.type.startsWith("aws:route53/")) {
      return [`arn:${arn(this.config, "s3", "").split(":")[1]}:route53:::hostedzone/Z0123`];
    }
    return subjectsOf(this.config, this.resource)[`${service}:${type}`] ?? [];
  }

  private ec2Arns(type: string, required: boolean): readonly string[] {
    const { config, region } = this;
    const own = ec2TypesOf(this.resource);
    // Tags are for the resource itself; an instance's root volume has its own.
    if (TAGS.test(this.action) || UNTAGS.test(this.action)) return own.includes(type) ? [this.ec2Arn(type)] : [];
    if (type === "image" || type === "snapshot")
      return [`arn:${arn(config, "s3", "").split(":")[1]}:ec2:${region}::${type}/x-0123`];
    if (type === "transit-gateway") {
      const id = this.resource.inputs["transitGatewayId"];
      return typeof id === "string"
        ? [`arn:${arn(config, "s3", "").split(":")[1]}:ec2:${region}:999988887777:transit-gateway/${id}`]
        : [];
    }
    if (required || own.includes(type) || EXISTING.has(type)) return [this.ec2Arn(type)];
    return [];
  }

  private ec2Arn(type: string): string {
    const isItself = ec2TypesOf(this.resource)[0] === type && !this.resource.type.startsWith("aws:autoscaling/");
    return arn(this.config, "ec2", `${type}/${isItself ? (this.resource.id ?? "x-0123") : "x-0123"}`, this.region);
  }

  private contextOf(type: AuthorizedType): Context {
    const { config, action, operation } = this;
    const context: Context = { "aws:RequestedRegion": this.region };
    const tagging = TAGS.test(action);
    const makes =
      operation === "create" &&
      MAKES.test(action) &&
      (this.resource.inputs["tags"] !== undefined || action === "ec2:RunInstances");
    const has = (key: string) => type.keys.includes(key);
    const fromTemplate = this.resource.type === "aws:autoscaling/group:Group" && action === "ec2:RunInstances";
    const isMade = makes || (tagging && operation === "create") || this.isLaunchedTag();
    const tags = this.resource.inputs["tags"] !== undefined || !tagging;
    if (has("aws:RequestTag") && isMade && tags && !fromTemplate && !this.isLaunchedTag())
      context[MADE_TAG] = config.environment;
    // What is there: all but what this very call makes, or tags for the first time.
    const isItself = this.isMadeHere(type.type);
    if (has("aws:ResourceTag") && !(isMade && isItself) && !NEVER_OWN.has(type.type))
      context[OWN_TAG] = config.environment;
    if (has("aws:TagKeys") && tagging && operation === "update" && !this.isLaunchedTag())
      context["aws:TagKeys"] = ["cost-center"];
    if (has("aws:TagKeys") && UNTAGS.test(action)) context["aws:TagKeys"] = ["cost-center"];
    Object.assign(context, this.special(type));
    return Object.fromEntries(
      Object.entries(context).filter(
        ([key]) =>
          key === "aws:RequestedRegion" ||
          type.keys.some((known) => key === known || key.startsWith(`${known}/`) || key.startsWith(`${known}:`)),
      ),
    );
  }

  private isMadeHere(type: string): boolean {
    if (this.action.startsWith("ec2:")) return ec2TypesOf(this.resource).includes(type);
    return true;
  }

  /** Tags that a group's launch template carries: the environment's is not among them. */
  private isLaunchedTag(): boolean {
    return this.resource.type === "aws:autoscaling/group:Group" && this.action === "ec2:CreateTags";
  }

  private special(type: AuthorizedType): Context {
    const { action, config, operation, resource } = this;
    switch (action) {
      case "ec2:CreateTags":
        return this.createAction(type);
      case "ec2:RunInstances":
        return {
          ...(resource.type === "aws:autoscaling/group:Group" ? { "ec2:LaunchTemplate": "lt-0123" } : {}),
          "ec2:Owner": "540036508848",
          "ec2:Public": "true",
        };
      case "elasticloadbalancing:AddTags": {
        const made = TYPE_ACTIONS[resource.type]?.create.find((one) => one.includes(":Create"))?.split(":")[1] ?? "";
        return operation === "create" ? { "elasticloadbalancing:CreateAction": made } : {};
      }
      case "route53:CreateHostedZone":
      case "route53:AssociateVPCWithHostedZone":
      case "route53:DisassociateVPCFromHostedZone":
        return { "route53:VPCs": [`VPCId=vpc-0123,VPCRegion=${config.account.region}`] };
      case "route53:ChangeResourceRecordSets":
        return {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": [String(resource.inputs["name"])],
          "route53:ChangeResourceRecordSetsRecordTypes": [String(resource.inputs["type"])],
        };
      case "iam:CreateRole":
      case "iam:UpdateAssumeRolePolicy":
      case "iam:PutRolePermissionsBoundary": {
        const boundary = resource.inputs["permissionsBoundary"];
        return typeof boundary === "string" ? { "iam:PermissionsBoundary": boundary } : {};
      }
      // Of the role, not of the policy.
      case "iam:PutRolePolicy":
      case "iam:DeleteRolePolicy": {
        const boundary = config.account.permissionsBoundaryArn;
        return boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
      }
      case "kms:CreateGrant":
        return { "kms:GrantIsForAWSResource": "true", "kms:ViaService": viaService(config, "ec2") };
      default:
        if (!action.startsWith("kms:") || resource.type.startsWith("aws:kms/")) return {};
        return {
          "kms:ViaService": viaService(config, resource.type.startsWith("aws:ec2/") ? "ec2" : "secretsmanager"),
        };
    }
  }

  /** EC2 names the call that tags come with; a call for tags alone has none. */
  private createAction({ type }: AuthorizedType): Context {
    const { operation, resource } = this;
    const late =
      TAGGED_LATER.has(resource.type) || (resource.type === "aws:ec2/instance:Instance" && type === "volume");
    if (this.isLaunchedTag()) return { "ec2:CreateAction": "RunInstances" };
    if (operation !== "create" || late) return {};
    const made = TYPE_ACTIONS[resource.type]?.create.find((one) => MAKES.test(one))?.split(":")[1] ?? "";
    return { "ec2:CreateAction": made };
  }

  private serviceLinked(): readonly AskedRequest[] {
    const services: Readonly<Record<string, readonly [string, string]>> = {
      "aws:lb/loadBalancer:LoadBalancer": [
        "elasticloadbalancing.amazonaws.com",
        "AWSServiceRoleForElasticLoadBalancing",
      ],
      "aws:ec2transitgateway/vpcAttachment:VpcAttachment": [
        "transitgateway.amazonaws.com",
        "AWSServiceRoleForVPCTransitGateway",
      ],
      "aws:ec2clientvpn/endpoint:Endpoint": ["clientvpn.amazonaws.com", "AWSServiceRoleForClientVPN"],
    };
    const [service, name] = services[this.resource.type] ?? [];
    if (service === undefined)
      return [this.ask(this.resource.id ?? "", { "iam:AWSServiceName": "autoscaling.amazonaws.com" })];
    return [this.ask(roleArn(this.config, `aws-service-role/${service}/${name}`), { "iam:AWSServiceName": service })];
  }

  private passing(): readonly AskedRequest[] {
    return this.rolesOf().map(({ role, service }) => this.ask(role, { "iam:PassedToService": service }));
  }

  private rolesOf(): readonly { readonly role: string; readonly service: string }[] {
    const { inputs, type } = this.resource;
    const profile = (name: unknown) => [{ role: roleArn(this.config, String(name)), service: "ec2.amazonaws.com" }];
    const given = (key: string, service: string) =>
      typeof inputs[key] === "string" ? [{ role: String(inputs[key]), service }] : [];
    switch (type) {
      case "aws:ec2/instance:Instance":
        return profile(inputs["iamInstanceProfile"]);
      case "aws:iam/instanceProfile:InstanceProfile":
        return profile(inputs["role"]);
      case "aws:autoscaling/group:Group":
        return [
          { role: autoscalingRoleArn(this.config), service: "autoscaling.amazonaws.com" },
          ...profile(`palisade-${this.config.environment}-worker`),
        ];
      case "aws:ec2/flowLog:FlowLog":
        return given("iamRoleArn", "vpc-flow-logs.amazonaws.com");
      case "aws:cloudtrail/trail:Trail":
        return given("cloudWatchLogsRoleArn", "cloudtrail.amazonaws.com");
      case "aws:s3/bucketReplicationConfig:BucketReplicationConfig":
        return given("role", "s3.amazonaws.com");
      case "aws:cloudwatch/eventTarget:EventTarget":
        return given("roleArn", "events.amazonaws.com");
      default:
        throw new Error(`nobody says which role ${type} passes`);
    }
  }
}
