/** Answers of EC2 about networks. Where its own filters choose, only what fits is in them. */
import { type CannedAnswer, id, listed } from "./canned-answer";

const VPC = id("vpc");
const SUBNET = id("subnet");
const TABLE = id("rtb");
const ACL = id("acl");
const GROUP = id("sg");
const VPN = id("cvpn-endpoint");
const named = { vpcId: VPC, tags: { Name: "palisade" } };

const LOCAL_ROUTE = { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", State: "active" };
const S3_ROUTE = { DestinationPrefixListId: "pl-11111111", GatewayId: id("vpce"), State: "active" };
const MAIN = { Main: true, RouteTableAssociationId: id("rtbassoc", "2"), RouteTableId: TABLE };

/** Under a list that holds lists of its own. */
function nested(outer: string, inner: string, resource: unknown, ...neighbours: readonly unknown[]) {
  const { there, gone } = listed(inner, resource, ...neighbours);
  return { there: { [outer]: [there] }, gone: { [outer]: [gone] } };
}

function securityGroupRule(egress: boolean): CannedAnswer {
  const rule = (changes: object) => ({
    SecurityGroupRuleId: id("sgr", "2"),
    GroupId: GROUP,
    IsEgress: egress,
    IpProtocol: "tcp",
    FromPort: 443,
    ToPort: 443,
    ReferencedGroupInfo: { GroupId: id("sg", "2") },
    ...changes,
  });
  return {
    inputs: {
      securityGroupId: GROUP,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      referencedSecurityGroupId: id("sg", "2"),
    },
    id: id("sgr"),
    ...listed(
      "SecurityGroupRules",
      rule({ SecurityGroupRuleId: id("sgr") }),
      rule({ IsEgress: !egress }),
      rule({ IpProtocol: "udp" }),
      rule({ FromPort: 80 }),
      rule({ ToPort: 444 }),
      rule({ ReferencedGroupInfo: { GroupId: id("sg", "3") } }),
      { ...rule({ CidrIpv4: "10.0.0.0/16" }), ReferencedGroupInfo: undefined },
    ),
  };
}

export const NETWORK_ANSWERS: Readonly<Record<string, CannedAnswer>> = {
  "aws:ec2/vpc:Vpc": {
    inputs: { cidrBlock: "10.0.0.0/16", tags: { Name: "palisade" } },
    id: VPC,
    ...listed("Vpcs", { VpcId: VPC, CidrBlock: "10.0.0.0/16", State: "available" }),
  },
  "aws:ec2/subnet:Subnet": {
    inputs: { vpcId: VPC, cidrBlock: "10.0.1.0/24" },
    id: SUBNET,
    ...listed("Subnets", { SubnetId: SUBNET, VpcId: VPC, CidrBlock: "10.0.1.0/24" }),
  },
  "aws:ec2/internetGateway:InternetGateway": {
    inputs: named,
    id: id("igw"),
    ...listed("InternetGateways", { InternetGatewayId: id("igw"), Attachments: [] }),
  },
  "aws:ec2/eip:Eip": {
    inputs: named,
    id: id("eipalloc"),
    ...listed("Addresses", { AllocationId: id("eipalloc"), PublicIp: "192.0.2.1", Domain: "vpc" }),
  },
  "aws:ec2/natGateway:NatGateway": {
    inputs: { subnetId: SUBNET, allocationId: id("eipalloc") },
    id: id("nat"),
    ...listed(
      "NatGateways",
      { NatGatewayId: id("nat"), SubnetId: SUBNET, NatGatewayAddresses: [{ AllocationId: id("eipalloc") }] },
      { NatGatewayId: id("nat", "2"), SubnetId: SUBNET, NatGatewayAddresses: [{ AllocationId: id("eipalloc", "2") }] },
      { NatGatewayId: id("nat", "3"), SubnetId: SUBNET, NatGatewayAddresses: [{ PrivateIp: "10.0.1.9" }] },
    ),
  },
  "aws:ec2/routeTable:RouteTable": {
    inputs: named,
    id: TABLE,
    ...listed("RouteTables", { RouteTableId: TABLE, VpcId: VPC, Routes: [LOCAL_ROUTE], Associations: [] }),
  },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": {
    inputs: { defaultRouteTableId: TABLE },
    id: VPC,
    ...listed("RouteTables", { RouteTableId: TABLE, VpcId: VPC, Routes: [LOCAL_ROUTE], Associations: [MAIN] }),
  },
  "aws:ec2/route:Route": {
    inputs: { routeTableId: TABLE, destinationCidrBlock: "0.0.0.0/0" },
    id: `${TABLE}_0.0.0.0/0`,
    ...nested(
      "RouteTables",
      "Routes",
      { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: id("nat"), State: "active" },
      LOCAL_ROUTE,
      S3_ROUTE,
    ),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    inputs: { subnetId: SUBNET, routeTableId: TABLE },
    id: `${SUBNET}/${TABLE}`,
    ...nested(
      "RouteTables",
      "Associations",
      { Main: false, RouteTableAssociationId: id("rtbassoc"), RouteTableId: TABLE, SubnetId: SUBNET },
      MAIN,
      { Main: false, RouteTableAssociationId: id("rtbassoc", "3"), RouteTableId: TABLE, SubnetId: id("subnet", "2") },
    ),
  },
  "aws:ec2/networkAcl:NetworkAcl": {
    inputs: named,
    id: ACL,
    ...listed("NetworkAcls", { NetworkAclId: ACL, VpcId: VPC, IsDefault: false }),
  },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
    inputs: { defaultNetworkAclId: ACL },
    id: ACL,
    ...listed("NetworkAcls", { NetworkAclId: ACL, VpcId: VPC, IsDefault: true }),
  },
  "aws:ec2/networkAclRule:NetworkAclRule": {
    inputs: { networkAclId: ACL, ruleNumber: 100, protocol: "tcp", egress: true },
    id: `${ACL}:100:tcp:true`,
    ...nested(
      "NetworkAcls",
      "Entries",
      { RuleNumber: 100, Egress: true, Protocol: "6", RuleAction: "allow", CidrBlock: "10.0.0.0/16" },
      { RuleNumber: 100, Egress: false, Protocol: "6", RuleAction: "allow", CidrBlock: "10.0.0.0/16" },
      { RuleNumber: 32767, Egress: true, Protocol: "-1", RuleAction: "deny", CidrBlock: "0.0.0.0/0" },
    ),
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    inputs: { vpcId: VPC, name: "palisade" },
    id: GROUP,
    ...listed("SecurityGroups", { GroupId: GROUP, GroupName: "palisade", VpcId: VPC }),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    inputs: { vpcId: VPC },
    id: GROUP,
    ...listed("SecurityGroups", { GroupId: GROUP, GroupName: "default", VpcId: VPC }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule(false),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule(true),
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    inputs: { vpcId: VPC, serviceName: "com.amazonaws.eu-central-1.s3" },
    id: id("vpce"),
    ...listed("VpcEndpoints", { VpcEndpointId: id("vpce"), VpcId: VPC, State: "available" }),
  },
  "aws:ec2/flowLog:FlowLog": {
    inputs: named,
    id: id("fl"),
    ...listed("FlowLogs", { FlowLogId: id("fl"), ResourceId: VPC, FlowLogStatus: "ACTIVE" }),
  },
  "aws:ec2/networkInterface:NetworkInterface": {
    inputs: { subnetId: SUBNET, privateIps: ["10.0.1.10"] },
    id: id("eni"),
    ...listed("NetworkInterfaces", { NetworkInterfaceId: id("eni"), SubnetId: SUBNET, PrivateIpAddress: "10.0.1.10" }),
  },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": {
    inputs: { transitGatewayId: id("tgw"), vpcId: VPC },
    id: id("tgw-attach"),
    ...listed("TransitGatewayVpcAttachments", {
      TransitGatewayAttachmentId: id("tgw-attach"),
      TransitGatewayId: id("tgw"),
      VpcId: VPC,
      State: "available",
    }),
  },
  "aws:ec2clientvpn/endpoint:Endpoint": {
    inputs: named,
    id: VPN,
    ...listed(
      "ClientVpnEndpoints",
      {
        ClientVpnEndpointId: VPN,
        Status: { Code: "pending-associate" },
        Tags: [
          { Key: "owner", Value: "platform" },
          { Key: "Name", Value: "palisade" },
        ],
      },
      {
        ClientVpnEndpointId: id("cvpn-endpoint", "2"),
        Status: { Code: "available" },
        Tags: [{ Key: "Name", Value: "b" }],
      },
      {
        ClientVpnEndpointId: id("cvpn-endpoint", "3"),
        Status: { Code: "available" },
        Tags: [{ Key: "owner", Value: "palisade" }],
      },
      {
        ClientVpnEndpointId: id("cvpn-endpoint", "4"),
        Status: { Code: "deleted" },
        Tags: [{ Key: "Name", Value: "palisade" }],
      },
      { ClientVpnEndpointId: id("cvpn-endpoint", "5"), Status: { Code: "available" } },
    ),
  },
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": {
    inputs: { clientVpnEndpointId: VPN, subnetId: SUBNET },
    id: `${VPN},${id("cvpn-assoc")}`,
    ...listed(
      "ClientVpnTargetNetworks",
      {
        AssociationId: id("cvpn-assoc"),
        ClientVpnEndpointId: VPN,
        TargetNetworkId: SUBNET,
        Status: { Code: "associating" },
      },
      {
        AssociationId: id("cvpn-assoc", "2"),
        ClientVpnEndpointId: VPN,
        TargetNetworkId: id("subnet", "2"),
        Status: { Code: "associated" },
      },
      {
        AssociationId: id("cvpn-assoc", "3"),
        ClientVpnEndpointId: VPN,
        TargetNetworkId: SUBNET,
        Status: { Code: "disassociated" },
      },
    ),
  },
  "aws:ec2clientvpn/authorizationRule:AuthorizationRule": {
    inputs: { clientVpnEndpointId: VPN, targetNetworkCidr: "10.0.0.2/32", accessGroupId: "operators" },
    id: `${VPN},10.0.0.2/32,operators`,
    ...listed(
      "AuthorizationRules",
      { DestinationCidr: "10.0.0.2/32", GroupId: "operators", AccessAll: false, Status: { Code: "active" } },
      { DestinationCidr: "10.0.0.2/32", GroupId: "readers", AccessAll: false, Status: { Code: "active" } },
      { DestinationCidr: "10.0.0.0/16", GroupId: "operators", AccessAll: false, Status: { Code: "active" } },
      { DestinationCidr: "10.0.0.2/32", GroupId: "operators", AccessAll: false, Status: { Code: "revoking" } },
      { DestinationCidr: "10.0.0.2/32", GroupId: "", AccessAll: true, Status: { Code: "active" } },
    ),
  },
};
