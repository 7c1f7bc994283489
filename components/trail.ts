import * as cloudtrail from "@pulumi/aws/cloudtrail";
import * as pulumi from "@pulumi/pulumi";
import type { AuditPlan } from "../model/audit";
import { Component, tagged } from "./component";

export interface TrailArgs {
  /** Own trails only: an existing one is referenced, never made. */
  readonly trail: Extract<AuditPlan["trail"], { readonly mode: "own" }>;
  /** Name of the audit bucket, once its policy stands: CloudTrail checks that it may write when the trail is made. */
  readonly bucket: pulumi.Input<string>;
  /** The logs key. */
  readonly keyArn: pulumi.Input<string>;
  readonly logGroupArn: pulumi.Input<string>;
  readonly roleArn: pulumi.Input<string>;
  /** The role's inline policies: CloudTrail writes a test event when the trail is made. */
  readonly rolePolicies: readonly pulumi.Resource[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The environment's CloudTrail trail: every region, validated files, management events, and the objects of the backups bucket. */
export class Trail extends Component {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: TrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Trail", name, opts);
    const { trail: plan } = args;
    const trail = new cloudtrail.Trail(
      name,
      {
        name: plan.name,
        s3BucketName: args.bucket,
        kmsKeyId: args.keyArn,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
        enableLogging: true,
        // CloudTrail wants the group's streams, not the group.
        cloudWatchLogsGroupArn: pulumi.interpolate`${args.logGroupArn}:*`,
        cloudWatchLogsRoleArn: args.roleArn,
        advancedEventSelectors: [
          { name: "Management events", fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] },
          {
            name: "Objects of the backups",
            fieldSelectors: [
              { field: "eventCategory", equals: ["Data"] },
              { field: "resources.type", equals: ["AWS::S3::Object"] },
              { field: "resources.ARN", startsWiths: plan.dataEventBuckets.map((bucket) => `${bucket}/`) },
            ],
          },
        ],
        tags: tagged(args.tags, plan.name),
      },
      // The role's ARN does not say whether its policy is attached yet.
      this.child({ dependsOn: [...args.rolePolicies] }),
    );
    this.arn = trail.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
