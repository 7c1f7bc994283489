import type * as pulumi from "@pulumi/pulumi";
import type { KeyPurpose } from "../model/arns";
import type { MachinePlan } from "../model/machine/plan";
import type { SecretsPlan } from "../model/secrets";
import { Component } from "./component";
import { type ImportedBundle, importedSecrets } from "./imported-secrets";
import { KubernetesAccess } from "./kubernetes-access";
import { MachineConfigs, type MachineConfigTexts } from "./machine-configs";
import { NodeSecrets } from "./node-secrets";
import { TalosSecrets } from "./talos-secrets";

export interface MachinesArgs {
  readonly machines: MachinePlan;
  readonly secrets: SecretsPlan;
  /** The bundle of a cluster that exists; without it a new one is made. */
  readonly imported?: Omit<ImportedBundle, "now">;
  readonly keyArns: Readonly<Record<KeyPurpose, pulumi.Input<string>>>;
  readonly now: Date;
  readonly tags: Readonly<Record<string, string>>;
}

/** Secrets and configurations of the nodes: made or imported, rendered, and put where each is read. */
export class Machines extends Component {
  /** User data by pool, as EC2 takes it; secret. */
  readonly workerUserData: Readonly<Record<string, pulumi.Output<string>>>;
  /** The value of each control plane's configuration, by identity. */
  readonly controlPlaneConfigs: NodeSecrets["machineConfigs"];
  /** Configurations with keyed digests for secrets. */
  readonly redacted: pulumi.Output<MachineConfigTexts>;
  /** Of this run, for a day; secret. */
  readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, args: MachinesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:talos:Machines", name, opts);
    const { machines, secrets, imported, now } = args;
    const part = { parent: this };
    const bundle =
      imported === undefined
        ? new TalosSecrets("talos-secrets", { protect: secrets.protect }, part).bundle
        : importedSecrets({ ...imported, now });
    const configs = new MachineConfigs("machine-configs", { machines, bundle }, part);
    const nodeSecrets = new NodeSecrets(
      "node-secrets",
      {
        secrets,
        bundle,
        controlPlanes: configs.controlPlanes,
        keyArns: args.keyArns,
        tags: args.tags,
      },
      part,
    );
    const { endpoint, name: cluster } = machines.cluster;
    this.kubeconfig = new KubernetesAccess("kubernetes-access", { bundle, endpoint, cluster, now }, part).kubeconfig;
    this.controlPlaneConfigs = nodeSecrets.machineConfigs;
    this.workerUserData = configs.workers;
    this.redacted = configs.redacted;
    this.registerOutputs({});
  }
}
