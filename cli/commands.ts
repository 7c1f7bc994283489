/** The commands people run: names, options and help. What a command does is loaded when it is run. */
import { Command, Option } from "commander";
import { SERVICE_ACCOUNT_BITS } from "../pki/bundle";
import { deployCommands } from "./deploy-commands";
import { gateCommands } from "./gate-commands";
import { named } from "./option-values";
import { recoverCommands } from "./recover-commands";
import { rehearseCommands } from "./rehearse-commands";
import { withoutIdentities } from "./secrets/identity-text";
import { secretsCommands } from "./secrets-commands";
import { WIDTH } from "./terminal";
import { testCommands } from "./test-commands";

const DEFAULT_ENVIRONMENT = "staging";

export function commands(): Command {
  const program = new Command("palisade");
  program
    .description("Hardened Talos Linux Kubernetes on AWS: previews, judged by policy, with no cloud account.")
    .exitOverride()
    // A word too many, such as a key in the place of its file, is repeated by the library.
    .configureOutput({ outputError: (text, write) => write(withoutIdentities(text)) })
    // The same on every terminal, and the names alone in the list of commands: their arguments leave no room for what they do.
    .configureHelp({ helpWidth: WIDTH, subcommandTerm: (command) => command.name() })
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
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml", named)
    .option("--json", "print preview.json instead of tables")
    .addOption(
      new Option("--engine <engine>", "who runs the program: our recording, or Pulumi's engine")
        .choices(["recorded", "pulumi"])
        .default("recorded"),
    )
    .addHelpText(
      "after",
      `
Examples:
  npm run preview                      staging
  npm run preview -- prod
  npm run preview -- prod --json
  npm run preview -- staging --config /path/to/changed.yaml
  npm run preview -- staging --engine pulumi

With --engine pulumi the Pulumi CLI runs the program and the policy pack, with
stand-ins for the providers: the one on PATH, else one that is built from its
pinned Go module, or with --download Pulumi's own. It writes no files.

Files: .palisade/<environment>/state.json, plan.json, preview.json, and
machine/*.yaml with throw-away secrets, made for this run`,
    )
    .action(async (environment: string, options: { config?: string; json?: true; engine: string; download?: true }) => {
      if (options.engine === "pulumi") {
        const { enginePreview } = require("./engine-preview") as typeof import("./engine-preview");
        process.exitCode = await enginePreview({
          environment,
          json: options.json === true,
          download: options.download === true,
          ...stackFile(options),
        });
        return;
      }
      const { ThrowAwayKeys } = require("../sandbox/throw-away-keys") as typeof import("../sandbox/throw-away-keys");
      const keys = new ThrowAwayKeys();
      // The one key that takes long is made by another core while the program is loaded.
      keys.prepare(SERVICE_ACCOUNT_BITS);
      const { preview } = require("./preview") as typeof import("./preview");
      process.exitCode = await preview({ environment, json: options.json === true, keys, ...stackFile(options) });
    });

  program
    .command("images")
    .description("list every image, chart and endpoint that the environment pulls from")
    .argument("[environment]", "name of the stack: Pulumi.<environment>.yaml", DEFAULT_ENVIRONMENT)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml", named)
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
    .command("machine-configs")
    .description("write complete machine configurations for nodes on AWS without calling it")
    .argument("<environment>", "name of the stack: Pulumi.<environment>.yaml")
    .requiredOption(
      "--secrets <file>",
      "secrets bundle in talosctl's format, plain or encrypted with age; - for standard input",
      named,
    )
    .option("--identity <file>", "age identity that decrypts the bundle; - for standard input", named)
    .requiredOption("--out <folder>", "a folder that is not there yet, or is empty and yours alone", named)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml", named)
    .addHelpText(
      "after",
      `
Examples:
  npm run machine-configs -- prod --secrets ../secrets.yaml.age \\
    --identity ../key.txt --out ../machines
  npm run machine-configs -- staging --secrets ../secrets.yaml \\
    --out /media/usb/staging

Files: <folder>/control-plane-<identity>.yaml, worker-<pool>.yaml, mode 0600:
all of them or none.`,
    )
    .action(
      async (environment: string, options: { secrets: string; identity?: string; out: string; config?: string }) => {
        const { machineConfigs } = require("./machine-configs") as typeof import("./machine-configs");
        const { secrets, identity, out } = options;
        process.exitCode = await machineConfigs({
          environment,
          secrets,
          out,
          ...(identity === undefined ? {} : { identity }),
          ...stackFile(options),
        });
      },
    );

  deployCommands(program);
  gateCommands(program, DEFAULT_ENVIRONMENT);
  rehearseCommands(program, DEFAULT_ENVIRONMENT);
  secretsCommands(program);
  recoverCommands(program);
  testCommands(program);

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
    .description("time previews, machine configurations, and the real engine beside them")
    .option("--runs <count>", "counted runs of each figure", "5")
    .addOption(
      new Option("--only <part>", "time one part alone").choices(["previews", "machine-configs", "engine"] as const),
    )
    .addHelpText("after", "\nExamples:\n  npm run bench\n  npm run bench -- --runs 9\n  npm run bench -- --only engine")
    .action(async (options: { runs: string; only?: "previews" | "machine-configs" | "engine" }) => {
      const { bench } = require("./bench") as typeof import("./bench");
      process.exitCode = await bench(options);
    });

  return program;
}

function stackFile(options: { config?: string }): { file?: string } {
  return options.config === undefined ? {} : { file: options.config };
}
