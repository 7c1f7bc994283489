import { type Check, fail, inconclusive, judged, PASS, type StackRule } from "../rule";
import { environmentFacts } from "../view/environment";
import type { ResourceView } from "../view/stack";
import { at, flag, isHidden } from "../view/value";

/** What cannot be made again once it is gone: keys, and what holds data. */
const STATEFUL = [
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:s3/bucket:Bucket",
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

export const deletionProtection: StackRule = {
  id: "BCK-08",
  name: "stateful-resources-must-be-protected-from-deletion",
  statement: "Keys, buckets, secrets and data stores are protected from deletion, unless the environment is disposable",
  severity: "high",
  level: "mandatory",
  references: [],
  remediation: "Set the resource option protect: true, and forceDestroy: false on buckets.",
  scope: "stack",
  judge: (stack) => {
    // A stack that does not say that it is disposable is not.
    if (environmentFacts(stack)?.disposable === true) return [];
    return stack
      .ofType(...STATEFUL)
      .flatMap((resource) => judged(resource.urn, [protection(resource), force(resource)]));
  },
};

function protection({ protect }: ResourceView): Check {
  return protect ? PASS : fail("must have the resource option protect");
}

function force({ props }: ResourceView): Check {
  const given = flag(at(props, "forceDestroy"));
  if (isHidden(given)) return inconclusive("forceDestroy is not known");
  return given === true ? fail("forceDestroy must be false: it deletes what the bucket holds") : PASS;
}
