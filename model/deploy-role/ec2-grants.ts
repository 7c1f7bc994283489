/** EC2. Its resources have ids that nobody knows before they exist: tags stand for the environment. */
import type { StackConfig } from "../../config/schema";
import { arn, partitionOf } from "../names";
import { actions, calledIn, ENVIRONMENT_TAG, type Grant, keepsTag, made, own, staysOwn } from "./grant";

const READS = actions(
  "ec2",
  "DescribeAccountAttributes DescribeAddresses DescribeAddressesAttribute DescribeClientVpnEndpoints DescribeFlowLogs DescribeIamInstanceProfileAssociations DescribeImages DescribeInstanceCreditSpecifications DescribeInstanceTypes DescribeInstances DescribeInternetGateways DescribeLaunchTemplateVersions DescribeLaunchTemplates DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables DescribeSecurityGroupRules DescribeSecurityGroups DescribeSubnets DescribeTags DescribeTransitGatewayVpcAttachments DescribeTransitGateways DescribeVolumes DescribeVolumesModifications DescribeVpcEndpoints DescribeVpcs GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations",
);

interface Making {
  readonly sid: string;
  /** What is made, by the action that makes it. */
  readonly made: Readonly<Record<string, string>>;
}

/**
 * An action that makes something is also asked about what it is made in, for which it needs the environment's tag on that (EC2_OWN). Each
 * group keeps clear of the types that its own actions are made in, so that a tag in the request can never stand in for one on the resource.
 */
const MAKING: readonly Making[] = [
  {
    sid: "MakeRoots",
    made: {
      CreateVpc: "vpc",
      CreateInternetGateway: "internet-gateway",
      AllocateAddress: "elastic-ip",
      CreateLaunchTemplate: "launch-template",
    },
  },
  {
    sid: "MakeInVpc",
    made: {
      CreateSubnet: "subnet",
      CreateSecurityGroup: "security-group",
      CreateRouteTable: "route-table",
      CreateNetworkAcl: "network-acl",
    },
  },
  {
    sid: "MakeInSubnets",
    made: {
      CreateNatGateway: "natgateway",
      CreateVpcEndpoint: "vpc-endpoint",
      CreateTransitGatewayVpcAttachment: "transit-gateway-attachment",
      CreateClientVpnEndpoint: "client-vpn-endpoint",
      CreateNetworkInterface: "network-interface",
      AuthorizeSecurityGroupIngress: "security-group-rule",
      AuthorizeSecurityGroupEgress: "security-group-rule",
    },
  },
  { sid: "MakeFlowLogs", made: { CreateFlowLogs: "vpc-flow-log" } },
  { sid: "MakeInstances", made: { RunInstances: "instance" } },
];

/** Creations that name something which exists, then all that changes or ends what exists. */
const ON_OWN = actions(
  "ec2",
  "CreateSubnet CreateSecurityGroup CreateRouteTable CreateNetworkAcl CreateNatGateway CreateVpcEndpoint CreateTransitGatewayVpcAttachment CreateClientVpnEndpoint CreateNetworkInterface CreateFlowLogs RunInstances AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress AssignPrivateIpAddresses AssociateClientVpnTargetNetwork AssociateIamInstanceProfile AssociateRouteTable AttachInternetGateway AuthorizeClientVpnIngress CreateLaunchTemplateVersion CreateNetworkAclEntry CreateRoute DeleteClientVpnEndpoint DeleteFlowLogs DeleteInternetGateway DeleteLaunchTemplate DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInterface DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTransitGatewayVpcAttachment DeleteVpc DeleteVpcEndpoints DescribeClientVpnAuthorizationRules DescribeClientVpnTargetNetworks DescribeInstanceAttribute DescribeVpcAttribute DetachInternetGateway DetachNetworkInterface DisassociateAddress DisassociateClientVpnTargetNetwork DisassociateIamInstanceProfile DisassociateRouteTable ModifyClientVpnEndpoint ModifyInstanceAttribute ModifyInstanceMetadataOptions ModifyLaunchTemplate ModifyNetworkInterfaceAttribute ModifySecurityGroupRules ModifySubnetAttribute ModifyTransitGatewayVpcAttachment ModifyVolume ModifyVpcAttribute ModifyVpcEndpoint MonitorInstances ReleaseAddress ReplaceIamInstanceProfileAssociation ReplaceNetworkAclAssociation ReplaceRoute ReplaceRouteTableAssociation RevokeClientVpnIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress StartInstances StopInstances TerminateInstances UnassignPrivateIpAddresses UnmonitorInstances",
);

/** Exist untagged before anything can tag them: a VPC's defaults, and the root volumes of instances, which the provider tags afterwards. */
const TAGGED_LATER = ["network-acl", "route-table", "security-group", "volume"] as const;
const UNTAGGED = { Null: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: "true" } } as const;

function ec2(
  sid: string,
  words: string | readonly string[],
  resources: Grant["resources"],
  condition?: Grant["condition"],
): Grant {
  return {
    subject: "ec2-new",
    sid,
    actions: typeof words === "string" ? actions("ec2", words) : words,
    resources,
    ...(condition === undefined ? {} : { condition }),
  };
}

export function ec2Grants(config: StackConfig): readonly Grant[] {
  const of = (type: string) => arn(config, "ec2", `${type}/*`);
  const orUntagged = { StringEqualsIfExists: { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: config.environment } };
  const making = MAKING.flatMap(({ made: types }) => Object.keys(types));
  return [
    { ...ec2("Read", READS, "*", calledIn([config.account.region])), subject: "ec2-own" },
    ...MAKING.map(({ sid, made: types }) =>
      ec2(sid, actions("ec2", Object.keys(types).join(" ")), [...new Set(Object.values(types))].map(of), made(config)),
    ),
    { ...ec2("Own", ON_OWN, of("*"), own(config)), subject: "ec2-own" },
    // What a launch takes besides the environment's own: the image, and a volume and an interface that do not exist yet.
    ...launchSources(config).map((grant): Grant => ({ ...grant, subject: "ec2-own" })),
    ec2("LaunchWithNew", "RunInstances", [of("network-interface"), of("volume")], { ...UNTAGGED, ...orUntagged }),
    // Auto Scaling tries a launch from the group's template, whose tags leave out the environment's: the template itself must be the environment's.
    ec2("LaunchFromTemplate", "RunInstances", of("instance"), {
      Null: { "ec2:LaunchTemplate": "false" },
      ...orUntagged,
    }),
    ec2("TagLaunched", "CreateTags", ["instance", "volume", "network-interface"].map(of), {
      StringEquals: { "ec2:CreateAction": "RunInstances" },
      ...orUntagged,
    }),
    ec2("TagMade", "CreateTags", of("*"), made(config, { "ec2:CreateAction": [...new Set(making)] })),
    ec2("TagOwn", "CreateTags", of("*"), staysOwn(config)),
    ec2("TagLater", "CreateTags", TAGGED_LATER.map(of), { ...made(config), ...UNTAGGED }),
    ec2("UntagOwn", "DeleteTags", of("*"), keepsTag(own(config))),
    // The provider empties a VPC's default network ACL before it tags it.
    ec2("EmptyDefaultAcl", "DeleteNetworkAclEntry", of("network-acl"), UNTAGGED),
    ...transitGateway(config).map((resource) => ec2("Attach", "CreateTransitGatewayVpcAttachment", resource)),
  ];
}

/**
 * Images and snapshots, whose ARNs carry no account. Images: public ones, and those that the configuration names by id or by another owner. Snapshots
 * of other accounts, since AWS does not tell which are public. Of this account's own, both with the environment's tag.
 */
function launchSources(config: StackConfig): readonly Grant[] {
  const { id: account, region } = config.account;
  const source = (type: string, id = "*") => `arn:${partitionOf(region)}:ec2:${region}::${type}/${id}`;
  const run = (sid: string, resources: Grant["resources"], condition?: Grant["condition"]) =>
    ec2(sid, "RunInstances", resources, condition);
  const images = [config.talos.image, ...(config.access.bastion === undefined ? [] : [config.access.bastion.image])];
  const named = new Set(images.flatMap((image) => ("id" in image ? [source("image", image.id)] : [])));
  const owners = new Set(images.flatMap((image) => ("id" in image || image.owner === account ? [] : [image.owner])));
  return [
    run("LaunchFromPublic", source("image"), { Bool: { "ec2:Public": "true" } }),
    ...(named.size === 0 ? [] : [run("LaunchFromNamed", [...named])]),
    ...(owners.size === 0
      ? []
      : [run("LaunchFromOwners", source("image"), { StringEquals: { "ec2:Owner": [...owners] } })]),
    run("LaunchFromOthers", source("snapshot"), { StringNotEquals: { "ec2:Owner": account } }),
    run("LaunchFromOwn", [source("image"), source("snapshot")], own(config)),
  ];
}

/** It may be another account's, shared with this one. */
function transitGateway(config: StackConfig): readonly string[] {
  const id = config.access.transitGatewayId;
  const { region } = config.account;
  return id === undefined ? [] : [`arn:${partitionOf(region)}:ec2:${region}:*:transit-gateway/${id}`];
}
