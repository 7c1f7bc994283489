import * as kms from "@pulumi/aws/kms";
import type * as pulumi from "@pulumi/pulumi";
import type { KeyPurpose } from "../model/arns";
import type { KeyPlan } from "../model/keys";
import { Component, tagged } from "./component";

export interface KeysArgs {
  /** One per purpose. */
  readonly keys: readonly KeyPlan[];
  readonly tags: Readonly<Record<string, string>>;
  /** Pulumi `protect`: a lost key is everything under it lost. */
  readonly protect: boolean;
  /** The Auto Scaling service-linked role: the volumes key's policy names it, and KMS refuses a principal that does not exist. */
  readonly autoscalingServiceRole: pulumi.Resource;
}

/** Customer-managed keys of the home region and their aliases. */
export class Keys extends Component {
  readonly arns: Readonly<Record<KeyPurpose, pulumi.Output<string>>>;

  constructor(name: string, args: KeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Keys", name, opts);
    const make = (purpose: KeyPurpose) => this.key(planOf(args.keys, purpose), args);
    this.arns = {
      volumes: make("volumes"),
      secrets: make("secrets"),
      "machine-configs": make("machine-configs"),
      logs: make("logs"),
      backups: make("backups"),
      alarms: make("alarms"),
    };
    this.registerOutputs({ arns: this.arns });
  }

  private key(plan: KeyPlan, args: KeysArgs): pulumi.Output<string> {
    const dependsOn = plan.purpose === "volumes" ? [args.autoscalingServiceRole] : [];
    const key = new kms.Key(
      `${this.name}-${plan.purpose}`,
      keyArgs(plan, args.tags),
      this.child({ protect: args.protect, dependsOn }),
    );
    new kms.Alias(`${this.name}-${plan.purpose}`, { name: plan.alias, targetKeyId: key.keyId }, this.child());
    return key.arn;
  }
}

/** Inputs of a key, the same in every region. */
export function keyArgs(plan: KeyPlan, tags: Readonly<Record<string, string>>): kms.KeyArgs {
  return {
    description: plan.description,
    policy: JSON.stringify(plan.policy),
    enableKeyRotation: true,
    deletionWindowInDays: plan.deletionWindowDays,
    tags: tagged(tags, plan.alias.replace("alias/", "")),
  };
}

function planOf(keys: readonly KeyPlan[], purpose: KeyPurpose): KeyPlan {
  const plan = keys.find((key) => key.purpose === purpose);
  if (plan === undefined) throw new Error(`keys: the plan has none for ${purpose}`);
  return plan;
}
