/** Forms of the ids that AWS gives: an answer in another form is another resource's, or none. */

export interface IdForm {
  readonly form: RegExp;
  /** One that AWS's documentation could have. */
  readonly example: string;
}

/** Eight digits in old accounts, seventeen since 2016. */
const DIGITS = "(?:[0-9a-f]{8}|[0-9a-f]{17})";
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const EXAMPLE_UUID = "01234567-89ab-cdef-0123-456789abcdef";

const ec2 = (prefix: string): IdForm => ({
  form: new RegExp(`^${prefix}-${DIGITS}$`),
  example: `${prefix}-0123456789abcdef0`,
});

/** `rest`: what follows the account. */
const arn = (service: string, rest: string, example: string): IdForm => ({
  form: new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${rest}$`),
  example: `arn:aws:${service}:REGION:ACCOUNT:${example}`,
});

const SECRET = "secret:[\\w/+=.@-]+";
const HEX = "[0-9a-f]{16}";

/** By type, for each whose import id does not follow from its inputs. */
export const ID_FORMS: Readonly<Record<string, IdForm>> = {
  "aws:ec2/vpc:Vpc": ec2("vpc"),
  "aws:ec2/subnet:Subnet": ec2("subnet"),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw"),
  "aws:ec2/eip:Eip": ec2("eipalloc"),
  "aws:ec2/natGateway:NatGateway": ec2("nat"),
  "aws:ec2/routeTable:RouteTable": ec2("rtb"),
  // Its importer asks for the VPC.
  "aws:ec2/defaultRouteTable:DefaultRouteTable": ec2("vpc"),
  "aws:ec2/networkAcl:NetworkAcl": ec2("acl"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg"),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce"),
  "aws:ec2/flowLog:FlowLog": ec2("fl"),
  "aws:ec2/networkInterface:NetworkInterface": ec2("eni"),
  "aws:ec2/instance:Instance": ec2("i"),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("lt"),
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": ec2("tgw-attach"),
  "aws:ec2clientvpn/endpoint:Endpoint": ec2("cvpn-endpoint"),
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": {
    form: new RegExp(`^cvpn-endpoint-${DIGITS},cvpn-assoc-${DIGITS}$`),
    example: "cvpn-endpoint-0123456789abcdef0,cvpn-assoc-0123456789abcdef0",
  },
  "aws:lb/loadBalancer:LoadBalancer": arn(
    "elasticloadbalancing",
    `loadbalancer/(?:net|app)/[\\w-]+/${HEX}`,
    "loadbalancer/net/NAME/0123456789abcdef",
  ),
  "aws:lb/targetGroup:TargetGroup": arn(
    "elasticloadbalancing",
    `targetgroup/[\\w-]+/${HEX}`,
    "targetgroup/NAME/0123456789abcdef",
  ),
  "aws:lb/listener:Listener": arn(
    "elasticloadbalancing",
    `listener/(?:net|app)/[\\w-]+/${HEX}/${HEX}`,
    "listener/net/NAME/0123456789abcdef/0123456789abcdef",
  ),
  // A key of several regions has a name of its own.
  "aws:kms/key:Key": { form: new RegExp(`^(?:${UUID}|mrk-[0-9a-f]{32})$`), example: EXAMPLE_UUID },
  "aws:secretsmanager/secret:Secret": arn("secretsmanager", SECRET, "secret:NAME-AbCdEf"),
  "aws:secretsmanager/secretVersion:SecretVersion": arn(
    "secretsmanager",
    `${SECRET}\\|[\\w-]{32,64}`,
    `secret:NAME-AbCdEf|${EXAMPLE_UUID}`,
  ),
  "aws:sns/topicSubscription:TopicSubscription": arn("sns", `[\\w-]+:${UUID}`, `NAME:${EXAMPLE_UUID}`),
  "aws:route53/zone:Zone": { form: /^Z[0-9A-Z]{1,31}$/, example: "Z0123456789ABCDEFGHIJ" },
};
