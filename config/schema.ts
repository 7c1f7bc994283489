/** What was asked: the one schema of `Pulumi.<environment>.yaml`. Every object is strict: an unknown key is an error. */
import { z } from "zod";
import { accessSchema } from "./access-schema";
import { accountSchema } from "./account-schema";
import { checked, key, repeated } from "./key";
import { logsSchema } from "./logs-schema";
import { networkSchema } from "./network-schema";
import { controlPlaneSchema, type volumeSchema, workerPoolSchema } from "./node-schema";
import { mirrorsSchema } from "./registry-schema";
import { tagsSchema } from "./tag-schema";
import { flag, type imageSchema } from "./text-schema";
import { kubernetesSchema, talosSchema } from "./version-schema";

export { accessSchema, apiAccessSchema, bastionSchema, clientVpnSchema } from "./access-schema";
export { accountSchema } from "./account-schema";
export { logsSchema, siemSchema } from "./logs-schema";
export { networkSchema } from "./network-schema";
export { controlPlaneSchema, taintSchema, volumeSchema, workerPoolSchema } from "./node-schema";
export { mirrorSchema, REQUIRED_MIRRORS } from "./registry-schema";
export { imageSchema } from "./text-schema";
export { talosSchema } from "./version-schema";

export const encryptionSchema = z.strictObject({
  kubeSpan: flag(false, {
    meaning:
      "KubeSpan: WireGuard between nodes, made by Talos (51820/udp). For clusters whose nodes are on several networks; on one network use `wireGuard`. It takes the port matrix away between nodes: Talos trusts what comes in by KubeSpan's interface, before any rule of the host firewall, and security groups see 51820/udp alone. Every worker then reaches etcd, the kubelets and the Talos API of control planes, and certificates alone keep it out.",
    limits: "not together with `wireGuard`: traffic would be encrypted twice, and each layer takes its part of the MTU",
    example: true,
  }),
  wireGuard: flag(false, {
    meaning: "Transparent encryption of pod traffic between nodes, made by Cilium (WireGuard, 51871/udp).",
    limits: "not together with `kubeSpan`",
    example: true,
  }),
  diskKey: key(z.enum(["node-id", "tpm"]).default("node-id"), {
    meaning:
      "What opens the encrypted STATE and EPHEMERAL volumes, inside the EBS volume that KMS encrypts. `node-id`: derived from the machine's id, against a disk that gets lost. `tpm`: sealed by the machine's NitroTPM; needs an AMI with NitroTPM and Secure Boot, as the official ones are not.",
    limits: "`node-id`, `tpm`",
    example: "node-id",
  }),
});

export const protectionSchema = z.strictObject({
  deletionProtection: flag(true, {
    meaning:
      "Termination protection of control planes and deletion protection of load balancers. Lift it in a deployment of its own before a destroy.",
    example: false,
  }),
  /** True allows one control plane and lifts Pulumi's protection from everything. */
  disposable: flag(false, {
    meaning:
      "The environment may be lost: allows one control plane, one zone and T families for control planes, and lifts Pulumi's protection from keys, buckets, log groups and the service-linked role.",
    example: true,
  }),
});

const workersSchema = checked(z.array(workerPoolSchema), (pools) =>
  pools.length < 1
    ? { wrong: "must hold at least one pool", fix: "add a pool: control planes run no workloads" }
    : repeated(
        pools.map((pool) => pool.name),
        (index) => [index, "name"],
      ),
);

export const configSchema = z.strictObject({
  account: key(accountSchema, { meaning: "Where the environment lives." }),
  network: key(networkSchema, {
    meaning:
      "Addresses and the way out. The networks share no address with each other, `access.adminCidrs` or the Client VPN.",
  }),
  access: key(accessSchema, { meaning: "Ways in for people, and who may reach the Kubernetes API." }),
  talos: key(talosSchema, { meaning: "Talos release and image." }),
  kubernetes: key(kubernetesSchema, { meaning: "Kubernetes release." }),
  controlPlane: key(controlPlaneSchema, { meaning: "Control planes: one instance for each fixed identity." }),
  workers: key(workersSchema, {
    meaning: "Worker pools: an auto-scaling group for each pool and zone.",
    limits: "at least one",
  }),
  registryMirrors: key(mirrorsSchema.default([]), {
    meaning: "Mirrors that nodes pull images from.",
    limits:
      "at most 50; isolated environments mirror at least docker.io, ghcr.io, registry.k8s.io, factory.talos.dev and quay.io; not ECR, whose logins Talos cannot renew",
  }),
  logs: key(logsSchema.default({ retentionDays: 365, trail: { mode: "own" }, alarmEmails: [] }), {
    meaning: "Logs, alarms and the trail.",
  }),
  encryption: key(encryptionSchema.default({ kubeSpan: false, wireGuard: false, diskKey: "node-id" }), {
    meaning: "Encryption between nodes, and of their disks.",
  }),
  protection: key(protectionSchema.default({ deletionProtection: true, disposable: false }), {
    meaning: "What stands against deletion.",
  }),
  tags: key(tagsSchema.default({}), {
    meaning: "Tags of every AWS resource, besides Palisade's own.",
    limits:
      "at most 40; names 1 to 128, values up to 256 letters, digits, spaces and _.:/=+-@; no name with `aws:` or `palisade:`, not `Name`",
    example: { owner: "platform" },
  }),
});

/** Config keys whose values must be Pulumi secrets (`pulumi config set --secret`); they never enter the plan. */
export const SECRET_KEYS = ["alarmWebhook", "secretsBundle", "secretsBundleIdentity"] as const;
export type SecretKey = (typeof SECRET_KEYS)[number];

/** What each secret key is for. */
export const SECRET_KEY_MEANINGS: Readonly<Record<SecretKey, string>> = {
  alarmWebhook: "https URL that alarms are posted to; whoever has it can post, so it is a secret. Optional.",
  secretsBundle:
    "Talos secrets of a cluster that exists, in talosctl's format (secrets.yaml), plain or encrypted with age: for a migration or a rebuild. Optional: without it Pulumi makes new secrets. Set for good: its removal would replace every key of the cluster.",
  secretsBundleIdentity: "age identity that an encrypted `secretsBundle` is decrypted with. Only with one.",
};

export type Image = z.infer<typeof imageSchema>;
export type WorkerPool = z.infer<typeof workerPoolSchema>;
export type Volume = z.infer<typeof volumeSchema>;
/** Sections of the stack file as they are after defaults. */
export type ConfigSections = z.infer<typeof configSchema>;
/** The checked configuration of one environment; `environment` is the Pulumi stack's name. */
export type StackConfig = ConfigSections & { readonly environment: string };
