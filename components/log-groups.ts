import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { LogGroupKey } from "../model/arns";
import type { LogGroupPlan } from "../model/audit";
import { Component, tagged } from "./component";

export interface LogGroupsArgs {
  readonly logGroups: readonly LogGroupPlan[];
  /** The logs key: its policy names the groups by ARN pattern, so it can exist before them. */
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** Pulumi `protect`: a changed configuration must not delete what was logged under the former one. */
  readonly protect: boolean;
}

/** CloudWatch log groups, encrypted, kept for as long as the plan says. */
export class LogGroups extends Component {
  readonly arns: Readonly<Partial<Record<LogGroupKey, pulumi.Output<string>>>>;
  readonly names: Readonly<Partial<Record<LogGroupKey, pulumi.Output<string>>>>;

  constructor(name: string, args: LogGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:LogGroups", name, opts);
    const arns: Partial<Record<LogGroupKey, pulumi.Output<string>>> = {};
    const names: Partial<Record<LogGroupKey, pulumi.Output<string>>> = {};
    for (const plan of args.logGroups) {
      const group = new cloudwatch.LogGroup(
        `${name}-${plan.key}`,
        {
          name: plan.name,
          kmsKeyId: args.keyArn,
          retentionInDays: plan.retentionDays,
          tags: tagged(args.tags, plan.name, { "palisade:role": plan.key }),
        },
        this.child({ protect: args.protect }),
      );
      arns[plan.key] = group.arn;
      names[plan.key] = group.name;
    }
    this.arns = arns;
    this.names = names;
    this.registerOutputs({ arns, names });
  }
}
