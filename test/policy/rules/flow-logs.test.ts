import { flowLogs } from "../../../policy/rules/flow-logs";
import { failed, type Inputs, idOf, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const vpc = resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.20.0.0/16" });
const arn = (name: string) => `arn:aws:logs:eu-central-1:123456789012:log-group:${name}`;

const logGroup = (inputs: Inputs = {}) =>
  resource(
    LOG_GROUP,
    "flows",
    { name: "/flows", kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/k", retentionInDays: 90, ...inputs },
    { outputs: { arn: arn("/flows") } },
  );
const flowLog = (inputs: Inputs = {}, name = "log") =>
  resource(FLOW_LOG, name, { vpcId: idOf("vpc"), trafficType: "ALL", logDestination: arn("/flows"), ...inputs });

describe("flow-logs", () => {
  test("passes for all traffic to an encrypted log group that forgets", () => {
    expect(told(flowLogs, vpc, flowLog(), logGroup())).toEqual(PASS);
    const byName = resource(FLOW_LOG, "log", { vpcId: idOf("vpc"), trafficType: "ALL", logGroupName: "/flows" });
    expect(told(flowLogs, vpc, byName, logGroup())).toEqual(PASS);
  });

  test.each(["ACCEPT", "REJECT", "all", undefined])("fails for traffic %s", (trafficType) => {
    expect(told(flowLogs, vpc, flowLog({ trafficType }), logGroup())).toEqual(
      failed("vpc: its flow log must record all traffic (trafficType ALL)"),
    );
  });

  test.each<[string, Inputs, string]>([
    ["without a key", { kmsKeyId: undefined }, "must have a kmsKeyId"],
    ["with an empty key", { kmsKeyId: "" }, "must have a kmsKeyId"],
    ["that never forgets", { retentionInDays: 0 }, "must have retentionInDays"],
    ["without retention", { retentionInDays: undefined }, "must have retentionInDays"],
  ])("fails for a log group %s", (_, inputs, text) => {
    expect(told(flowLogs, vpc, flowLog(), logGroup(inputs))).toEqual(
      failed(`vpc: log group flows of its flow log ${text}`),
    );
  });

  test("fails for a VPC without a flow log, beside one that has it", () => {
    const other = resource("aws:ec2/vpc:Vpc", "other");
    expect(told(flowLogs, vpc, other, flowLog(), logGroup())).toEqual(failed("other: it has no flow log"));
    expect(told(flowLogs, vpc)).toEqual(failed("vpc: it has no flow log"));
  });

  test("fails when only a subnet or an interface is recorded", () => {
    const partial = resource(FLOW_LOG, "log", {
      subnetId: "subnet-1",
      trafficType: "ALL",
      logDestination: arn("/flows"),
    });
    expect(told(flowLogs, vpc, partial, logGroup())).toEqual(failed("vpc: it has no flow log"));
  });

  test("is content with one complete flow log beside a partial one, in any order", () => {
    const partial = flowLog({ trafficType: "REJECT" }, "rejected");
    expect(told(flowLogs, vpc, partial, flowLog(), logGroup())).toEqual(PASS);
    expect(told(flowLogs, vpc, flowLog(), partial, logGroup())).toEqual(PASS);
  });

  test("asks encryption and a lifecycle of a bucket", () => {
    const bucket = resource("aws:s3/bucket:Bucket", "flows", {}, { outputs: { arn: "arn:aws:s3:::flows" } });
    const log = flowLog({ logDestination: "arn:aws:s3:::flows", logDestinationType: "s3" });
    const encryption = resource(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "encryption",
      { bucket: idOf("flows") },
    );
    const lifecycle = resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle", {
      bucket: idOf("flows"),
    });
    expect(told(flowLogs, vpc, log, bucket, encryption, lifecycle)).toEqual(PASS);
    expect(told(flowLogs, vpc, log, bucket, lifecycle)).toEqual(
      failed("vpc: bucket flows of its flow log has no encryption configuration"),
    );
    expect(told(flowLogs, vpc, log, bucket, encryption)).toEqual(
      failed("vpc: bucket flows of its flow log has no lifecycle configuration"),
    );
  });

  test("cannot judge a place that is not in the stack", () => {
    const finding = undecided("vpc: its flow log goes to a place that is not in the stack");
    expect(told(flowLogs, vpc, flowLog({ logDestination: arn("/elsewhere") }), logGroup())).toEqual(finding);
    expect(told(flowLogs, vpc, flowLog({ logDestination: UNKNOWN }), logGroup())).toEqual(finding);
  });

  test("knows by the engine's word what ids that are not known stand for", () => {
    const key = resource("aws:kms/key:Key", "key", {}, { id: null });
    const made = resource("aws:ec2/vpc:Vpc", "vpc", {}, { id: null });
    const flows = resource(
      LOG_GROUP,
      "flows",
      { kmsKeyId: UNKNOWN, retentionInDays: 90 },
      { id: null, refersTo: { kmsKeyId: [key] } },
    );
    const log = (refersTo: Readonly<Record<string, readonly (typeof key)[]>>) =>
      resource(FLOW_LOG, "log", { vpcId: UNKNOWN, trafficType: "ALL", logDestination: UNKNOWN }, { refersTo });
    expect(told(flowLogs, key, made, flows, log({ vpcId: [made], logDestination: [flows] }))).toEqual(PASS);
    expect(told(flowLogs, key, made, flows, log({ logDestination: [flows] }))).toEqual(
      undecided("vpc: it is not known which VPC a flow log of the stack belongs to"),
    );
  });

  test.each<[string, Inputs, string]>([
    ["trafficType", { trafficType: UNKNOWN }, "trafficType of its flow log is not known"],
    ["kmsKeyId", { kmsKeyId: UNKNOWN }, "kmsKeyId of log group flows is not known"],
    ["retentionInDays", { retentionInDays: UNKNOWN }, "retentionInDays of log group flows is not known"],
  ])("cannot judge a %s that is not known", (property, inputs, message) => {
    const ofLog = property === "trafficType";
    expect(told(flowLogs, vpc, flowLog(ofLog ? inputs : {}), logGroup(ofLog ? {} : inputs))).toEqual(
      undecided(`vpc: ${message}`),
    );
  });

  test("does not look at a stack without a VPC", () => {
    expect(told(flowLogs, flowLog({ trafficType: "ACCEPT" }), logGroup())).toEqual(NOT_APPLICABLE);
  });
});
