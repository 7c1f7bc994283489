/** The VPC and what is in it, ways in, load balancers and names. One type a line reads as the table it is. */
import type { TypeRow } from "./type-row";

const TAGS = "CreateTags DeleteTags";
/** What Elastic Load Balancing looks up in the caller's name. */
const BALANCER_LOOKUPS =
  "ec2:DescribeAccountAttributes ec2:DescribeAddresses ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs";

// biome-ignore format: one type a line
export const NETWORK_TYPES: Readonly<Record<string, TypeRow>> = {
  "aws:ec2/vpc:Vpc": { service: "ec2", create: "CreateVpc CreateTags ModifyVpcAttribute", read: "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups", update: `ModifyVpcAttribute ${TAGS}`, delete: "DeleteVpc" },
  "aws:ec2/subnet:Subnet": { service: "ec2", create: "CreateSubnet CreateTags", read: "DescribeSubnets", update: `ModifySubnetAttribute ${TAGS}`, delete: "DeleteSubnet DescribeNetworkInterfaces" },
  "aws:ec2/internetGateway:InternetGateway": { service: "ec2", create: "CreateInternetGateway CreateTags AttachInternetGateway", read: "DescribeInternetGateways", update: TAGS, delete: "DetachInternetGateway DeleteInternetGateway" },
  "aws:ec2/eip:Eip": { service: "ec2", create: "AllocateAddress CreateTags", read: "DescribeAddresses DescribeAddressesAttribute", update: TAGS, delete: "DisassociateAddress ReleaseAddress" },
  "aws:ec2/natGateway:NatGateway": { service: "ec2", create: "CreateNatGateway CreateTags", read: "DescribeNatGateways", update: TAGS, delete: "DeleteNatGateway" },
  "aws:ec2/routeTable:RouteTable": { service: "ec2", create: "CreateRouteTable CreateTags", read: "DescribeRouteTables", update: TAGS, delete: "DisassociateRouteTable DeleteRouteTable" },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": { service: "ec2", create: "CreateTags", read: "DescribeRouteTables", update: `DeleteRoute ${TAGS}` },
  "aws:ec2/route:Route": { service: "ec2", create: "CreateRoute", read: "DescribeRouteTables", update: "ReplaceRoute", delete: "DeleteRoute" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { service: "ec2", create: "AssociateRouteTable", read: "DescribeRouteTables", update: "ReplaceRouteTableAssociation", delete: "DisassociateRouteTable" },
  "aws:ec2/networkAcl:NetworkAcl": { service: "ec2", create: "CreateNetworkAcl CreateTags ReplaceNetworkAclAssociation", read: "DescribeNetworkAcls", update: `ReplaceNetworkAclAssociation ${TAGS}`, delete: "ReplaceNetworkAclAssociation DeleteNetworkAcl" },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": { service: "ec2", create: "DeleteNetworkAclEntry CreateTags", read: "DescribeNetworkAcls", update: `DeleteNetworkAclEntry ${TAGS}` },
  "aws:ec2/networkAclRule:NetworkAclRule": { service: "ec2", create: "CreateNetworkAclEntry", read: "DescribeNetworkAcls", delete: "DeleteNetworkAclEntry" },
  // AWS gives each new group a rule that lets everything out: the provider takes it away.
  "aws:ec2/securityGroup:SecurityGroup": { service: "ec2", create: "CreateSecurityGroup CreateTags RevokeSecurityGroupEgress", read: "DescribeSecurityGroups", update: TAGS, delete: "DeleteSecurityGroup DescribeNetworkInterfaces" },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { service: "ec2", create: "CreateTags RevokeSecurityGroupIngress RevokeSecurityGroupEgress", read: "DescribeSecurityGroups DescribeSecurityGroupRules", update: `RevokeSecurityGroupIngress RevokeSecurityGroupEgress ${TAGS}` },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { service: "ec2", create: "AuthorizeSecurityGroupIngress CreateTags", read: "DescribeSecurityGroupRules", update: `ModifySecurityGroupRules ${TAGS}`, delete: "RevokeSecurityGroupIngress" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { service: "ec2", create: "AuthorizeSecurityGroupEgress CreateTags", read: "DescribeSecurityGroupRules", update: `ModifySecurityGroupRules ${TAGS}`, delete: "RevokeSecurityGroupEgress" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { service: "ec2", create: "CreateVpcEndpoint CreateTags route53:AssociateVPCWithHostedZone", read: "DescribeVpcEndpoints DescribePrefixLists DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets DescribeVpcs", update: `ModifyVpcEndpoint ${TAGS}`, delete: "DeleteVpcEndpoints" },
  "aws:ec2/flowLog:FlowLog": { service: "ec2", create: "CreateFlowLogs CreateTags iam:PassRole", read: "DescribeFlowLogs", update: TAGS, delete: "DeleteFlowLogs" },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": { service: "ec2", create: "CreateTransitGatewayVpcAttachment CreateTags DescribeTransitGateways iam:CreateServiceLinkedRole", read: "DescribeTags DescribeTransitGatewayVpcAttachments DescribeTransitGateways GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations", update: `ModifyTransitGatewayVpcAttachment ${TAGS}`, delete: "DeleteTransitGatewayVpcAttachment" },
  "aws:ec2clientvpn/endpoint:Endpoint": { service: "ec2", create: "CreateClientVpnEndpoint CreateTags iam:CreateServiceLinkedRole", read: "DescribeClientVpnEndpoints", update: `ModifyClientVpnEndpoint ${TAGS}`, delete: "DeleteClientVpnEndpoint" },
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": { service: "ec2", create: "AssociateClientVpnTargetNetwork", read: "DescribeClientVpnTargetNetworks", delete: "DisassociateClientVpnTargetNetwork" },
  "aws:ec2clientvpn/authorizationRule:AuthorizationRule": { service: "ec2", create: "AuthorizeClientVpnIngress", read: "DescribeClientVpnAuthorizationRules", delete: "RevokeClientVpnIngress" },
  "aws:lb/loadBalancer:LoadBalancer": { service: "elasticloadbalancing", create: `CreateLoadBalancer AddTags ModifyLoadBalancerAttributes SetSecurityGroups iam:CreateServiceLinkedRole ${BALANCER_LOOKUPS}`, read: "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags", update: "ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets AddTags RemoveTags", delete: "ModifyLoadBalancerAttributes DeleteLoadBalancer ec2:DescribeNetworkInterfaces" },
  "aws:lb/targetGroup:TargetGroup": { service: "elasticloadbalancing", create: "CreateTargetGroup AddTags ModifyTargetGroupAttributes ec2:DescribeVpcs", read: "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags", update: "ModifyTargetGroup ModifyTargetGroupAttributes AddTags RemoveTags", delete: "DeleteTargetGroup" },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": { service: "elasticloadbalancing", create: "RegisterTargets", read: "DescribeTargetHealth", delete: "DeregisterTargets" },
  "aws:lb/listener:Listener": { service: "elasticloadbalancing", create: "CreateListener AddTags", read: "DescribeListeners DescribeListenerAttributes DescribeTags", update: "ModifyListener ModifyListenerAttributes AddTags RemoveTags", delete: "DeleteListener" },
  "aws:route53/zone:Zone": { service: "route53", create: "CreateHostedZone ChangeTagsForResource GetChange ec2:DescribeVpcs", read: "GetHostedZone ListTagsForResource", update: "UpdateHostedZoneComment AssociateVPCWithHostedZone DisassociateVPCFromHostedZone ChangeTagsForResource GetChange ec2:DescribeVpcs", delete: "DeleteHostedZone GetDNSSEC GetChange" },
  "aws:route53/record:Record": { service: "route53", create: "ChangeResourceRecordSets GetHostedZone GetChange", read: "GetHostedZone ListResourceRecordSets", update: "ChangeResourceRecordSets GetChange", delete: "ChangeResourceRecordSets GetChange" },
};
