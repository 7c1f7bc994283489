import { deletionProtection } from "../../../policy/rules/deletion-protection";
import { environment, failed, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";

const BUCKET = "aws:s3/bucket:Bucket";
const PROTECT = "must have the resource option protect";
const FORCE = "forceDestroy must be false: it deletes what the bucket holds";

describe("deletion-protection", () => {
  const stateful = [
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    BUCKET,
    "aws:s3/bucketV2:BucketV2",
    "aws:secretsmanager/secret:Secret",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:dynamodb/table:Table",
    "aws:ebs/volume:Volume",
    "aws:efs/fileSystem:FileSystem",
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:backup/vault:Vault",
  ];

  test.each(stateful)("asks protection of %s", (type) => {
    expect(told(deletionProtection, environment(), resource(type, "kept", {}, { protect: true }))).toEqual(PASS);
    expect(told(deletionProtection, environment(), resource(type, "lost"))).toEqual(failed(`lost: ${PROTECT}`));
  });

  test.each([true, "true"])("fails for a bucket that a destroy empties (%j)", (forceDestroy) => {
    expect(told(deletionProtection, resource(BUCKET, "data", { forceDestroy }, { protect: true }))).toEqual(
      failed(`data: ${FORCE}`),
    );
    expect(told(deletionProtection, resource(BUCKET, "data", { forceDestroy }))).toEqual(
      failed(`data: ${PROTECT}`, `data: ${FORCE}`),
    );
  });

  test("passes for forceDestroy false or left out", () => {
    expect(told(deletionProtection, resource(BUCKET, "data", { forceDestroy: false }, { protect: true }))).toEqual(
      PASS,
    );
    const left = resource(BUCKET, "data", {}, { protect: true, outputs: { forceDestroy: UNKNOWN } });
    expect(told(deletionProtection, left)).toEqual(PASS);
  });

  test("cannot judge a forceDestroy that is not known", () => {
    const bucket = resource(BUCKET, "data", { forceDestroy: UNKNOWN }, { protect: true });
    expect(told(deletionProtection, bucket)).toEqual(undecided("data: forceDestroy is not known"));
  });

  test("lets only an environment off that says that it is disposable, and is the only one", () => {
    const lost = resource(BUCKET, "lost", { forceDestroy: true });
    expect(told(deletionProtection, environment({ disposable: true }), lost)).toEqual(NOT_APPLICABLE);
    const findings = failed(`lost: ${PROTECT}`, `lost: ${FORCE}`);
    for (const disposable of [false, UNKNOWN, "true", null]) {
      expect(told(deletionProtection, environment({ disposable }), lost)).toEqual(findings);
    }
    expect(told(deletionProtection, lost)).toEqual(findings);
    const second = { ...environment({ disposable: true }), urn: "urn:pulumi:test::palisade::Environment::second" };
    expect(told(deletionProtection, environment({ disposable: true }), second, lost)).toEqual(findings);
  });

  test("does not look at what can be made again", () => {
    expect(told(deletionProtection, environment(), resource("aws:ec2/instance:Instance", "node"))).toEqual(
      NOT_APPLICABLE,
    );
  });
});
