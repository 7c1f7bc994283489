/** `npm run deploy-role -- <environment>`: policies for the role that runs Pulumi, made from the resources that the program makes. */

import type { StackConfig } from "../config/schema";
import { render } from "../config/secret-text";
import { visible } from "../config/visible-text";
import { deployRoleArns } from "../model/arns";
import { boundaryPolicy } from "../model/deploy-role/boundary";
import { DATA_SOURCES, type DeployPolicy, deployPolicies, POLICY_LIMITS } from "../model/deploy-role/policies";
import type { StateBackend } from "../model/deploy-role/state-grants";
import { partitionOf } from "../model/names";
import { type EnvironmentSelection, loadEnvironment } from "./environment";
import { ExitCode, ExpectedError } from "./exit";
import { writePrivateFolder } from "./private-folder";
import { recordProgram } from "./program";
import { heading, table } from "./terminal";

export interface DeployRoleArgs extends EnvironmentSelection {
  readonly stateBucket: string;
  readonly stateKey: string;
  readonly configKey: string;
  readonly json: boolean;
  /** Folder for one file per policy. */
  readonly out?: string;
}

export async function deployRole(args: DeployRoleArgs): Promise<number> {
  const { stackFile, config } = loadEnvironment(args);
  const backend = backendOf(args, config);
  // Ids that stay unknown take no keys to make: only the types count here.
  const { deployment } = await recordProgram(stackFile, "unknown");
  const types = deployment.deployment.resources.flatMap(({ custom, type }) =>
    custom && type.startsWith("aws:") ? [type] : [],
  );
  const policies = deployPolicies(config, new Set([...types, ...DATA_SOURCES]), backend);
  const roles = deployRoleArns(config);
  const boundary = boundaryPolicy(config);
  if (args.out !== undefined) {
    // A signal that came meanwhile ends the process here, before anything is there.
    await new Promise((resolve) => setImmediate(resolve));
    const files = [...policies, boundary].map(({ name, document }) => [
      `${name}.json`,
      `${JSON.stringify(document, null, 2)}\n`,
    ]);
    writePrivateFolder(args.out, Object.fromEntries(files) as Record<string, string>);
  }
  process.stdout.write(
    args.json
      ? `${JSON.stringify({ trust: { account: config.account.id, roles }, policies, boundary }, null, 2)}\n`
      : told(config, policies, boundary, args.out),
  );
  return ExitCode.passed;
}

function backendOf(args: DeployRoleArgs, config: StackConfig): StateBackend {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(args.stateBucket)) {
    throw new ExpectedError(
      `--state-bucket: must be the name of an S3 bucket, got ${render(args.stateBucket)}; write the name alone, without s3:// and without a folder`,
    );
  }
  const key = (option: string, value: string) => {
    const partition = partitionOf(config.account.region);
    if (new RegExp(`^arn:${partition}:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$`).test(value)) return value;
    throw new ExpectedError(
      `${option}: must be the ARN of a KMS key in partition ${partition}, got ${render(value)}; aws kms describe-key --key-id <alias> prints it: IAM does not limit use by alias`,
    );
  };
  return {
    bucket: args.stateBucket,
    stateKeyArn: key("--state-key", args.stateKey),
    configKeyArn: key("--config-key", args.configKey),
  };
}

function sizes(policies: readonly DeployPolicy[]): string {
  return table(
    [
      { title: "POLICY", width: 48 },
      { title: "STATEMENTS", width: 12 },
      { title: "CHARACTERS", width: 20 },
    ],
    policies.map(({ name, document }) => [
      name,
      String(document.Statement.length),
      `${JSON.stringify(document).length} of ${POLICY_LIMITS.characters}`,
    ]),
  );
}

function told(
  config: StackConfig,
  policies: readonly DeployPolicy[],
  boundary: DeployPolicy,
  out: string | undefined,
): string {
  const roles = deployRoleArns(config);
  const arn = config.account.permissionsBoundaryArn;
  return [
    heading(`Deploy role (${roles.length})`),
    ...roles,
    heading(`Managed policies (${policies.length} of ${POLICY_LIMITS.perRole} that a role takes)`),
    sizes(policies),
    heading("Permissions boundary of the environment's roles"),
    sizes([boundary]),
    arn ?? "Not in force: account.permissionsBoundaryArn is not set.",
    "",
    out === undefined
      ? "Their documents: --out <folder> writes them, --json prints them."
      : `In ${visible(out)}, a file for each. docs/deploy-role.md has the commands.`,
    "",
  ].join("\n");
}
