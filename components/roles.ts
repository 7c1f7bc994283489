import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { RoleKey } from "../model/arns";
import type { RolePlan } from "../model/roles";
import { Component, tagged } from "./component";

export interface RolesArgs {
  readonly roles: readonly RolePlan[];
  /** Suffix of the environment's own Auto Scaling service-linked role. */
  readonly autoscalingRoleSuffix: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Pulumi `protect` on the service-linked role: a key policy that names a deleted role does not fit the role that is made after it. */
  readonly protect: boolean;
}

/** IAM roles with their inline policies, instance profiles, and the Auto Scaling service-linked role. */
export class Roles extends Component {
  /** Only the roles that the plan has. */
  readonly arns: Readonly<Partial<Record<RoleKey, pulumi.Output<string>>>>;
  /** Of the roles that instances take. */
  readonly instanceProfileNames: Readonly<Partial<Record<RoleKey, pulumi.Output<string>>>>;
  /** Inline policies: what must exist before a service that checks the role's permissions is told to use it. */
  readonly policies: Readonly<Partial<Record<RoleKey, readonly pulumi.Resource[]>>>;
  readonly autoscalingServiceRole: iam.ServiceLinkedRole;

  constructor(name: string, args: RolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Roles", name, opts);
    const arns: Partial<Record<RoleKey, pulumi.Output<string>>> = {};
    const profiles: Partial<Record<RoleKey, pulumi.Output<string>>> = {};
    const policies: Partial<Record<RoleKey, readonly pulumi.Resource[]>> = {};
    for (const plan of args.roles) {
      const tags = tagged(args.tags, plan.name, { "palisade:role": plan.key });
      const role = this.role(plan, tags);
      arns[plan.key] = role.arn;
      policies[plan.key] = plan.policies.map((policy) => this.policy(plan, policy, role));
      if (plan.instanceProfile !== undefined) {
        profiles[plan.key] = this.instanceProfile(plan, plan.instanceProfile, role, tags);
      }
    }
    this.arns = arns;
    this.instanceProfileNames = profiles;
    this.policies = policies;
    this.autoscalingServiceRole = new iam.ServiceLinkedRole(
      `${name}-autoscaling`,
      {
        awsServiceName: "autoscaling.amazonaws.com",
        customSuffix: args.autoscalingRoleSuffix,
        description: `Auto Scaling of ${args.autoscalingRoleSuffix}`,
        tags: tagged(args.tags, `AWSServiceRoleForAutoScaling_${args.autoscalingRoleSuffix}`),
      },
      this.child({ protect: args.protect }),
    );
    this.registerOutputs({
      arns: this.arns,
      instanceProfileNames: this.instanceProfileNames,
      autoscalingServiceRole: this.autoscalingServiceRole.arn,
    });
  }

  private role(plan: RolePlan, tags: Record<string, string>): iam.Role {
    return new iam.Role(
      `${this.name}-${plan.key}`,
      {
        name: plan.name,
        description: plan.description,
        assumeRolePolicy: JSON.stringify(plan.trust),
        ...(plan.permissionsBoundary === undefined ? {} : { permissionsBoundary: plan.permissionsBoundary }),
        tags,
      },
      this.child(),
    );
  }

  private policy(plan: RolePlan, policy: RolePlan["policies"][number], role: iam.Role): iam.RolePolicy {
    return new iam.RolePolicy(
      `${this.name}-${plan.key}-${policy.name}`,
      { name: policy.name, role: role.name, policy: JSON.stringify(policy.document) },
      this.child(),
    );
  }

  private instanceProfile(
    plan: RolePlan,
    profileName: string,
    role: iam.Role,
    tags: Record<string, string>,
  ): pulumi.Output<string> {
    const profile = new iam.InstanceProfile(
      `${this.name}-${plan.key}`,
      { name: profileName, role: role.name, tags },
      this.child(),
    );
    return profile.name;
  }
}
