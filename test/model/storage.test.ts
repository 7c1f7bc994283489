import type { StackConfig } from "../../config/schema";
import { type BucketPlan, planStorage } from "../../model/storage";
import { disposable, prod, staging } from "./environments";
import { decide, type Request } from "./iam-evaluator";

const OPERATOR = "arn:aws:iam::111122223333:role/operator";
const TRAIL = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/palisade-prod-trail";
const OURS = {
  "aws:PrincipalAccount": "111122223333",
  "aws:PrincipalIsAWSService": "false",
  "aws:SecureTransport": "true",
};

function bucketOf(config: StackConfig, key: BucketPlan["key"]): BucketPlan {
  const bucket = planStorage(config).buckets.find((plan) => plan.key === key);
  if (bucket === undefined) throw new Error(`no bucket ${key}`);
  return bucket;
}

describe("planStorage", () => {
  it("plans an audit bucket only for an own trail", () => {
    expect(planStorage(prod).buckets.map((bucket) => bucket.key)).toEqual(["audit", "backups"]);
    expect(planStorage(disposable).buckets.map((bucket) => bucket.key)).toEqual(["backups"]);
  });

  it("locks the trail's files as long as they are kept, and sets no default for backups", () => {
    expect(bucketOf(prod, "audit").lockDays).toBe(365);
    expect(bucketOf(prod, "audit").lifecycle).toEqual({
      expireDays: 365,
      noncurrentExpireDays: 30,
      abortMultipartDays: 7,
    });
    expect(bucketOf(staging, "audit").lockDays).toBe(90);
    expect("lockDays" in bucketOf(prod, "backups")).toBe(false);
    expect("expireDays" in bucketOf(prod, "backups").lifecycle).toBe(false);
  });

  it("uses S3 bucket keys except for the trail, whose encryption context they would change", () => {
    expect(planStorage(prod).buckets.map((bucket) => bucket.bucketKey)).toEqual([false, true]);
  });

  it("protects everything but a disposable environment", () => {
    expect([prod, staging, disposable].map((config) => planStorage(config).protect)).toEqual([true, true, false]);
  });

  it("gives each backup region a bucket, a key and a priority of its own", () => {
    const { replicas } = planStorage(prod);
    expect(replicas.map((replica) => [replica.region, replica.bucket.name, replica.priority])).toEqual([
      ["eu-west-1", "palisade-prod-backups-111122223333-eu-west-1", 1],
      ["eu-north-1", "palisade-prod-backups-111122223333-eu-north-1", 2],
    ]);
    expect(new Set(replicas.map((replica) => JSON.stringify(replica.key.policy))).size).toBe(2);
    expect(replicas.map((replica) => replica.key.alias)).toEqual([
      "alias/palisade-prod-backups",
      "alias/palisade-prod-backups",
    ]);
  });

  it("keeps bucket names within S3's 63 characters for environment names of 18", () => {
    const config = {
      ...prod,
      environment: "e".repeat(18),
      account: { ...prod.account, region: "ap-southeast-1", backupRegions: ["ap-northeast-1"] },
    };
    const { buckets, replicas } = planStorage(config);
    const names = [...buckets, ...replicas.map((replica) => replica.bucket)].map((bucket) => bucket.name);
    expect(Math.max(...names.map((name) => name.length))).toBe(63);
  });
});

describe("every bucket policy", () => {
  const buckets = [...planStorage(prod).buckets, ...planStorage(prod).replicas.map((replica) => replica.bucket)];
  const judge = (action: string, context: Readonly<Record<string, string>>) =>
    buckets.map((bucket) =>
      decide(bucket.policy, { principal: OPERATOR, action, resource: `${bucket.arn}/x`, context }),
    );
  const each = (decision: string) => buckets.map(() => decision);

  it("refuses a request without TLS", () => {
    expect(judge("s3:GetObject", { ...OURS, "aws:SecureTransport": "false" })).toEqual(each("denied"));
    expect(judge("s3:GetObject", OURS)).toEqual(each("not allowed"));
  });

  it("refuses other accounts and anonymous callers, but not AWS services", () => {
    expect(judge("s3:GetObject", { ...OURS, "aws:PrincipalAccount": "999988887777" })).toEqual(each("denied"));
    expect(judge("s3:GetObject", { "aws:SecureTransport": "true" })).toEqual(each("denied"));
    expect(judge("s3:GetObject", { "aws:SecureTransport": "true", "aws:PrincipalIsAWSService": "true" })).toEqual(
      each("not allowed"),
    );
  });

  it("refuses to bypass retention, except in a disposable environment", () => {
    expect(judge("s3:BypassGovernanceRetention", OURS)).toEqual(each("denied"));
    const { policy, arn } = bucketOf(disposable, "backups");
    const bypass = { principal: OPERATOR, action: "s3:BypassGovernanceRetention", resource: `${arn}/x`, context: OURS };
    expect(decide(policy, bypass)).toBe("not allowed");
  });

  it("allows nobody anything but CloudTrail", () => {
    const principals = buckets
      .flatMap((bucket) => bucket.policy.Statement)
      .filter((statement) => statement.Effect === "Allow")
      .map((statement) => statement.Principal);
    expect(principals).toEqual([{ Service: "cloudtrail.amazonaws.com" }, { Service: "cloudtrail.amazonaws.com" }]);
  });
});

describe("audit bucket policy", () => {
  const { policy, arn } = bucketOf(prod, "audit");
  const write = (source: string, over: Partial<Request> = {}): Request => ({
    principal: "cloudtrail.amazonaws.com",
    action: "s3:PutObject",
    resource: `${arn}/AWSLogs/111122223333/CloudTrail/eu-central-1/file.json.gz`,
    context: {
      "aws:SecureTransport": "true",
      "aws:PrincipalIsAWSService": "true",
      "aws:PrincipalServiceName": "cloudtrail.amazonaws.com",
      "s3:x-amz-acl": "bucket-owner-full-control",
      "aws:SourceArn": source,
    },
    ...over,
  });

  it("lets the environment's trail write below its account's prefix", () => {
    expect(decide(policy, write(TRAIL))).toBe("allowed");
    expect(decide(policy, write(TRAIL, { resource: `${arn}/AWSLogs/999988887777/x` }))).toBe("not allowed");
  });

  it.each([TRAIL.replace("prod", "staging"), TRAIL.replace("111122223333", "999988887777")])(
    "refuses the trail %s",
    (source) => {
      expect(decide(policy, write(source))).toBe("not allowed");
      expect(decide(policy, write(source, { action: "s3:GetBucketAcl", resource: arn }))).toBe("not allowed");
    },
  );

  it("lets the trail check the bucket's ACL, which it does before it is made", () => {
    expect(decide(policy, write(TRAIL, { action: "s3:GetBucketAcl", resource: arn }))).toBe("allowed");
  });

  it("refuses a forged log file from the account itself", () => {
    expect(decide(policy, write(TRAIL, { principal: OPERATOR, context: OURS }))).toBe("denied");
  });
});

describe("backups bucket policy", () => {
  const { policy, arn } = bucketOf(prod, "backups");
  const put = (headers: Readonly<Record<string, string>>) =>
    decide(policy, {
      principal: OPERATOR,
      action: "s3:PutObject",
      resource: `${arn}/x`,
      context: { ...OURS, ...headers },
    });

  it("leaves a write without encryption headers to the bucket's default key", () => {
    expect(put({})).toBe("not allowed");
  });

  it.each([
    ["another algorithm", { "s3:x-amz-server-side-encryption": "AES256" }],
    ["KMS with a key of its own choice", { "s3:x-amz-server-side-encryption": "aws:kms" }],
    ["a key provided by the caller", { "s3:x-amz-server-side-encryption-customer-algorithm": "AES256" }],
  ])("refuses %s", (_, headers) => {
    expect(put(headers)).toBe("denied");
  });

  it("does not stand in the way of replication, which names the replica's key", () => {
    const replica = planStorage(prod).replicas[0]?.bucket;
    const request = {
      principal: OPERATOR,
      action: "s3:ReplicateObject",
      resource: `${replica?.arn}/x`,
      context: { ...OURS, "s3:x-amz-server-side-encryption": "aws:kms" },
    };
    expect(decide(replica?.policy ?? { Statement: [] }, request)).toBe("not allowed");
  });
});
