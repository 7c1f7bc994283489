/** Staging and prod share no key, secret, bucket or role: both programs recorded, prod put into staging's account and region, so that only names part them. */
import { ROOT } from "../../cli/root";
import { readStackFile, type StackFile } from "../../config/stack-file";
import type { DeploymentResource, PropertyValue } from "../../sandbox/deployment";
import { recordedFrom } from "./recorded-environment";

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

beforeAll(async () => {
  const files = { staging: readStackFile(ROOT, "staging"), prod: readStackFile(ROOT, "prod") };
  staging = await recordedFrom(files.staging);
  prod = await recordedFrom(inAccountOfStaging(files.prod, files.staging));
});

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
