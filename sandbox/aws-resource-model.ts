/**
 * Stand-in for the AWS provider: the id and the computed outputs of each resource type, deterministic from the URN. Only outputs that the program
 * reads are here; any other output stays unknown, exactly as in a preview, so nothing can silently become `undefined`.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { BUCKET_SETTINGS, inputNamed, joined, textOf, uuid } from "./aws-ids";
import type { PropertyMap } from "./deployment";

export interface Computed {
  readonly id: string;
  readonly outputs: PropertyMap;
}

interface Context {
  readonly urn: string;
  readonly inputs: PropertyMap;
  readonly hex: string;
  readonly id: string;
  readonly region: string;
  readonly account: string;
}

type Model = {
  /** Prefix of an EC2-style id ("vpc" gives vpc-0123456789abcdef0), or a function of the inputs. */
  readonly id: string | ((context: Omit<Context, "id">) => string);
  readonly outputs?: (context: Context) => PropertyMap;
};

/** Where a resource is made: its provider's settings, or what AWS's documentation uses for nobody. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

export const NOWHERE: Place = { region: "eu-central-1", account: "123456789012" };

/** Settings of an `aws.Provider`, as its inputs carry them. */
export function placeOf(provider: PropertyMap): Place {
  const accounts: unknown = JSON.parse(input({ inputs: provider }, "allowedAccountIds", "[]"));
  const [account] = Array.isArray(accounts) ? accounts : [];
  return {
    region: input({ inputs: provider }, "region", NOWHERE.region),
    account: typeof account === "string" ? account : NOWHERE.account,
  };
}

const input = (context: { inputs: PropertyMap }, key: string, fallback: string): string => {
  const value = context.inputs[key];
  return typeof value === "string" ? value : fallback;
};

const named =
  (key: string, fallback = "recorded") =>
  (context: Omit<Context, "id">) =>
    input(context, key, `${fallback}-${context.hex.slice(0, 7)}`);

const arnOutput =
  (service: string, resource: (context: Context) => string, global = false) =>
  (context: Context) => ({
    arn: `arn:aws:${service}:${global ? "" : context.region}:${context.account}:${resource(context)}`,
  });

const ec2Arn = (kind: string) => arnOutput("ec2", (context) => `${kind}/${context.id}`);

const loadBalancerId = (context: Omit<Context, "id">) =>
  `arn:aws:elasticloadbalancing:${context.region}:${context.account}:loadbalancer/net/${input(context, "name", "recorded")}/${context.hex.slice(0, 16)}`;

const MODELS: Readonly<Record<string, Model>> = {
  "aws:ec2/vpc:Vpc": {
    id: "vpc",
    outputs: (context) => ({
      ...ec2Arn("vpc")(context),
      defaultNetworkAclId: `acl-${context.hex.slice(0, 17)}`,
      defaultRouteTableId: `rtb-${context.hex.slice(0, 17)}`,
      mainRouteTableId: `rtb-${context.hex.slice(0, 17)}`,
      defaultSecurityGroupId: `sg-${context.hex.slice(0, 17)}`,
    }),
  },
  "aws:ec2/subnet:Subnet": { id: "subnet", outputs: ec2Arn("subnet") },
  "aws:ec2/internetGateway:InternetGateway": { id: "igw", outputs: ec2Arn("internet-gateway") },
  "aws:ec2/natGateway:NatGateway": { id: "nat" },
  "aws:ec2/eip:Eip": { id: "eipalloc", outputs: (context) => ({ allocationId: context.id, publicIp: "192.0.2.1" }) },
  "aws:ec2/routeTable:RouteTable": { id: "rtb", outputs: ec2Arn("route-table") },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": { id: inputNamed("defaultRouteTableId") },
  "aws:ec2/route:Route": {
    id: ({ inputs }) => `r-${textOf(inputs, "routeTableId")}${crc32(textOf(inputs, "destinationCidrBlock"))}`,
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: "rtbassoc" },
  "aws:ec2/networkAcl:NetworkAcl": { id: "acl", outputs: ec2Arn("network-acl") },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": { id: inputNamed("defaultNetworkAclId") },
  "aws:ec2/networkAclAssociation:NetworkAclAssociation": { id: "aclassoc" },
  "aws:ec2/networkAclRule:NetworkAclRule": {
    id: ({ inputs }) =>
      `nacl-${crc32(["networkAclId", "ruleNumber", "egress", "protocol"].map((name) => `${textOf(inputs, name)}-`).join(""))}`,
  },
  "aws:ec2/securityGroup:SecurityGroup": { id: "sg", outputs: ec2Arn("security-group") },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    // The group that the VPC above says it has.
    id: ({ inputs, hex }) => input({ inputs }, "vpcId", `vpc-${hex.slice(0, 17)}`).replace("vpc-", "sg-"),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { id: "sgr", outputs: ec2Arn("security-group-rule") },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { id: "sgr", outputs: ec2Arn("security-group-rule") },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    id: "vpce",
    outputs: (context) => ({ ...ec2Arn("vpc-endpoint")(context), prefixListId: `pl-${context.hex.slice(0, 8)}` }),
  },
  "aws:ec2/flowLog:FlowLog": { id: "fl", outputs: ec2Arn("vpc-flow-log") },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": { id: "tgw-attach" },
  "aws:ec2/networkInterface:NetworkInterface": { id: "eni", outputs: ec2Arn("network-interface") },
  "aws:ec2/instance:Instance": { id: "i", outputs: ec2Arn("instance") },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    id: "lt",
    outputs: (context) => ({ ...ec2Arn("launch-template")(context), latestVersion: 1, defaultVersion: 1 }),
  },
  "aws:autoscaling/group:Group": {
    id: named("name", "asg"),
    outputs: arnOutput(
      "autoscaling",
      (context) => `autoScalingGroup:${context.hex.slice(0, 8)}:autoScalingGroupName/${context.id}`,
    ),
  },
  "aws:kms/key:Key": {
    id: ({ hex }) => uuid(hex),
    outputs: (context) => ({ ...arnOutput("kms", () => `key/${context.id}`)(context), keyId: context.id }),
  },
  "aws:kms/alias:Alias": {
    id: named("name", "alias/recorded"),
    outputs: arnOutput("kms", (context) => context.id),
  },
  "aws:s3/bucket:Bucket": {
    id: named("bucket"),
    outputs: (context) => ({
      arn: `arn:aws:s3:::${context.id}`,
      bucket: context.id,
      bucketRegionalDomainName: `${context.id}.s3.${context.region}.amazonaws.com`,
    }),
  },
  ...Object.fromEntries(BUCKET_SETTINGS.map((type) => [`aws:s3/${type}`, { id: inputNamed("bucket") }])),
  "aws:iam/role:Role": {
    id: named("name"),
    outputs: (context) => ({
      ...arnOutput("iam", (c) => `role/${c.id}`, true)(context),
      name: context.id,
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": { id: joined(":", "role", "name") },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: named("name"),
    outputs: (context) => ({
      ...arnOutput("iam", (c) => `instance-profile/${c.id}`, true)(context),
      name: context.id,
    }),
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
    id: (context) => serviceLinkedRoleArn(context),
    outputs: (context) => ({ arn: serviceLinkedRoleArn(context) }),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    id: named("name"),
    outputs: arnOutput("logs", (context) => `log-group:${context.id}`),
  },
  "aws:cloudwatch/logStream:LogStream": { id: named("name") },
  "aws:cloudwatch/eventTarget:EventTarget": { id: joined("-", "rule", "targetId") },
  "aws:cloudwatch/eventRule:EventRule": {
    id: named("name"),
    outputs: arnOutput("events", (context) => `rule/${context.id}`),
  },
  "aws:sns/topic:Topic": {
    id: (context) => `arn:aws:sns:${context.region}:${context.account}:${input(context, "name", "recorded")}`,
    outputs: (context) => ({ arn: context.id }),
  },
  "aws:sns/topicPolicy:TopicPolicy": { id: inputNamed("arn") },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: ({ inputs, hex }) => `${textOf(inputs, "topic")}:${uuid(hex)}`,
  },
  "aws:cloudtrail/trail:Trail": {
    id: (context) =>
      `arn:aws:cloudtrail:${context.region}:${context.account}:trail/${input(context, "name", "recorded")}`,
    outputs: (context) => ({ arn: context.id }),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    id: loadBalancerId,
    outputs: (context) => ({
      arn: context.id,
      arnSuffix: context.id.split("loadbalancer/")[1] ?? "",
      dnsName: `${input(context, "name", "recorded")}-${context.hex.slice(0, 16)}.elb.${context.region}.amazonaws.com`,
      zoneId: "Z3F0SRJ5LGBH90",
    }),
  },
  "aws:lb/targetGroup:TargetGroup": {
    id: (context) => loadBalancerId(context).replace("loadbalancer/net", "targetgroup"),
    outputs: (context) => ({ arn: context.id }),
  },
  "aws:lb/listener:Listener": {
    id: ({ inputs, hex }) =>
      `${textOf(inputs, "loadBalancerArn").replace(":loadbalancer/", ":listener/")}/${hex.slice(0, 16)}`,
    outputs: (context) => ({ arn: context.id }),
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
    id: ({ inputs, hex }) => `${textOf(inputs, "targetGroupArn")}-${hex.slice(0, 26)}`,
  },
  "aws:route53/record:Record": { id: joined("_", "zoneId", "name", "type") },
  "aws:route53/zone:Zone": {
    id: (context) => `Z${context.hex.slice(0, 20).toUpperCase()}`,
    outputs: (context) => ({ arn: `arn:aws:route53:::hostedzone/${context.id}`, zoneId: context.id }),
  },
  "aws:secretsmanager/secret:Secret": {
    id: (context) => secretArn(context),
    outputs: (context) => ({ arn: context.id, name: context.id.split(":secret:")[1]?.slice(0, -SECRET_SUFFIX) ?? "" }),
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { id: inputNamed("secretArn") },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: ({ inputs, hex }) => `${textOf(inputs, "secretId")}|${uuid(hex)}`,
  },
  "aws:ssm/document:Document": {
    id: named("name"),
    outputs: arnOutput("ssm", (context) => `document/${context.id}`),
  },
  "aws:ec2clientvpn/endpoint:Endpoint": {
    id: "cvpn-endpoint",
    outputs: (context) => ({
      ...ec2Arn("client-vpn-endpoint")(context),
      dnsName: `*.${context.id}.prod.clientvpn.${context.region}.amazonaws.com`,
    }),
  },
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": { id: "cvpn-assoc" },
  "aws:ec2clientvpn/authorizationRule:AuthorizationRule": {
    id: joined(",", "clientVpnEndpointId", "targetNetworkCidr", "accessGroupId"),
  },
};

function serviceLinkedRoleArn(context: Omit<Context, "id">): string {
  const service = input(context, "awsServiceName", "recorded.amazonaws.com");
  return `arn:aws:iam::${context.account}:role/aws-service-role/${service}/AWSServiceRoleForAutoScaling_${input(context, "customSuffix", "")}`;
}

/** Characters that Secrets Manager puts behind a name in an ARN, with their dash. */
const SECRET_SUFFIX = 7;

/** The provider makes a name unique by the time; here it is as long. */
function secretArn(context: Omit<Context, "id">): string {
  const name = `${input(context, "namePrefix", "recorded-")}${context.hex.slice(0, 26)}`;
  return `arn:aws:secretsmanager:${context.region}:${context.account}:secret:${name}-${context.hex.slice(-6)}`;
}

/** Id and computed outputs that a provider would give this resource. A type without a model gets an id only. */
export function computedOutputs(type: string, urn: string, inputs: PropertyMap, place = NOWHERE): Computed {
  const hex = createHash("sha256").update(urn).digest("hex");
  const context = { urn, inputs, hex, region: input({ inputs }, "region", place.region), account: place.account };
  const model = MODELS[type];
  const id =
    model === undefined
      ? `recorded-${hex.slice(0, 17)}`
      : typeof model.id === "string"
        ? `${model.id}-${hex.slice(0, 17)}`
        : model.id(context);
  return { id, outputs: { id, ...model?.outputs?.({ ...context, id }) } };
}

type Invoke = (args: PropertyMap) => PropertyMap;

const INVOKES: Readonly<Record<string, Invoke>> = {
  "aws:ec2/getAmi:getAmi": (args) => {
    const id = `ami-${createHash("sha256").update(JSON.stringify(args)).digest("hex").slice(0, 17)}`;
    return { id, imageId: id, rootDeviceName: "/dev/xvda" };
  },
};

/** What a data source answers; undefined for a function that is not modelled, which the recorder refuses. */
export function invokeAnswer(token: string, args: PropertyMap): PropertyMap | undefined {
  return INVOKES[token]?.(args);
}
