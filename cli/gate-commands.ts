/** `npm run gate`: names, options and help. */
import { type Command, Option } from "commander";
import { SERVICE_ACCOUNT_BITS } from "../pki/bundle";
import { ExpectedError } from "./exit";
import { named } from "./option-values";

const FORMATS = ["text", "json", "sarif", "junit", "markdown"] as const;
export type GateFormat = (typeof FORMATS)[number];

interface GateOptions {
  readonly state?: string;
  readonly config?: string;
  readonly format: GateFormat;
  readonly baseline?: string;
  readonly out?: string;
}

export function gateCommands(program: Command, defaultEnvironment: string): void {
  program
    .command("gate")
    .description("judge an environment or an exported state, for a pull request")
    .argument("[environment]", `name of the stack: Pulumi.<environment>.yaml (default: "${defaultEnvironment}")`)
    .option("--state <file>", "judge this file of `pulumi stack export` instead", named)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml", named)
    .addOption(new Option("--format <format>", "form of the report").choices(FORMATS).default("text"))
    .option("--baseline <file>", "fail only for what is new or worse since this report (JSON)", named)
    .option("--out <file>", "write the report there, and nothing to the terminal", named)
    .addHelpText(
      "after",
      `
No account, no credential, no plugin: an environment is recorded as npm run
preview does, a state is read as it is. What policy/suppressions.yaml accepts
until a day is open: it fails nothing, and is never counted as passed.

Examples:
  npm run gate -- prod
  npm run gate -- prod --format sarif --out palisade.sarif
  npm run gate -- prod --format json --out baseline.json
  npm run gate -- prod --baseline baseline.json --format markdown
  pulumi stack export -s prod > prod.json; npm run gate -- --state prod.json

Exit codes:
  0  every mandatory rule passed; with a baseline: nothing is new or worse
  1  a mandatory rule failed or could not decide
  2  could not be judged (bad configuration, bad file, wrong usage)`,
    )
    .action(async (environment: string | undefined, options: GateOptions) => {
      const { state, config, format, baseline, out } = options;
      if (state !== undefined && (environment !== undefined || config !== undefined)) {
        throw new ExpectedError("--state: judges a file alone; leave the environment and --config out");
      }
      const shared = {
        format,
        ...(baseline === undefined ? {} : { baseline }),
        ...(out === undefined ? {} : { out }),
      };
      if (state !== undefined) {
        const { gate } = require("./gate") as typeof import("./gate");
        process.exitCode = await gate({ subject: { state }, ...shared });
        return;
      }
      const { ThrowAwayKeys } = require("../sandbox/throw-away-keys") as typeof import("../sandbox/throw-away-keys");
      const keys = new ThrowAwayKeys();
      keys.prepare(SERVICE_ACCOUNT_BITS);
      const { gate } = require("./gate") as typeof import("./gate");
      process.exitCode = await gate({
        subject: {
          environment: environment ?? defaultEnvironment,
          keys,
          ...(config === undefined ? {} : { file: config }),
        },
        ...shared,
      });
    });
}
