/** The commands people run. Exit codes: 0 judged and passed, 1 judged and failed, 2 could not be judged. */
import { Command } from "commander";
import { finish } from "./finish";

const DEFAULT_ENVIRONMENT = "staging";

function commands(): Command {
  const program = new Command("palisade");
  program
    .description("Hardened Talos Linux Kubernetes on AWS: previews, judged by policy, with no cloud account.")
    .exitOverride()
    .showHelpAfterError("(run with --help for examples)")
    .addHelpText(
      "after",
      `
Examples:
  npm run preview -- prod
  npm run images -- prod --json

Exit codes:
  0  judged and passed
  1  judged and failed
  2  could not be judged (bad configuration, wrong usage, a tool's error)`,
    );

  program
    .command("preview")
    .description("plan, record and judge one environment offline")
    .argument("[environment]", "name of the stack: Pulumi.<environment>.yaml", DEFAULT_ENVIRONMENT)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml")
    .option("--json", "print preview.json instead of tables")
    .addHelpText(
      "after",
      `
Examples:
  npm run preview                      staging
  npm run preview -- prod
  npm run preview -- prod --json
  npm run preview -- staging --config /path/to/changed.yaml

Files: .palisade/<environment>/state.json, plan.json, preview.json`,
    )
    .action(async (environment: string, options: { config?: string; json?: true }) => {
      const { preview } = require("./preview") as typeof import("./preview");
      process.exitCode = await preview({ environment, json: options.json === true, ...stackFile(options) });
    });

  program
    .command("images")
    .description("list every image, chart and endpoint that the environment pulls from")
    .argument("[environment]", "name of the stack: Pulumi.<environment>.yaml", DEFAULT_ENVIRONMENT)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml")
    .option("--json", "print JSON for a mirroring script")
    .addHelpText(
      "after",
      `
Examples:
  npm run images
  npm run images -- prod --json`,
    )
    .action(async (environment: string, options: { config?: string; json?: true }) => {
      const { listImages } = require("./images") as typeof import("./images");
      process.exitCode = listImages({ environment, json: options.json === true, ...stackFile(options) });
    });

  program
    .command("policy")
    .description("compile the policy pack for pulumi --policy-pack policy")
    .addHelpText("after", "\nExample:\n  npm run policy && pulumi preview --policy-pack policy")
    .action(() => {
      const { compilePolicyPack } = require("./policy-pack") as typeof import("./policy-pack");
      process.exitCode = compilePolicyPack();
    });

  program
    .command("docs")
    .description("write the generated pages under docs/")
    .option("--check", "change nothing; exit 1 when a page is not current")
    .addHelpText("after", "\nExamples:\n  npm run docs\n  npm run docs -- --check")
    .action(async (options: { check?: true }) => {
      const { generateDocs } = require("./docs") as typeof import("./docs");
      process.exitCode = generateDocs({ check: options.check === true });
    });

  program
    .command("check")
    .description("types, lint and format, generated pages")
    .addHelpText("after", "\nExample:\n  npm run check")
    .action(async () => {
      const { check } = require("./check") as typeof import("./check");
      process.exitCode = check();
    });

  program
    .command("bench")
    .description("time the preview as a whole process and per resource")
    .option("--runs <count>", "counted runs of each figure", "5")
    .addHelpText("after", "\nExamples:\n  npm run bench\n  npm run bench -- --runs 9")
    .action(async (options: { runs: string }) => {
      const { bench } = require("./bench") as typeof import("./bench");
      process.exitCode = await bench({ runs: options.runs });
    });

  return program;
}

function stackFile(options: { config?: string }): { file?: string } {
  return options.config === undefined ? {} : { file: options.config };
}

finish(() => commands().parseAsync());
