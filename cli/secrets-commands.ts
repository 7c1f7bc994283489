/** `npm run secrets -- new|check|encrypt`: names, options and help. */
import type { Command } from "commander";
import { collected, named } from "./option-values";

export function secretsCommands(program: Command): void {
  const secrets = program
    .command("secrets")
    .description("make, check and encrypt the secrets bundle of a cluster, in talosctl's format");

  secrets
    .command("new")
    .description("make a bundle; it leaves the program encrypted with age")
    .option("--recipient <recipient>", "who may decrypt it; may be given several times", collected)
    .option("-o, --output <file>", "a file that is not there yet; standard output for - or none", named)
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
    .argument("<file>", "secrets bundle in talosctl's format; - for standard input", named)
    .option("--identity <file>", "age identity that decrypts the bundle; - for standard input", named)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Examples:
  npm run secrets -- check secrets.yaml
  npm run secrets -- check secrets.yaml.age --identity key.txt --json
  age -d key.txt.age | npm run secrets -- check secrets.yaml.age --identity -`,
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
    .argument("<file>", "plain secrets bundle; - for standard input", named)
    .option("--recipient <recipient>", "who may decrypt it (age1...); may be given several times", collected)
    .option("-o, --output <file>", "a file that is not there yet; <file>.age without one", named)
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
