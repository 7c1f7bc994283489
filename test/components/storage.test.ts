import { Storage } from "../../components/storage";
import type { StackConfig } from "../../config/schema";
import { baseTags } from "../../model/names";
import { planStorage } from "../../model/storage";
import { disposable, prod } from "../model/environments";
import { keyArns } from "./key-arns";
import { Recording } from "./recording";

const replicationRoleArn = "arn:aws:iam::111122223333:role/palisade-prod-backup-replication";

function build(config: StackConfig): Promise<Recording> {
  const storage = planStorage(config);
  return Recording.of(() => {
    new Storage("storage", { storage, keyArns, replicationRoleArn, tags: baseTags(config) });
  });
}

const BUCKET = "aws:s3/bucket:Bucket";
const names = ["storage-audit", "storage-backups", "storage-replica-eu-west-1", "storage-replica-eu-north-1"];

describe("Storage", () => {
  it("makes each bucket private, versioned, locked, encrypted with its key, and guarded by its planned policy", async () => {
    const recording = await build(prod);
    const { buckets, replicas } = planStorage(prod);
    const plans = [...buckets, ...replicas.map((replica) => replica.bucket)];
    expect(recording.all(BUCKET)).toHaveLength(plans.length);
    for (const [index, name] of names.entries()) {
      const plan = plans[index];
      const at = { bucket: plan?.name, region: plan?.region };
      const of = (type: string) => recording.inputs(`aws:s3/${type}`, name);
      expect(of("bucket:Bucket")).toMatchObject({ ...at, objectLockEnabled: true, forceDestroy: false });
      expect(of("bucketPublicAccessBlock:BucketPublicAccessBlock")).toMatchObject({
        ...at,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(of("bucketOwnershipControls:BucketOwnershipControls")).toMatchObject({
        ...at,
        rule: { objectOwnership: "BucketOwnerEnforced" },
      });
      expect(of("bucketVersioning:BucketVersioning")).toMatchObject({
        ...at,
        versioningConfiguration: { status: "Enabled" },
      });
      expect(JSON.parse(String(of("bucketPolicy:BucketPolicy")["policy"]))).toEqual(plan?.policy);
      expect(of("bucketPolicy:BucketPolicy")).toMatchObject(at);
    }
    expect(recording.untagged([BUCKET, "aws:kms/key:Key"], baseTags(prod))).toEqual([]);
    expect(recording.orphans()).toEqual([]);
  });

  it("encrypts the audit bucket without a bucket key, which would change CloudTrail's encryption context", async () => {
    const recording = await build(prod);
    const rule = (name: string) =>
      recording.inputs("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name)[
        "rules"
      ];
    const encryption = (kmsMasterKeyId: string) => ({ sseAlgorithm: "aws:kms", kmsMasterKeyId });
    expect(rule("storage-audit")).toEqual([
      { applyServerSideEncryptionByDefault: encryption(keyArns.logs), bucketKeyEnabled: false },
    ]);
    expect(rule("storage-backups")).toEqual([
      { applyServerSideEncryptionByDefault: encryption(keyArns.backups), bucketKeyEnabled: true },
    ]);
    const copy = recording.one("aws:kms/key:Key", "storage-replica-eu-west-1");
    expect(rule("storage-replica-eu-west-1")).toEqual([
      { applyServerSideEncryptionByDefault: encryption(String(copy.outputs["arn"])), bucketKeyEnabled: true },
    ]);
  });

  it("sets default retention on the audit bucket only, in governance mode", async () => {
    const locks = (await build(prod)).all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration");
    expect(locks.map((lock) => [lock.inputs["bucket"], lock.inputs["rule"]])).toEqual([
      ["palisade-prod-audit-111122223333-eu-central-1", { defaultRetention: { mode: "GOVERNANCE", days: 365 } }],
    ]);
  });

  it("expires what the plan says", async () => {
    const recording = await build(prod);
    const rules = (name: string) =>
      recording.inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", name)["rules"];
    const everyObject = { status: "Enabled", filter: { prefix: "" } };
    const uploads = { id: "uploads", ...everyObject, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
    const markers = { id: "delete-markers", ...everyObject, expiration: { expiredObjectDeleteMarker: true } };
    expect(rules("storage-audit")).toEqual([
      uploads,
      {
        id: "versions",
        ...everyObject,
        expiration: { days: 365 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
      markers,
    ]);
    expect(rules("storage-backups")).toEqual([
      uploads,
      { id: "versions", ...everyObject, noncurrentVersionExpiration: { noncurrentDays: 90 } },
      markers,
    ]);
  });

  it("replicates backups to every region under that region's key, deletions excluded", async () => {
    const recording = await build(prod);
    const config = recording.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "storage-backups");
    const rule = (region: string, priority: number) => ({
      id: region,
      priority,
      status: "Enabled",
      filter: { prefix: "" },
      deleteMarkerReplication: { status: "Disabled" },
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
      destination: {
        bucket: `arn:aws:s3:::palisade-prod-backups-111122223333-${region}`,
        encryptionConfiguration: {
          replicaKmsKeyId: recording.one("aws:kms/key:Key", `storage-replica-${region}`).outputs["arn"],
        },
      },
    });
    expect(config.inputs["rules"]).toEqual([rule("eu-west-1", 1), rule("eu-north-1", 2)]);
    expect(config.inputs["role"]).toBe(replicationRoleArn);
    for (const name of names.slice(1)) {
      expect(config.dependencies).toContain(recording.one("aws:s3/bucketVersioning:BucketVersioning", name).urn);
    }
  });

  it("puts replica keys and buckets into their regions", async () => {
    const recording = await build(prod);
    for (const region of ["eu-west-1", "eu-north-1"]) {
      const name = `storage-replica-${region}`;
      expect(recording.inputs("aws:kms/key:Key", name)).toMatchObject({ region, enableKeyRotation: true });
      expect(recording.inputs("aws:kms/alias:Alias", name)).toMatchObject({
        region,
        name: "alias/palisade-prod-backups",
      });
      expect(recording.inputs(BUCKET, name)["region"]).toBe(region);
    }
  });

  it("blocks public access before the policy, keeps versions before lock and lifecycle", async () => {
    const recording = await build(prod);
    const block = recording.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "storage-audit");
    const versioning = recording.one("aws:s3/bucketVersioning:BucketVersioning", "storage-audit");
    expect(recording.one("aws:s3/bucketPolicy:BucketPolicy", "storage-audit").dependencies).toContain(block.urn);
    for (const kind of ["ObjectLockConfiguration", "LifecycleConfiguration"]) {
      const type = `aws:s3/bucket${kind}:Bucket${kind}`;
      expect(recording.one(type, "storage-audit").propertyDependencies["bucket"]).toContain(versioning.urn);
    }
  });

  it("protects buckets and replica keys, and empties them only in a disposable environment", async () => {
    const stateful = [BUCKET, "aws:kms/key:Key"];
    const kept = await build(prod);
    const lost = await build({ ...disposable, account: { ...disposable.account, backupRegions: ["us-west-2"] } });
    expect(stateful.flatMap((type) => kept.all(type)).filter((one) => one.protect !== true)).toEqual([]);
    expect(stateful.flatMap((type) => lost.all(type)).filter((one) => one.protect === true)).toEqual([]);
    expect(lost.all(BUCKET).map((bucket) => bucket.inputs["forceDestroy"])).toEqual([true, true]);
  });

  it("needs the replication role for replicas", async () => {
    await Recording.of(() => {
      const args = { storage: planStorage(prod), keyArns, tags: {} };
      expect(() => new Storage("storage", args)).toThrow(
        "storage: replicas need the ARN of the backup-replication role",
      );
    });
    expect.assertions(1);
  });
});
