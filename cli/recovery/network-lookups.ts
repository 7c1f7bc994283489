/** What an interrupted creation left of networks: VPC, routes, filters and ways in. */
import type { PropertyMap } from "../../sandbox/deployment";
import { ask, column, describe, equal, ifAny, type Lookup, nameTag, needed, noneOf, raw, same, text } from "./lookup";

const BY_NAME_TAG = { "tag:Name": "tags.Name" } as const;

const routeId = (inputs: PropertyMap) => `${needed(inputs, "routeTableId")}_${needed(inputs, "destinationCidrBlock")}`;

const associationId = (inputs: PropertyMap) => `${needed(inputs, "subnetId")}/${needed(inputs, "routeTableId")}`;

const aclRuleId = (inputs: PropertyMap) =>
  ["networkAclId", "ruleNumber", "protocol", "egress"].map((name) => needed(inputs, name)).join(":");

const authorizationId = (inputs: PropertyMap) =>
  ["clientVpnEndpointId", "targetNetworkCidr", "accessGroupId"].flatMap((name) => text(inputs, name) ?? []).join(",");

/** What EC2 takes for the same rule: it refuses a second one. The descriptions may differ. */
const SECURITY_GROUP_RULE = [
  "securityGroupId",
  "ipProtocol",
  "fromPort",
  "toPort",
  "cidrIpv4",
  "cidrIpv6",
  "prefixListId",
  "referencedSecurityGroupId",
] as const;

const securityGroupRule = (egress: boolean): Lookup =>
  ask({ identity: SECURITY_GROUP_RULE }, (inputs) => ({
    operation: [
      "ec2",
      "describe-security-group-rules",
      "--filters",
      `Name=group-id,Values=${needed(inputs, "securityGroupId")}`,
    ],
    query: column(
      "SecurityGroupRules",
      "SecurityGroupRuleId",
      same("IsEgress", String(egress)),
      equal("IpProtocol", text(inputs, "ipProtocol")),
      same("FromPort", text(inputs, "fromPort")),
      same("ToPort", text(inputs, "toPort")),
      equal("CidrIpv4", text(inputs, "cidrIpv4")),
      equal("CidrIpv6", text(inputs, "cidrIpv6")),
      equal("PrefixListId", text(inputs, "prefixListId")),
      equal("ReferencedGroupInfo.GroupId", text(inputs, "referencedSecurityGroupId")),
    ),
  }));

const BELONGS_TO_VPC =
  "the VPC has it from the start: found or not, clearing it is as good, and the next run adopts it again";

export const NETWORK_LOOKUPS: Readonly<Record<string, Lookup>> = {
  "aws:ec2/vpc:Vpc": describe(
    "describe-vpcs",
    { list: "Vpcs", id: "VpcId" },
    { cidr: "cidrBlock", ...BY_NAME_TAG },
    { identity: ["cidrBlock", "tags.Name"] },
  ),
  "aws:ec2/subnet:Subnet": describe(
    "describe-subnets",
    { list: "Subnets", id: "SubnetId" },
    { "vpc-id": "vpcId", "cidr-block": "cidrBlock" },
    { identity: ["vpcId", "cidrBlock"] },
  ),
  // It is made first and attached then: an interrupted one may have no VPC.
  "aws:ec2/internetGateway:InternetGateway": describe(
    "describe-internet-gateways",
    { list: "InternetGateways", id: "InternetGatewayId" },
    BY_NAME_TAG,
    {
      identity: ["tags.Name"],
      note: "one that was made and not attached yet is attached by the next run",
    },
  ),
  "aws:ec2/eip:Eip": describe("describe-addresses", { list: "Addresses", id: "AllocationId" }, BY_NAME_TAG, {
    identity: ["tags.Name"],
  }),
  "aws:ec2/natGateway:NatGateway": ask({ identity: ["allocationId"] }, (inputs) => ({
    operation: [
      "ec2",
      "describe-nat-gateways",
      "--filter",
      `Name=subnet-id,Values=${needed(inputs, "subnetId")}`,
      "Name=state,Values=pending,available",
    ],
    query: column(
      "NatGateways",
      "NatGatewayId",
      `NatGatewayAddresses[?AllocationId==${raw(needed(inputs, "allocationId"))}]`,
    ),
  })),
  "aws:ec2/routeTable:RouteTable": describe(
    "describe-route-tables",
    { list: "RouteTables", id: "RouteTableId" },
    { "vpc-id": "vpcId", ...BY_NAME_TAG },
    { identity: ["vpcId", "tags.Name"] },
  ),
  // The importer asks for the VPC, not for the table.
  "aws:ec2/defaultRouteTable:DefaultRouteTable": ask(
    { identity: ["defaultRouteTableId"], note: BELONGS_TO_VPC },
    (inputs) => ({
      operation: ["ec2", "describe-route-tables", "--route-table-ids", needed(inputs, "defaultRouteTableId")],
      query: column("RouteTables", "VpcId"),
    }),
  ),
  "aws:ec2/route:Route": ask({ identity: ["routeTableId", "destinationCidrBlock"], id: routeId }, (inputs) => ({
    operation: ["ec2", "describe-route-tables", "--route-table-ids", needed(inputs, "routeTableId")],
    query: ifAny(
      "RouteTables[].Routes[] | ",
      routeId(inputs),
      equal("DestinationCidrBlock", needed(inputs, "destinationCidrBlock")),
    ),
  })),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ask(
    { identity: ["subnetId"], id: associationId },
    (inputs) => ({
      operation: ["ec2", "describe-route-tables", "--route-table-ids", needed(inputs, "routeTableId")],
      query: ifAny(
        "RouteTables[].Associations[] | ",
        associationId(inputs),
        equal("SubnetId", needed(inputs, "subnetId")),
      ),
    }),
  ),
  "aws:ec2/networkAcl:NetworkAcl": describe(
    "describe-network-acls",
    { list: "NetworkAcls", id: "NetworkAclId" },
    { "vpc-id": "vpcId", ...BY_NAME_TAG },
    { identity: ["vpcId", "tags.Name"] },
  ),
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": ask(
    { identity: ["defaultNetworkAclId"], id: (inputs) => needed(inputs, "defaultNetworkAclId"), note: BELONGS_TO_VPC },
    (inputs) => ({
      operation: ["ec2", "describe-network-acls", "--network-acl-ids", needed(inputs, "defaultNetworkAclId")],
      query: column("NetworkAcls", "NetworkAclId"),
    }),
  ),
  "aws:ec2/networkAclRule:NetworkAclRule": ask(
    { identity: ["networkAclId", "egress", "ruleNumber"], id: aclRuleId },
    (inputs) => ({
      operation: ["ec2", "describe-network-acls", "--network-acl-ids", needed(inputs, "networkAclId")],
      query: ifAny(
        "NetworkAcls[].Entries[] | ",
        aclRuleId(inputs),
        same("RuleNumber", needed(inputs, "ruleNumber")),
        same("Egress", needed(inputs, "egress")),
      ),
    }),
  ),
  "aws:ec2/securityGroup:SecurityGroup": describe(
    "describe-security-groups",
    { list: "SecurityGroups", id: "GroupId" },
    { "vpc-id": "vpcId", "group-name": "name" },
    { identity: ["vpcId", "name"] },
  ),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": describe(
    "describe-security-groups",
    { list: "SecurityGroups", id: "GroupId" },
    { "vpc-id": "vpcId", "group-name": "=default" },
    { identity: ["vpcId"], note: BELONGS_TO_VPC },
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule(false),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule(true),
  "aws:ec2/vpcEndpoint:VpcEndpoint": describe(
    "describe-vpc-endpoints",
    { list: "VpcEndpoints", id: "VpcEndpointId" },
    { "vpc-id": "vpcId", "service-name": "serviceName", "vpc-endpoint-state": "=pending,available" },
    { identity: ["vpcId", "serviceName"] },
  ),
  "aws:ec2/flowLog:FlowLog": describe(
    "describe-flow-logs",
    { list: "FlowLogs", id: "FlowLogId" },
    { "resource-id": "vpcId", ...BY_NAME_TAG },
    { option: "--filter", identity: ["vpcId", "tags.Name"] },
  ),
  "aws:ec2/networkInterface:NetworkInterface": describe(
    "describe-network-interfaces",
    { list: "NetworkInterfaces", id: "NetworkInterfaceId" },
    { "subnet-id": "subnetId", "addresses.private-ip-address": "privateIps.0" },
    { identity: ["subnetId", "privateIps"] },
  ),
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": describe(
    "describe-transit-gateway-vpc-attachments",
    { list: "TransitGatewayVpcAttachments", id: "TransitGatewayAttachmentId" },
    {
      "transit-gateway-id": "transitGatewayId",
      "vpc-id": "vpcId",
      state: "=initiating,pending,pendingAcceptance,modifying,available",
    },
    { identity: ["transitGatewayId", "vpcId"] },
  ),
  "aws:ec2clientvpn/endpoint:Endpoint": ask({ identity: ["tags.Name"] }, (inputs) => ({
    operation: ["ec2", "describe-client-vpn-endpoints"],
    query: column(
      "ClientVpnEndpoints",
      "ClientVpnEndpointId",
      nameTag(inputs),
      noneOf("Status.Code", "deleting", "deleted"),
    ),
  })),
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": ask(
    { identity: ["clientVpnEndpointId", "subnetId"] },
    (inputs) => ({
      operation: [
        "ec2",
        "describe-client-vpn-target-networks",
        "--client-vpn-endpoint-id",
        needed(inputs, "clientVpnEndpointId"),
      ],
      query: column(
        "ClientVpnTargetNetworks",
        "join(',', [ClientVpnEndpointId, AssociationId])",
        equal("TargetNetworkId", needed(inputs, "subnetId")),
        noneOf("Status.Code", "association-failed", "disassociating", "disassociated"),
      ),
    }),
  ),
  "aws:ec2clientvpn/authorizationRule:AuthorizationRule": ask(
    { identity: ["clientVpnEndpointId", "targetNetworkCidr", "accessGroupId"], id: authorizationId },
    (inputs) => ({
      operation: [
        "ec2",
        "describe-client-vpn-authorization-rules",
        "--client-vpn-endpoint-id",
        needed(inputs, "clientVpnEndpointId"),
      ],
      query: ifAny(
        "AuthorizationRules",
        authorizationId(inputs),
        equal("DestinationCidr", needed(inputs, "targetNetworkCidr")),
        equal("GroupId", text(inputs, "accessGroupId")),
        text(inputs, "accessGroupId") === undefined ? same("AccessAll", "true") : undefined,
        noneOf("Status.Code", "failed", "revoking"),
      ),
    }),
  ),
};
