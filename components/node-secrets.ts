import * as secretsmanager from "@pulumi/aws/secretsmanager";
import type * as pulumi from "@pulumi/pulumi";
import type { KeyPurpose } from "../model/arns";
import type { SecretPlan, SecretsPlan } from "../model/secrets";
import type { SecretsBundle } from "../pki/bundle";
import { renderBundle } from "../pki/bundle-yaml";
import { Component, planned, tagged } from "./component";

export interface NodeSecretsArgs {
  readonly secrets: SecretsPlan;
  readonly bundle: pulumi.Output<SecretsBundle>;
  /** Complete configuration of each control plane, by identity. */
  readonly controlPlanes: Readonly<Record<string, pulumi.Output<string>>>;
  readonly keyArns: Readonly<Record<KeyPurpose, pulumi.Input<string>>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Secrets Manager: the secrets bundle in talosctl's format, and a configuration for each control plane, which is never user data. */
export class NodeSecrets extends Component {
  /** ARN of each control plane's configuration, by identity: what the provisioning function reads. */
  readonly machineConfigArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** The value of each, by identity: what must be there before the control plane that reads it. */
  readonly machineConfigs: Readonly<Record<string, secretsmanager.SecretVersion>>;
  private readonly args: NodeSecretsArgs;

  constructor(name: string, args: NodeSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:talos:NodeSecrets", name, opts);
    this.args = args;
    this.secret("bundle", args.secrets.bundle, args.bundle.apply(renderBundle));
    const made = Object.entries(args.secrets.machineConfigs).map(([identity, plan]) => {
      const value = planned(args.controlPlanes[identity], `machine configuration of control plane ${identity}`);
      return [identity, this.secret(`machine-config-${identity}`, plan, value)] as const;
    });
    this.machineConfigArns = Object.fromEntries(made.map(([identity, { arn }]) => [identity, arn]));
    this.machineConfigs = Object.fromEntries(made.map(([identity, { version }]) => [identity, version]));
    this.registerOutputs({ machineConfigArns: this.machineConfigArns });
  }

  private secret(part: string, plan: SecretPlan, value: pulumi.Output<string>): MadeSecret {
    const { args } = this;
    const secret = new secretsmanager.Secret(
      `${this.name}-${part}`,
      {
        namePrefix: plan.namePrefix,
        description: plan.description,
        kmsKeyId: args.keyArns[plan.keyPurpose],
        recoveryWindowInDays: plan.recoveryWindowDays,
        tags: tagged(args.tags, plan.namePrefix.replace(/-$/, "")),
      },
      this.child({ protect: args.secrets.protect }),
    );
    const policy = new secretsmanager.SecretPolicy(
      `${this.name}-${part}`,
      { secretArn: secret.arn, policy: JSON.stringify(plan.policy), blockPublicPolicy: true },
      this.child(),
    );
    // Nothing is in it before it is known who may read it.
    const version = new secretsmanager.SecretVersion(
      `${this.name}-${part}`,
      { secretId: secret.id, secretString: value },
      this.child({ dependsOn: [policy] }),
    );
    return { arn: secret.arn, version };
  }
}

interface MadeSecret {
  readonly arn: pulumi.Output<string>;
  readonly version: secretsmanager.SecretVersion;
}
