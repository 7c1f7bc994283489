import { createHash, createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { renderMachineConfig } from "../model/machine/documents";
import { allMachines, likenessOf, type MachineNodePlan, type MachinePlan } from "../model/machine/plan";
import { mapSecrets, NAMED_SECRETS } from "../model/machine/redaction";
import { encodeUserData } from "../model/user-data";
import type { SecretsBundle } from "../pki/bundle";
import { Component } from "./component";

export interface MachineConfigsArgs {
  readonly machines: MachinePlan;
  readonly bundle: pulumi.Output<SecretsBundle>;
}

/** Texts by the name of the configuration: "control-plane-<identity>", "worker-<pool>". */
export type MachineConfigTexts = Readonly<Record<string, string>>;

/**
 * Machine configurations: complete, as secrets, for the nodes; and without secrets for policies and people. What policies judge at a preview
 * (`documents`) depends on no resource, so that it is known before the first secret exists.
 */
export class MachineConfigs extends Component {
  /** Complete YAML of each control plane, by identity; secret. */
  readonly controlPlanes: Readonly<Record<string, pulumi.Output<string>>>;
  /** User data of each pool, as EC2 takes it; secret, since it holds tokens, but no CA's key. */
  readonly workers: Readonly<Record<string, pulumi.Output<string>>>;
  /** The same configurations with every secret replaced by its keyed digest: equal digests mean equal secrets, and nothing else. */
  readonly redacted: pulumi.Output<MachineConfigTexts>;

  constructor(name: string, args: MachineConfigsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:talos:MachineConfigs", name, opts);
    const { machines, bundle } = args;
    const { cluster } = machines;
    this.controlPlanes = Object.fromEntries(
      machines.controlPlanes.map((node) => [
        node.identity,
        bundle.apply((secrets) => renderMachineConfig(cluster, node, secrets)),
      ]),
    );
    this.workers = this.userData(args);
    const key = new random.RandomBytes(`${name}-digest-key`, { length: 32 }, this.child()).base64;
    // A digest says nothing about what it was made of to whoever lacks the key, which stays a secret.
    this.redacted = pulumi.unsecret(
      pulumi.all([bundle, key]).apply(([secrets, digestKey]) => {
        const digests = mapSecrets(secrets, (path, text) => digestOf(path, text, digestKey));
        return texts(machines, (node) => renderMachineConfig(cluster, node, digests));
      }),
    );
    this.registerOutputs({
      documents: texts(machines, (node) => renderMachineConfig(cluster, node, NAMED_SECRETS)),
      redacted: this.redacted,
    });
  }

  private userData({ machines, bundle }: MachineConfigsArgs): Readonly<Record<string, pulumi.Output<string>>> {
    const userDataOf = onceForLike((node) =>
      bundle.apply((secrets) => encodeUserData(renderMachineConfig(machines.cluster, node, secrets), node.name)),
    );
    return Object.fromEntries(machines.workers.map((node) => [node.pool, userDataOf(node)]));
  }
}

function texts(machines: MachinePlan, textOf: (node: MachineNodePlan) => string): MachineConfigTexts {
  const once = onceForLike(textOf);
  return Object.fromEntries(allMachines(machines).map((node) => [node.name, once(node)]));
}

/** Nodes that are alike share one text. */
function onceForLike<T>(make: (node: MachineNodePlan) => T): (node: MachineNodePlan) => T {
  const made = new Map<string, T>();
  return (node) => {
    const likeness = likenessOf(node);
    const value = made.get(likeness) ?? make(node);
    made.set(likeness, value);
    return value;
  };
}

/** 128 bits; a certificate is public and gets its plain digest. The path is in the digest, so that two parts with one value do not show it. */
function digestOf(path: string, text: string, key: string): string {
  const hex = (digest: string) => digest.slice(0, 32);
  return path.endsWith(".crt")
    ? `certificate:sha256:${hex(createHash("sha256").update(text).digest("hex"))}`
    : `secret:hmac-sha256:${hex(createHmac("sha256", key).update(`${path}\n${text}`).digest("hex"))}`;
}
