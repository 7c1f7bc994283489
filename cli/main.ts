/** The commands people run. Exit codes: 0 judged and passed, 1 judged and failed, 2 could not be judged. */
import { Command } from "commander";
import { finish } from "./finish";

const DEFAULT_ENVIRONMENT = "staging";
/** As components/talos-secrets.ts asks for it; another size would only be made later. */
const SERVICE_ACCOUNT_BITS = 4096;

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

Files: .palisade/<environment>/state.json, plan.json, preview.json, and machine/*.yaml with
throw-away secrets, made for this run`,
    )
    .action(async (environment: string, options: { config?: string; json?: true }) => {
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
    .command("machine-configs")
    .description("write complete machine configurations for nodes on AWS without calling it")
    .argument("<environment>", "name of the stack: Pulumi.<environment>.yaml")
    .requiredOption("--secrets <file>", "secrets bundle in talosctl's format, plain or encrypted with age")
    .option("--identity <file>", "age identity that decrypts the bundle")
    .requiredOption("--out <folder>", "a folder that is not there yet, or is empty and yours alone")
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml")
    .addHelpText(
      "after",
      `
Examples:
  npm run machine-configs -- prod --secrets ../secrets.yaml.age --identity ../key.txt --out ../machines
  npm run machine-configs -- staging --secrets secrets.yaml --out /media/usb/staging

Files: <folder>/control-plane-<identity>.yaml, worker-<pool>.yaml, mode 0600: all of them or none.`,
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

  secretsCommands(program);

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

/** An option that may be given several times. */
function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function secretsCommands(program: Command): void {
  const secrets = program
    .command("secrets")
    .description("make, check and encrypt the secrets bundle of a cluster, in talosctl's format");

  secrets
    .command("new")
    .description("make a bundle; it leaves the program encrypted with age")
    .option("--recipient <recipient>", "who may decrypt it; may be given several times", collected)
    .option("-o, --output <file>", "a file that is not there yet; standard output for - or none")
    .option("--plain-text", "write it unencrypted, mode 0600; needs -o")
    .addHelpText(
      "after",
      `
Examples:
  npm run secrets -- new --recipient age1... -o ../secrets.yaml.age
  npm run --silent secrets -- new --recipient age1... | ssh vault 'cat > it'

Without --silent npm writes lines of its own into what is piped.`,
    )
    .action(async (options: { recipient?: readonly string[]; output?: string; plainText?: true }) => {
      const { secretsNew } = require("./secrets") as typeof import("./secrets");
      process.exitCode = await secretsNew({
        recipients: options.recipient ?? [],
        plainText: options.plainText === true,
        ...(options.output === undefined ? {} : { output: options.output }),
      });
    });

  secrets
    .command("check")
    .description("judge a bundle, plain or encrypted, and print what may be told of it")
    .argument("<file>", "secrets bundle in talosctl's format")
    .option("--identity <file>", "age identity that decrypts the bundle")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Examples:
  npm run secrets -- check secrets.yaml
  npm run secrets -- check secrets.yaml.age --identity key.txt --json`,
    )
    .action(async (file: string, options: { identity?: string; json?: true }) => {
      const { secretsCheck } = require("./secrets") as typeof import("./secrets");
      process.exitCode = await secretsCheck({
        file,
        json: options.json === true,
        ...(options.identity === undefined ? {} : { identity: options.identity }),
      });
    });

  secrets
    .command("encrypt")
    .description("check a plain bundle and write it encrypted with age beside it")
    .argument("<file>", "plain secrets bundle")
    .option("--recipient <recipient>", "who may decrypt it (age1...); may be given several times", collected)
    .option("-o, --output <file>", "a file that is not there yet; <file>.age by default")
    .addHelpText(
      "after",
      `
Example:
  npm run secrets -- encrypt secrets.yaml --recipient age1...`,
    )
    .action(async (file: string, options: { recipient?: readonly string[]; output?: string }) => {
      const { secretsEncrypt } = require("./secrets") as typeof import("./secrets");
      process.exitCode = await secretsEncrypt({
        file,
        recipients: options.recipient ?? [],
        ...(options.output === undefined ? {} : { output: options.output }),
      });
    });
}

function stackFile(options: { config?: string }): { file?: string } {
  return options.config === undefined ? {} : { file: options.config };
}

finish(() => commands().parseAsync());
