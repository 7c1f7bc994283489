import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { NodeSecrets } from "../../components/node-secrets";
import type { StackConfig } from "../../config/schema";
import { baseTags } from "../../model/names";
import { planSecrets } from "../../model/secrets";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { REDACTED_SECRET } from "../../sandbox/deployment";
import { stackConfig } from "../model/stack-config";
import { keyArn, keyArns } from "./key-arns";
import { Recording } from "./recording";
import { secretsIn } from "./secret-texts";

const SECRET = "aws:secretsmanager/secret:Secret";
const POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const NAMES = ["bundle", "machine-config-a", "machine-config-b", "machine-config-c"].map(
  (part) => `node-secrets-${part}`,
);

const plain: StackConfig = { ...stackConfig(), tags: { owner: "platform" } };
const disposable: StackConfig = { ...plain, protection: { deletionProtection: false, disposable: true } };
const controlPlanes = { a: "configuration-of-a", b: "configuration-of-b", c: "configuration-of-c" };

let bundle: SecretsBundle;
let recording: Recording;
let arns: Readonly<Record<string, string>> = {};

function build(config: StackConfig, values: Readonly<Record<string, string>> = controlPlanes): Promise<Recording> {
  return Recording.of(() => {
    const secrets = new NodeSecrets("node-secrets", {
      secrets: planSecrets(config),
      bundle: pulumi.secret(bundle),
      controlPlanes: Object.fromEntries(Object.entries(values).map(([name, text]) => [name, pulumi.secret(text)])),
      keyArns,
      tags: baseTags(config),
    });
    pulumi.output(secrets.machineConfigArns).apply((known) => {
      arns = known;
    });
  });
}

beforeAll(async () => {
  bundle = await newBundle(new Date());
  recording = await build(plain);
});

describe("NodeSecrets", () => {
  it("makes a secret, its policy and its value for the bundle and each control plane, and nothing else", () => {
    for (const type of [SECRET, POLICY, VERSION]) expect([...recording.names(type)].sort()).toEqual(NAMES);
    expect(recording.orphans()).toEqual([]);
    expect(recording.stack.deployment.deployment.resources.filter(({ custom }) => custom)).toHaveLength(12);
  });

  it.each([
    ["bundle", "secrets", "talos-secrets", "Talos secrets bundle of the cluster"],
    ["machine-config-b", "machine-configs", "machine-config-b", "Machine configuration of control plane b"],
  ])(
    "names %s, encrypts it with the key of its purpose, and keeps it for 30 days",
    (part, purpose, name, description) => {
      expect(recording.inputs(SECRET, `node-secrets-${part}`)).toEqual({
        namePrefix: `/palisade/test/${name}-`,
        description,
        kmsKeyId: keyArn(purpose),
        recoveryWindowInDays: 30,
        tags: {
          owner: "platform",
          "palisade:environment": "test",
          "palisade:managed-by": "palisade",
          Name: `/palisade/test/${name}`,
        },
      });
    },
  );

  it("is protected from deletion, and in a disposable environment gone within the shortest time", async () => {
    const drill = await build(disposable);
    const facts = (made: Recording) =>
      made.all(SECRET).map(({ protect, inputs }) => [protect === true, inputs["recoveryWindowInDays"]]);
    expect(facts(recording)).toEqual(NAMES.map(() => [true, 30]));
    expect(facts(drill)).toEqual(NAMES.map(() => [false, 7]));
  });

  it("sets the planned policy on each secret before there is anything in it", () => {
    const planned = planSecrets(plain);
    for (const name of NAMES) {
      const identity = /-machine-config-(.)$/.exec(name)?.[1];
      const { policy } = (identity === undefined ? planned.bundle : planned.machineConfigs[identity]) ?? planned.bundle;
      const secret = recording.one(SECRET, name);
      expect(recording.inputs(POLICY, name)).toEqual({
        secretArn: secret.outputs["arn"],
        policy: JSON.stringify(policy),
        blockPublicPolicy: true,
      });
      const version = recording.one(VERSION, name);
      expect(version.inputs["secretId"]).toBe(secret.id);
      expect(version.dependencies).toEqual(expect.arrayContaining([secret.urn, recording.one(POLICY, name).urn]));
    }
  });

  it("holds the bundle in talosctl's format, and each control plane's own configuration", () => {
    const value = (name: string) => recording.inClear(VERSION, `node-secrets-${name}`).inputs["secretString"];
    expect(value("bundle") === renderBundle(bundle)).toBe(true);
    const read = readBundle(String(value("bundle")), new Date());
    expect("bundle" in read && isDeepStrictEqual(read.bundle, bundle)).toBe(true);
    expect(["a", "b", "c"].map((identity) => value(`machine-config-${identity}`))).toEqual(
      Object.values(controlPlanes),
    );
  });

  it("has every value as a secret: the state that is written has none of them", () => {
    for (const { inputs, outputs } of recording.all(VERSION)) {
      expect([inputs["secretString"], outputs["secretString"]]).toEqual([REDACTED_SECRET, REDACTED_SECRET]);
    }
    const state = JSON.stringify(recording.stack.deployment);
    expect(secretsIn(state, bundle)).toEqual([]);
    expect(state).not.toContain("configuration-of");
    expect(JSON.stringify(recording.stack.judged)).toContain("configuration-of-b");
  });

  it("tells where each configuration is, by identity: a name that no other environment's begins", () => {
    expect(Object.keys(arns)).toEqual(["a", "b", "c"]);
    for (const [identity, arn] of Object.entries(arns)) {
      expect(arn).toMatch(
        new RegExp(`^arn:aws:secretsmanager:[a-z0-9-]+:\\d{12}:secret:/palisade/test/machine-config-${identity}-`),
      );
      expect(recording.one(SECRET, `node-secrets-machine-config-${identity}`).outputs["arn"]).toBe(arn);
    }
  });

  it("refuses to leave a planned control plane without its configuration", async () => {
    const { b: _, ...others } = controlPlanes;
    await expect(build(plain, others)).rejects.toThrow(
      "environment: the plan has no machine configuration of control plane b",
    );
  });
});
