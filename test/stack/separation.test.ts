/** Staging and prod share no key, secret, bucket or role: both programs recorded, prod put into staging's account and region, so that only names part them. */
import { gunzipSync } from "node:zlib";
import { ROOT } from "../../cli/root";
import { readStackFile, type StackFile } from "../../config/stack-file";
import { readBundle } from "../../pki/bundle-yaml";
import type { DeploymentResource, PropertyMap, PropertyValue } from "../../sandbox/deployment";
import type { RecordedStack } from "../../sandbox/recorder";
import { inClear } from "../../sandbox/secret-marks";
import { secretPaths, secretsIn } from "../components/secret-texts";
import { nameOf, recordedStack } from "./recorded-environment";

/** Types whose names AWS holds for a whole account, region or the world, and the input that is the name. */
const NAMED: Readonly<Record<string, string>> = {
  "aws:kms/alias:Alias": "name",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:iam/role:Role": "name",
  "aws:iam/instanceProfile:InstanceProfile": "name",
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": "customSuffix",
  "aws:cloudwatch/logGroup:LogGroup": "name",
  "aws:cloudwatch/eventRule:EventRule": "name",
  "aws:cloudtrail/trail:Trail": "name",
  "aws:sns/topic:Topic": "name",
  "aws:lb/loadBalancer:LoadBalancer": "name",
  "aws:lb/targetGroup:TargetGroup": "name",
  "aws:ec2/launchTemplate:LaunchTemplate": "name",
  "aws:autoscaling/group:Group": "name",
  "aws:ssm/document:Document": "name",
  "aws:secretsmanager/secret:Secret": "namePrefix",
};

function inAccountOfStaging(prod: StackFile, staging: StackFile): StackFile {
  const account = JSON.parse(prod.values["palisade:account"] ?? "") as object;
  const other = JSON.parse(staging.values["palisade:account"] ?? "") as { readonly id: string };
  const access = (prod.values["palisade:access"] ?? "").replaceAll("444455556666", other.id);
  return {
    ...prod,
    values: {
      ...prod.values,
      "palisade:account": JSON.stringify({ ...account, id: other.id }),
      "palisade:access": access,
    },
  };
}

function textsIn(value: PropertyValue | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

let staging: readonly DeploymentResource[];
let prod: readonly DeploymentResource[];
let stacks: readonly RecordedStack[];

beforeAll(async () => {
  const files = { staging: readStackFile(ROOT, "staging"), prod: readStackFile(ROOT, "prod") };
  stacks = [await recordedStack(files.staging), await recordedStack(inAccountOfStaging(files.prod, files.staging))];
  [staging = [], prod = []] = stacks.map(({ deployment }) => deployment.deployment.resources);
});

/** What both have; fails where either has nothing. */
function common(of: (stack: RecordedStack) => readonly string[]): readonly string[] {
  const [first = [], second = []] = stacks.map(of);
  expect([first.length, second.length]).not.toContain(0);
  return first.filter((one) => second.includes(one));
}

it.each(Object.entries(NAMED))("%s: no name stands in both", (type, property) => {
  const names = (resources: readonly DeploymentResource[]) =>
    resources.filter((resource) => resource.type === type).map(({ inputs }) => String(inputs[property]));
  expect(names(staging).length + names(prod).length).toBeGreaterThan(0);
  expect(names(staging).filter((name) => names(prod).includes(name))).toEqual([]);
});

it("no input of one names anything of the other: no policy, key, bucket or role", () => {
  const naming = (resources: readonly DeploymentResource[], other: string) =>
    resources.filter(({ inputs }) => textsIn(inputs).some((text) => new RegExp(`palisade[-/]${other}\\b`).test(text)));
  expect(naming(staging, "prod").map(({ urn }) => urn)).toEqual([]);
  expect(naming(prod, "staging").map(({ urn }) => urn)).toEqual([]);
});

it("every ARN in a policy of one that names an account's resource is its own, by name", () => {
  const shared = [staging, prod].map(
    (resources) =>
      new Set(
        resources
          .flatMap(({ inputs }) => textsIn(inputs))
          .flatMap(
            (text) => text.match(/arn:aws:(?:kms|s3|iam|secretsmanager|sns|logs|cloudtrail|events):[^"\\\s]*/g) ?? [],
          ),
      ),
  );
  const both = [...(shared[0] ?? [])].filter((arn) => shared[1]?.has(arn));
  // What is the account's (keys by wildcard are bound to an alias and a bucket by condition; listing log groups has no narrower form) or AWS's own.
  expect(both.sort()).toEqual([
    "arn:aws:events:eu-central-1:111122223333:event-bus/default",
    "arn:aws:iam::111122223333:root",
    "arn:aws:kms:eu-central-1:111122223333:key/*",
    "arn:aws:logs:eu-central-1:111122223333:log-group:*",
    "arn:aws:s3:::prod-registry-k8s-io-eu-central-1/*",
    "arn:aws:s3:::quayio-production-s3/*",
  ]);
});

describe("secrets of the cluster", () => {
  const judged = ({ judged: { deployment } }: RecordedStack, type: string) =>
    deployment.resources.filter((resource) => resource.type === type);
  const clearText = (resource: DeploymentResource, property: string) =>
    String((inClear(resource.outputs) as PropertyMap)[property]);

  it("are the other's in no part: bundle, keys, tokens, user data", () => {
    const bundles = stacks.map((stack) => {
      const secret = judged(stack, "aws:secretsmanager/secretVersion:SecretVersion").find(
        (resource) => nameOf(resource) === "node-secrets-bundle",
      );
      const read = readBundle(secret === undefined ? "" : clearText(secret, "secretString"), new Date());
      if (!("bundle" in read)) throw new Error("a stack has no good bundle");
      return read.bundle;
    });
    const texts = stacks.map((stack) => {
      const userData = judged(stack, "aws:ec2/launchTemplate:LaunchTemplate").map((template) =>
        gunzipSync(Buffer.from(clearText(template, "userData"), "base64")).toString("utf8"),
      );
      return [JSON.stringify(stack.judged), ...userData].join("\n");
    });
    for (const [index, bundle] of bundles.entries()) {
      expect(secretsIn(texts[index] ?? "", bundle)).toEqual(secretPaths(bundle));
      expect(secretsIn(texts[1 - index] ?? "", bundle)).toEqual([]);
    }
  });

  it.each([
    ["tls:index/privateKey:PrivateKey", "privateKeyPem"],
    ["tls:index/selfSignedCert:SelfSignedCert", "certPem"],
    ["tls:index/locallySignedCert:LocallySignedCert", "certPem"],
    ["random:index/randomBytes:RandomBytes", "base64"],
    ["random:index/randomPassword:RandomPassword", "result"],
    ["aws:secretsmanager/secret:Secret", "arn"],
    ["aws:kms/key:Key", "arn"],
  ])("%s: no %s is in both", (type, property) => {
    expect(common((stack) => judged(stack, type).map((resource) => clearText(resource, property)))).toHaveLength(0);
  });

  it("have no digest in common, not even where values are the same kind", () => {
    const digests = ({ outputs }: RecordedStack) =>
      JSON.stringify(outputs["machineConfigs"]).match(/(?:secret:hmac-sha256|certificate:sha256):[0-9a-f]{32}/g) ?? [];
    expect(common(digests)).toEqual([]);
  });

  it("are encrypted with keys that encrypt nothing else", () => {
    const [secrets = [], users = []] = [true, false].map((secret) =>
      [...staging, ...prod].filter(({ type }) => (type === "aws:secretsmanager/secret:Secret") === secret),
    );
    const keys = new Set(secrets.map(({ inputs }) => String(inputs["kmsKeyId"])));
    expect(keys.size).toBe(4);
    const others = users.filter(({ inputs }) => textsIn(inputs).some((text) => keys.has(text)));
    // A component's outputs are no inputs: only the aliases name these keys, by their ids.
    expect(others.map(({ urn }) => urn)).toEqual([]);
  });
});
