/** What a recorded resource is, or is made of, in the terms of AWS's reference: ARNs by type of resource. */
import type { StackConfig } from "../../../config/schema";
import { arn, roleArn } from "../../../model/names";
import type { DeploymentResource } from "../../../sandbox/deployment";

/** Types of EC2 that a program's resource is, by Pulumi type; the first one is the resource itself. */
const EC2: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/vpc:Vpc": ["vpc"],
  "aws:ec2/subnet:Subnet": ["subnet"],
  "aws:ec2/internetGateway:InternetGateway": ["internet-gateway"],
  "aws:ec2/eip:Eip": ["elastic-ip"],
  "aws:ec2/natGateway:NatGateway": ["natgateway"],
  "aws:ec2/routeTable:RouteTable": ["route-table"],
  "aws:ec2/defaultRouteTable:DefaultRouteTable": ["route-table"],
  "aws:ec2/route:Route": ["route-table"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["route-table"],
  "aws:ec2/networkAcl:NetworkAcl": ["network-acl"],
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": ["network-acl"],
  "aws:ec2/networkAclRule:NetworkAclRule": ["network-acl"],
  "aws:ec2/securityGroup:SecurityGroup": ["security-group"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["security-group"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["security-group-rule"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["security-group-rule"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["vpc-endpoint"],
  "aws:ec2/flowLog:FlowLog": ["vpc-flow-log"],
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": ["transit-gateway-attachment"],
  "aws:ec2clientvpn/endpoint:Endpoint": ["client-vpn-endpoint"],
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": ["client-vpn-endpoint"],
  "aws:ec2clientvpn/authorizationRule:AuthorizationRule": ["client-vpn-endpoint"],
  "aws:ec2/networkInterface:NetworkInterface": ["network-interface"],
  "aws:ec2/instance:Instance": ["instance", "volume", "network-interface"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["launch-template"],
  "aws:autoscaling/group:Group": ["instance", "volume", "network-interface"],
};

/** Types of EC2 that a resource is; empty for other services. */
export function ec2TypesOf({ type }: Pick<DeploymentResource, "type">): readonly string[] {
  return EC2[type] ?? [];
}

type Inputs = DeploymentResource["inputs"];

function text(inputs: Inputs, ...keys: readonly string[]): string {
  for (const key of keys) {
    const value = inputs[key];
    if (typeof value === "string" && value !== "") return value;
  }
  throw new Error(`none of ${keys.join(", ")} is a text`);
}

/** ARNs of a resource by "<service>:<type of AWS's reference>". */
export function subjectsOf(
  config: StackConfig,
  resource: DeploymentResource,
): Readonly<Record<string, readonly string[]>> {
  const { id = "", inputs, outputs, type } = resource;
  const region = typeof inputs["region"] === "string" ? inputs["region"] : config.account.region;
  const at = (service: string, rest: string) => arn(config, service, rest, region);
  const bucket = () => `arn:${arn(config, "s3", "").split(":")[1]}:s3:::${text(inputs, "bucket")}`;
  const service = type.split("/")[0] ?? "";
  switch (service) {
    case "aws:s3":
      return { "s3:bucket": [bucket()], "s3:object": [`${bucket()}/etcd/1.db`] };
    case "aws:iam":
      return iamSubjects(config, resource);
    case "aws:kms":
      return {
        "kms:key": [at("kms", `key/${type === "aws:kms/key:Key" ? id : text(inputs, "targetKeyId")}`)],
        ...(type === "aws:kms/alias:Alias" ? { "kms:alias": [at("kms", text(inputs, "name"))] } : {}),
      };
    case "aws:secretsmanager":
      return { "secretsmanager:Secret": [text({ ...outputs, ...inputs, id }, "secretArn", "secretId", "id")] };
    case "aws:sns":
      return { "sns:topic": [text({ ...inputs, id }, "topic", "arn", "id")] };
    case "aws:cloudtrail":
      return { "cloudtrail:trail": [id] };
    case "aws:ssm":
      return { "ssm:document": [at("ssm", `document/${text(inputs, "name")}`)] };
    case "aws:route53":
      return {
        "route53:hostedzone": [`arn:${arn(config, "s3", "").split(":")[1]}:route53:::hostedzone/${id}`],
        "route53:change": [`arn:${arn(config, "s3", "").split(":")[1]}:route53:::change/C01234567`],
      };
    case "aws:autoscaling":
      return { "autoscaling:autoScalingGroup": [text(outputs, "arn")] };
    case "aws:cloudwatch":
      return watchSubjects(at, resource);
    case "aws:lb":
      return balancerSubjects(resource);
    default:
      return {};
  }
}

function iamSubjects(
  config: StackConfig,
  { id = "", inputs, type }: DeploymentResource,
): Readonly<Record<string, readonly string[]>> {
  if (type === "aws:iam/serviceLinkedRole:ServiceLinkedRole") return { "iam:role": [id] };
  if (type !== "aws:iam/instanceProfile:InstanceProfile")
    return { "iam:role": [roleArn(config, text(inputs, "role", "name"))] };
  return {
    "iam:role": [roleArn(config, text(inputs, "role"))],
    "iam:instance-profile": [arn(config, "iam", `instance-profile/${id}`, "")],
  };
}

function watchSubjects(
  at: (service: string, rest: string) => string,
  { inputs, type }: DeploymentResource,
): Readonly<Record<string, readonly string[]>> {
  if (type.includes("event"))
    return { "events:rule-on-default-event-bus": [at("events", `rule/${text(inputs, "rule", "name")}`)] };
  const group = at("logs", `log-group:${text(inputs, "logGroupName", "name")}`);
  // CloudWatch Logs writes a group's ARN with and without the mark for its streams.
  return { "logs:log-group": [group, `${group}:*`], "logs:log-stream": [`${group}:log-stream:connections`] };
}

function balancerSubjects({ id = "", inputs, type }: DeploymentResource): Readonly<Record<string, readonly string[]>> {
  switch (type) {
    case "aws:lb/loadBalancer:LoadBalancer":
      return { "elasticloadbalancing:loadbalancer/net/": [id] };
    case "aws:lb/listener:Listener":
      return {
        "elasticloadbalancing:loadbalancer/net/": [text(inputs, "loadBalancerArn")],
        "elasticloadbalancing:listener/net": [
          `${text(inputs, "loadBalancerArn").replace(":loadbalancer/", ":listener/")}/0123456789abcdef`,
        ],
      };
    default:
      return { "elasticloadbalancing:targetgroup": [text({ id, ...inputs }, "targetGroupArn", "id")] };
  }
}
