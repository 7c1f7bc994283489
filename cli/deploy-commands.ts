/** `npm run deploy-role`: name, options and help. */
import type { Command } from "commander";
import { named } from "./option-values";

export function deployCommands(program: Command): void {
  program
    .command("deploy-role")
    .description("print the IAM policies of the role that runs pulumi for an environment")
    .argument("<environment>", "name of the stack: Pulumi.<environment>.yaml")
    .requiredOption("--state-bucket <name>", "bucket of pulumi login s3://<name>", named)
    .requiredOption("--state-key <arn>", "KMS key that the bucket encrypts with", named)
    .requiredOption("--config-key <arn>", "KMS key of the stack's secretsprovider", named)
    .option("--out <folder>", "write one file per policy into a new folder", named)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml", named)
    .option("--json", "print the role and the policies' documents as JSON")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy-role -- staging --state-bucket example-pulumi-state \\
    --state-key arn:aws:kms:eu-central-1:111122223333:key/1111... \\
    --config-key arn:aws:kms:eu-central-1:111122223333:key/2222... \\
    --out ../deploy-role
  npm run --silent deploy-role -- prod ... --json | jq .policies

Files: <folder>/<policy>.json, for aws iam create-policy: all of them or none.

Exit codes:
  0  printed or written
  2  bad configuration, wrong usage, a folder that is in the way`,
    )
    .action(
      async (
        environment: string,
        options: {
          stateBucket: string;
          stateKey: string;
          configKey: string;
          out?: string;
          config?: string;
          json?: true;
        },
      ) => {
        const { deployRole } = require("./deploy-role") as typeof import("./deploy-role");
        const { out, config } = options;
        process.exitCode = await deployRole({
          environment,
          stateBucket: options.stateBucket,
          stateKey: options.stateKey,
          configKey: options.configKey,
          json: options.json === true,
          ...(out === undefined ? {} : { out }),
          ...(config === undefined ? {} : { file: config }),
        });
      },
    );
}
