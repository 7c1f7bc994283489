/**
 * What AWS refuses, as far as order and names decide it: a preview shows none of it. From the errors that the services document (DependencyViolation,
 * DeleteConflict, ResourceInUse, EntityAlreadyExists and the like); the codes in messages are theirs.
 */
import type { PropertyMap, PropertyValue } from "../deployment";
import type { Cloud, CloudResource } from "./cloud";

/** Types that keep a resource from being deleted as long as one of them names it. */
export const HELD_BY: Readonly<Record<string, { readonly code: string; readonly by: readonly string[] }>> = {
  "aws:ec2/vpc:Vpc": {
    code: "DependencyViolation",
    by: [
      "aws:ec2/subnet:Subnet",
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:ec2/routeTable:RouteTable",
      "aws:ec2/networkAcl:NetworkAcl",
      "aws:ec2/internetGateway:InternetGateway",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
      "aws:lb/targetGroup:TargetGroup",
    ],
  },
  "aws:ec2/subnet:Subnet": {
    code: "DependencyViolation",
    by: [
      "aws:ec2/natGateway:NatGateway",
      "aws:ec2/networkInterface:NetworkInterface",
      "aws:ec2/instance:Instance",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:autoscaling/group:Group",
      "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
      "aws:ec2clientvpn/networkAssociation:NetworkAssociation",
    ],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    code: "DependencyViolation",
    by: [
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:ec2/networkInterface:NetworkInterface",
      "aws:ec2/instance:Instance",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:ec2clientvpn/endpoint:Endpoint",
      // Its instances have the group; the template is what names it.
      "aws:ec2/launchTemplate:LaunchTemplate",
    ],
  },
  "aws:ec2/routeTable:RouteTable": {
    code: "DependencyViolation",
    by: ["aws:ec2/routeTableAssociation:RouteTableAssociation"],
  },
  "aws:ec2/networkInterface:NetworkInterface": {
    code: "InvalidParameterValue: is currently in use",
    by: ["aws:ec2/instance:Instance"],
  },
  "aws:ec2/eip:Eip": { code: "InvalidIPAddress.InUse", by: ["aws:ec2/natGateway:NatGateway"] },
  "aws:ec2/launchTemplate:LaunchTemplate": { code: "in use", by: ["aws:autoscaling/group:Group"] },
  "aws:iam/role:Role": {
    code: "DeleteConflict",
    by: ["aws:iam/rolePolicy:RolePolicy", "aws:iam/instanceProfile:InstanceProfile"],
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": { code: "in use", by: ["aws:autoscaling/group:Group"] },
  "aws:lb/targetGroup:TargetGroup": { code: "ResourceInUse", by: ["aws:lb/listener:Listener"] },
  "aws:route53/zone:Zone": { code: "HostedZoneNotEmpty", by: ["aws:route53/record:Record"] },
  "aws:cloudwatch/eventRule:EventRule": {
    code: "ValidationException: rule has targets",
    by: ["aws:cloudwatch/eventTarget:EventTarget"],
  },
  "aws:ec2clientvpn/endpoint:Endpoint": {
    code: "DependencyViolation",
    by: ["aws:ec2clientvpn/networkAssociation:NetworkAssociation"],
  },
};

export interface Key {
  /** Without one of them there is no such identity: AWS chooses. */
  readonly of: readonly string[];
  /** What is not set tells one from another, too. */
  readonly and?: readonly string[];
}

const SECURITY_GROUP_RULE: Key = {
  of: ["securityGroupId", "ipProtocol"],
  and: ["fromPort", "toPort", "cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"],
};

/** Inputs that no two resources of a type may have alike, where the id is not made of them. */
export const UNIQUE: Readonly<Record<string, Key>> = {
  "aws:ec2/subnet:Subnet": { of: ["vpcId", "cidrBlock"] },
  "aws:ec2/securityGroup:SecurityGroup": { of: ["vpcId", "name"] },
  "aws:ec2/route:Route": {
    of: ["routeTableId"],
    and: ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { of: ["subnetId"] },
  "aws:ec2/networkAclRule:NetworkAclRule": { of: ["networkAclId", "ruleNumber"], and: ["egress"] },
  "aws:ec2/networkInterface:NetworkInterface": { of: ["subnetId", "privateIps"] },
  "aws:ec2/launchTemplate:LaunchTemplate": { of: ["name"] },
  "aws:ec2/natGateway:NatGateway": { of: ["allocationId"] },
  "aws:lb/loadBalancer:LoadBalancer": { of: ["name"] },
  "aws:lb/targetGroup:TargetGroup": { of: ["name"] },
  "aws:lb/listener:Listener": { of: ["loadBalancerArn", "port"] },
  "aws:iam/rolePolicy:RolePolicy": { of: ["role", "name"] },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": SECURITY_GROUP_RULE,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": SECURITY_GROUP_RULE,
};

/** How many of a type there may be with the same inputs: quotas that every account has at its start, counted at each moment of a change. */
const QUOTAS: Readonly<
  Record<string, { readonly code: string; readonly same: readonly string[]; readonly most: number }>
> = {
  // Without the entry that denies the rest, for one direction and the addresses of one version.
  "aws:ec2/networkAclRule:NetworkAclRule": {
    code: "NetworkAclEntryLimitExceeded",
    same: ["networkAclId", "egress"],
    most: 20,
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    code: "RulesPerSecurityGroupLimitExceeded",
    same: ["securityGroupId"],
    most: 60,
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    code: "RulesPerSecurityGroupLimitExceeded",
    same: ["securityGroupId"],
    most: 60,
  },
};

/** Services that have no regions: a name of theirs holds from everywhere. */
const GLOBAL = /^aws:(?:iam|route53)\//;

/** Inputs by which AWS refuses a deletion until they are lifted. */
export const LOCKS: Readonly<Record<string, string>> = {
  "aws:ec2/instance:Instance": "disableApiTermination",
  "aws:lb/loadBalancer:LoadBalancer": "enableDeletionProtection",
};

/** Ids that EC2 gives: one of them in an input is a reference. */
const REFERENCE = /^(?:vpc|subnet|sg|eni|igw|rtb|acl|eipalloc|nat|lt|vpce|i)-[0-9a-f]{17}$/;

/** Why AWS refuses to make this; undefined where it does not. */
export function refusedCreation(
  cloud: Cloud,
  { type, region, id, inputs }: Pick<CloudResource, "type" | "region" | "id" | "inputs">,
): string | undefined {
  const known = new Set(cloud.resources.flatMap(givenOut));
  const missing = textsIn(inputs).find((text) => REFERENCE.test(text) && !known.has(text));
  if (missing !== undefined) return `NotFound: ${missing} does not exist`;
  const twin = cloud.find({ type, region, id }) ?? sameKey(cloud, { type, region, inputs });
  if (twin !== undefined) return `AlreadyExists: ${twin.id} has the same name or place`;
  return aboveQuota(cloud, { type, region, inputs });
}

function aboveQuota(
  cloud: Cloud,
  { type, region, inputs }: Pick<CloudResource, "type" | "region" | "inputs">,
): string | undefined {
  const quota = QUOTAS[type];
  if (quota === undefined) return undefined;
  const wanted = keyText({ of: quota.same }, inputs);
  const there = cloud.resources.filter(
    (other) => other.type === type && other.region === region && keyText({ of: quota.same }, other.inputs) === wanted,
  );
  return there.length < quota.most ? undefined : `${quota.code}: there are ${there.length} already`;
}

/** Why AWS refuses to delete this; undefined where it does not. */
export function refusedDeletion(cloud: Cloud, resource: CloudResource): string | undefined {
  const lock = LOCKS[resource.type];
  if (lock !== undefined && resource.inputs[lock] === true) {
    return `OperationNotPermitted: ${lock} is set on ${resource.id}`;
  }
  const held = HELD_BY[resource.type];
  if (held === undefined) return undefined;
  const names = namesOf(resource);
  const holder = cloud.resources.find(
    (other) =>
      held.by.includes(other.type) &&
      (GLOBAL.test(resource.type) || other.region === resource.region) &&
      textsIn(other.inputs).some((text) => names.has(text)),
  );
  return holder === undefined ? undefined : `${held.code}: ${resource.id} is used by ${holder.type} ${holder.id}`;
}

/** What has the same identity by its inputs. */
function sameKey(
  cloud: Cloud,
  { type, region, inputs }: Pick<CloudResource, "type" | "region" | "inputs">,
): CloudResource | undefined {
  const key = UNIQUE[type];
  if (key === undefined || key.of.some((property) => isUnset(inputs[property]))) return undefined;
  const wanted = keyText(key, inputs);
  return cloud.resources.find(
    (other) => other.type === type && other.region === region && keyText(key, other.inputs) === wanted,
  );
}

function isUnset(value: PropertyValue | undefined): boolean {
  return value === undefined || value === null || value === "";
}

function keyText({ of, and = [] }: Key, inputs: PropertyMap): string {
  return JSON.stringify([...of, ...and].map((property) => inputs[property] ?? null));
}

/** What AWS has given the resource, such as its id: not what the resource itself refers to. */
function givenOut({ id, inputs, outputs }: CloudResource): readonly string[] {
  return [id, ...Object.entries(outputs).flatMap(([name, value]) => (name in inputs ? [] : textsIn(value)))];
}

function namesOf({ id, outputs }: CloudResource): ReadonlySet<string> {
  const { arn, name } = outputs;
  return new Set([id, arn, name].filter((text) => typeof text === "string" && text !== "").map(String));
}

function textsIn(value: PropertyValue): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
