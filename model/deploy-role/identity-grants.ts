/** Roles, who takes them, and service-linked roles. No user, no access key, no managed policy, and never the deploy role itself. */
import type { StackConfig } from "../../config/schema";
import { autoscalingRoleArn, deployRoleArns, type RoleKey, roleArnOf, roleNameOf } from "../arns";
import { arn, physicalName, roleArn } from "../names";
import { actions, type Grant, keepsTag, made } from "./grant";

/** The service that a role is handed to; absent where no resource of the program hands it over. */
const PASSED_TO: Readonly<Record<RoleKey, string | undefined>> = {
  "control-plane": "ec2.amazonaws.com",
  worker: "ec2.amazonaws.com",
  bastion: "ec2.amazonaws.com",
  "flow-logs": "vpc-flow-logs.amazonaws.com",
  trail: "cloudtrail.amazonaws.com",
  "backup-replication": "s3.amazonaws.com",
  "event-forwarding": "events.amazonaws.com",
  provisioning: undefined,
};

const ROLES = Object.keys(PASSED_TO) as RoleKey[];
const ROLES_OF_INSTANCES: readonly RoleKey[] = ["control-plane", "worker", "bastion"];

/** Roles that AWS services make for themselves when they are first used in an account, by service. */
const FIRST_USE: Readonly<Record<string, string>> = {
  "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
  "transitgateway.amazonaws.com": "AWSServiceRoleForVPCTransitGateway",
  "clientvpn.amazonaws.com": "AWSServiceRoleForClientVPN",
};

/** What would let the role give itself, or take from others, what these policies do not say. */
const SELF =
  "AttachRolePolicy CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy PassRole PutRolePermissionsBoundary PutRolePolicy SetDefaultPolicyVersion TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription";

function identity(sid: string, words: string, resources: Grant["resources"], condition?: Grant["condition"]): Grant {
  return {
    subject: "roles",
    sid,
    actions: actions("iam", words),
    resources,
    ...(condition === undefined ? {} : { condition }),
  };
}

export function identityGrants(config: StackConfig): readonly Grant[] {
  const roles = ROLES.map((key) => roleArnOf(config, key));
  const profiles = ROLES_OF_INSTANCES.map((key) =>
    arn(config, "iam", `instance-profile/${roleNameOf(config, key)}`, ""),
  );
  const autoscaling = autoscalingRoleArn(config);
  const bounded = boundedBy(config);
  return [
    identity("RoleMake", "CreateRole", roles, { StringEquals: { ...made(config)["StringEquals"], ...bounded } }),
    // What a role may do and who may take it: both only of a role that the boundary holds.
    identity(
      "RoleGive",
      "PutRolePolicy UpdateAssumeRolePolicy",
      roles,
      bounded === undefined ? undefined : { StringEquals: bounded },
    ),
    identity(
      "Roles",
      "DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies TagRole UpdateRole UpdateRoleDescription",
      roles,
    ),
    identity("RoleUntag", "UntagRole", [...roles, autoscaling], keepsTag()),
    identity(
      "Profiles",
      "AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
      profiles,
    ),
    ...useGrants(config, autoscaling),
    ...boundaryGrants(config, roles),
  ];
}

/** AWS fills the key in with the boundary that a role has, or is given by the call; a role without one has no such key. */
function boundedBy(config: StackConfig): Readonly<Record<string, string>> | undefined {
  const boundary = config.account.permissionsBoundaryArn;
  return boundary === undefined ? undefined : { "iam:PermissionsBoundary": boundary };
}

/** The boundary may be put on a role of the environment, and neither taken off nor exchanged for another. */
function boundaryGrants(config: StackConfig, roles: readonly string[]): readonly Grant[] {
  const bounded = boundedBy(config);
  if (bounded === undefined) return [];
  // A denial may name more than there is, and one pattern takes less room.
  const all = roleArn(config, physicalName(config, "*"));
  const grants: readonly Grant[] = [
    identity("RoleBound", "PutRolePermissionsBoundary", roles, { StringEquals: bounded }),
    { ...identity("NeverUnbound", "DeleteRolePermissionsBoundary", all), effect: "Deny" },
    {
      ...identity("NeverOtherBound", "PutRolePermissionsBoundary", all, { StringNotEquals: bounded }),
      effect: "Deny",
    },
  ];
  return grants.map((grant) => ({ ...grant, subject: "role-use" }));
}

/** Handing roles over, service-linked roles, and what this role may never touch. */
function useGrants(config: StackConfig, autoscaling: string): readonly Grant[] {
  const boundary = config.account.permissionsBoundaryArn;
  const grants: readonly Grant[] = [
    ...[...new Set(Object.values(PASSED_TO))].flatMap((service) =>
      service === undefined ? [] : [pass(config, service)],
    ),
    identity("PassToAutoScaling", "PassRole", autoscaling, {
      StringEquals: { "iam:PassedToService": "autoscaling.amazonaws.com" },
    }),
    identity("AutoScalingRoleMake", "CreateServiceLinkedRole", autoscaling, {
      StringEquals: { "iam:AWSServiceName": "autoscaling.amazonaws.com" },
    }),
    identity(
      "AutoScalingRole",
      "DeleteServiceLinkedRole GetRole GetServiceLinkedRoleDeletionStatus TagRole UpdateRoleDescription",
      autoscaling,
    ),
    identity(
      "FirstUse",
      "CreateServiceLinkedRole",
      Object.entries(FIRST_USE).map(([service, name]) => roleArn(config, `aws-service-role/${service}/${name}`)),
      { StringEquals: { "iam:AWSServiceName": Object.keys(FIRST_USE) } },
    ),
    {
      ...identity("NeverItself", SELF, [
        ...deployRoleArns(config),
        arn(config, "iam", `policy/${physicalName(config, "deploy")}-*`, ""),
        ...(boundary === undefined ? [] : [boundary]),
      ]),
      effect: "Deny",
    },
  ];
  return grants.map((grant) => ({ ...grant, subject: "role-use" }));
}

function pass(config: StackConfig, service: string): Grant {
  const roles = ROLES.filter((key) => PASSED_TO[key] === service).map((key) => roleArnOf(config, key));
  const word = service
    .replace(".amazonaws.com", "")
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
  return identity(`PassTo${word}`, "PassRole", roles, { StringEquals: { "iam:PassedToService": service } });
}
