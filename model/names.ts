/** Physical names and ARNs. Names that another system addresses are fixed here, so policy documents are complete at preview. */
import type { StackConfig } from "../config/schema";

export const PROJECT = "palisade";

/** The AWS partition of a region: the regions of GovCloud have their own. */
export function partitionOf(region: string): "aws" | "aws-us-gov" {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** "palisade-<environment>-<parts>": the physical name of everything that has one. */
export function physicalName(config: StackConfig, ...parts: readonly string[]): string {
  return [PROJECT, config.environment, ...parts].join("-");
}

/** "/palisade/<environment>/<name>": CloudWatch log groups and Secrets Manager paths. */
export function pathName(config: StackConfig, name: string): string {
  return `/${PROJECT}/${config.environment}/${name}`;
}

/** Globally unique bucket name; account and region keep two accounts and two regions apart. */
export function bucketName(config: StackConfig, purpose: string, region = config.account.region): string {
  return `${physicalName(config, purpose)}-${config.account.id}-${region}`;
}

/** An ARN in the environment's account; `region` is empty for global services. */
export function arn(config: StackConfig, service: string, resource: string, region = config.account.region): string {
  return `arn:${partitionOf(config.account.region)}:${service}:${region}:${config.account.id}:${resource}`;
}

export function roleArn(config: StackConfig, name: string): string {
  return arn(config, "iam", `role/${name}`, "");
}

export function bucketArn(config: StackConfig, name: string): string {
  return `arn:${partitionOf(config.account.region)}:s3:::${name}`;
}

/** The account root principal: administration of keys stays with IAM administrators of the account. */
export function rootArn(config: StackConfig): string {
  return arn(config, "iam", "root", "");
}

/** Tags of every taggable resource. `Name` is added per resource and may change freely. */
export function baseTags(config: StackConfig): Readonly<Record<string, string>> {
  return {
    ...config.tags,
    "palisade:environment": config.environment,
    "palisade:managed-by": PROJECT,
  };
}
