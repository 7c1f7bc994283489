import { X509Certificate } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { Machines, type MachinesArgs } from "../../components/machines";
import type { StackConfig } from "../../config/schema";
import { planMachines } from "../../model/machine/plan";
import { baseTags } from "../../model/names";
import { planNetwork } from "../../model/network";
import { planFlows } from "../../model/ports";
import { planSecrets } from "../../model/secrets";
import { encryptFor } from "../../pki/age";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { stackConfig } from "../model/stack-config";
import { keyArns } from "./key-arns";
import { Recording } from "./recording";
import { secretPaths, secretsIn } from "./secret-texts";

const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const KEY_TYPES = /^(tls|random):/;
const NOW = new Date();

const config: StackConfig = {
  ...stackConfig(),
  workers: [
    {
      name: "general",
      instanceType: "m7i.large",
      size: 1,
      min: 1,
      max: 1,
      volume: { sizeGiB: 100, iops: 3000, throughputMiBps: 125 },
      labels: {},
      taints: [],
    },
  ],
};
const network = planNetwork(config);

interface Built {
  readonly recording: Recording;
  readonly bundle: SecretsBundle;
  readonly kubeconfig: string;
  /** Secrets in the value of the control plane's configuration. */
  readonly inControlPlane: (bundle: SecretsBundle) => readonly string[];
  /** Names of outputs that are marked as secrets. */
  readonly secret: readonly string[];
}

async function build(imported?: MachinesArgs["imported"]): Promise<Built> {
  let kubeconfig = "";
  const secret: Promise<string | undefined>[] = [];
  const mark = async (name: string, output: pulumi.Output<unknown>) =>
    (await pulumi.isSecret(output)) ? name : undefined;
  const recording = await Recording.of(() => {
    const machines = new Machines("machines", {
      machines: planMachines(config, network, planFlows(config)),
      secrets: planSecrets(config),
      ...(imported === undefined ? {} : { imported }),
      keyArns,
      now: NOW,
      tags: baseTags(config),
    });
    machines.kubeconfig.apply((text) => {
      kubeconfig = text;
    });
    secret.push(mark("kubeconfig", machines.kubeconfig), mark("redacted", machines.redacted));
    for (const [pool, output] of Object.entries(machines.workerUserData)) secret.push(mark(pool, output));
    return { done: machines.kubeconfig };
  });
  const value = (name: string) => String(recording.inClear(VERSION, `node-secrets-${name}`).inputs["secretString"]);
  const read = readBundle(value("bundle"), new Date());
  if (!("bundle" in read)) throw new Error("the secret holds no good bundle");
  return {
    recording,
    bundle: read.bundle,
    kubeconfig,
    inControlPlane: (bundle) => secretsIn(value("machine-config-b"), bundle),
    secret: (await Promise.all(secret)).filter((name) => name !== undefined),
  };
}

/** Type and name of every resource of the key providers. */
function keyResources({ recording }: Built): readonly string[] {
  return recording.stack.deployment.deployment.resources
    .filter(({ type }) => KEY_TYPES.test(type))
    .map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
}

const NEVER_IMPORTED = ["kubernetes-access", "kubernetes-access", "kubernetes-access", "machine-configs-digest-key"];

it("makes a bundle where none is given, and one of its own each time", async () => {
  const [one, other] = [await build(), await build()];
  expect(keyResources(one)).toHaveLength(16 + NEVER_IMPORTED.length);
  expect(one.recording.names("palisade:talos:Secrets")).toEqual(["talos-secrets"]);
  expect(one.inControlPlane(one.bundle)).toEqual(secretPaths(one.bundle));
  expect(one.inControlPlane(other.bundle)).toEqual([]);
  expect(one.secret).toEqual(["kubeconfig", "general"]);
});

describe("an imported bundle", () => {
  let bundle: SecretsBundle;
  let identity: string;
  let plain: Built;

  beforeAll(async () => {
    const age = require("age-encryption") as typeof import("age-encryption");
    bundle = await newBundle(NOW);
    identity = await age.generateX25519Identity();
    plain = await build({ text: pulumi.secret(renderBundle(bundle)) });
  });

  it("is the one of the nodes: in its secret, and in each control plane's", () => {
    expect(isDeepStrictEqual(plain.bundle, bundle)).toBe(true);
    expect(plain.inControlPlane(bundle)).toEqual(secretPaths(bundle));
  });

  it("leaves nothing to be made but this run's own access and the key of digests", () => {
    expect([...keyResources(plain)].sort()).toEqual(NEVER_IMPORTED);
    expect(plain.recording.names("palisade:talos:Secrets")).toEqual([]);
  });

  it("signs this run's certificate with its own CA", () => {
    const { users } = JSON.parse(plain.kubeconfig) as {
      readonly users: readonly { readonly user: { readonly "client-certificate-data": string } }[];
    };
    const certificate = new X509Certificate(Buffer.from(users[0]?.user["client-certificate-data"] ?? "", "base64"));
    expect(certificate.verify(new X509Certificate(bundle.certs.k8s.crt).publicKey)).toBe(true);
  });

  it("may be encrypted with age", async () => {
    const text = await encryptFor(renderBundle(bundle), [
      await (require("age-encryption") as typeof import("age-encryption")).identityToRecipient(identity),
    ]);
    const built = await build({ text: pulumi.secret(text), identity: pulumi.secret(identity) });
    expect(isDeepStrictEqual(built.bundle, bundle)).toBe(true);
    expect(built.inControlPlane(bundle)).toEqual(secretPaths(bundle));
  });

  it("leaves no secret in the state that is written", () => {
    expect(secretsIn(JSON.stringify(plain.recording.stack.deployment), bundle)).toEqual([]);
  });
});
