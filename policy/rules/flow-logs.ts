import { type Check, fail, inconclusive, judged, PASS, type StackRule } from "../rule";
import type { ResourceView, StackView } from "../view/stack";
import { at, isHidden } from "../view/value";
import { VPC_TYPES } from "../view/vpc";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const BUCKET_TYPES = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
const KEY = "aws:kms/key:Key";

export const flowLogs: StackRule = {
  id: "MON-01",
  name: "flow-log-must-record-all-traffic",
  statement: "Each VPC has a flow log of all traffic, kept encrypted and for a set time",
  severity: "high",
  level: "mandatory",
  references: ["AWS FSBP EC2.6"],
  remediation:
    'Add an aws.ec2.FlowLog with trafficType "ALL" for the VPC, to a log group with kmsKeyId and retentionInDays.',
  scope: "stack",
  judge: (stack) => {
    const logs = stack.ofType(FLOW_LOG).map((log) => ({ log, vpc: stack.refer(log, ["vpcId"], ...VPC_TYPES) }));
    return stack.ofType(...VPC_TYPES).flatMap((vpc) => {
      const own = logs.filter((candidate) => candidate.vpc.resources.includes(vpc));
      if (own.length > 0) return judged(vpc.urn, best(own.map(({ log }) => checkLog(stack, log))));
      return judged(vpc.urn, [
        logs.some((candidate) => candidate.vpc.unknown)
          ? inconclusive("it is not known which VPC a flow log of the stack belongs to")
          : fail("it has no flow log"),
      ]);
    });
  },
};

/** One complete flow log is enough: others may record less. */
function best(candidates: readonly (readonly Check[])[]): readonly Check[] {
  const worst = (checks: readonly Check[]) =>
    checks.some(({ outcome }) => outcome === "fail") ? 2 : checks.some(({ outcome }) => outcome !== "pass") ? 1 : 0;
  return [...candidates].sort((a, b) => worst(a) - worst(b))[0] ?? [];
}

function checkLog(stack: StackView, log: ResourceView): readonly Check[] {
  const traffic = at(log.props, "trafficType");
  return [
    isHidden(traffic)
      ? inconclusive("trafficType of its flow log is not known")
      : traffic === "ALL"
        ? PASS
        : fail("its flow log must record all traffic (trafficType ALL)"),
    ...checkDestination(stack, log),
  ];
}

function checkDestination(stack: StackView, log: ResourceView): readonly Check[] {
  const group = ["logDestination", "logGroupName"]
    .flatMap((property) => stack.refer(log, [property], LOG_GROUP).resources)
    .at(0);
  if (group !== undefined) return checkGroup(stack, group);
  const [bucket] = stack.refer(log, ["logDestination"], ...BUCKET_TYPES).resources;
  if (bucket === undefined) return [inconclusive("its flow log goes to a place that is not in the stack")];
  return [
    has(
      stack,
      bucket,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "encryption",
    ),
    has(stack, bucket, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle"),
  ];
}

function checkGroup(stack: StackView, group: ResourceView): readonly Check[] {
  const key = at(group.props, "kmsKeyId");
  const days = at(group.props, "retentionInDays");
  const encrypted =
    typeof key === "string" ? key !== "" : isHidden(key) && stack.refer(group, ["kmsKeyId"], KEY).resources.length > 0;
  return [
    encrypted
      ? PASS
      : isHidden(key)
        ? inconclusive(`kmsKeyId of log group ${group.name} is not known`)
        : fail(`log group ${group.name} of its flow log must have a kmsKeyId`),
    isHidden(days)
      ? inconclusive(`retentionInDays of log group ${group.name} is not known`)
      : typeof days === "number" && days > 0
        ? PASS
        : fail(`log group ${group.name} of its flow log must have retentionInDays`),
  ];
}

function has(stack: StackView, bucket: ResourceView, type: string, what: string): Check {
  const found = stack
    .ofType(type)
    .some((configuration) => stack.refer(configuration, ["bucket"], ...BUCKET_TYPES).resources.includes(bucket));
  return found ? PASS : fail(`bucket ${bucket.name} of its flow log has no ${what} configuration`);
}
