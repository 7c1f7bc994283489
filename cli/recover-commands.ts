/** `npm run recover`: name, options and help. */
import type { Command } from "commander";
import { collected, named } from "./option-values";

export function recoverCommands(program: Command): void {
  program
    .command("recover")
    .description("after an interrupted pulumi run: what it left, and the way out")
    .argument("<environment>", "name of the stack: Pulumi.<environment>.yaml")
    .option("--state <file>", "read an export of the state, not the backend; - for standard input", named)
    .option("--json", "print JSON")
    .option("-o, --output <file>", "write the repaired state: a file that is not there yet", named)
    .option("--found <name=id>", "a pending creation that is there; may be given several times", collected)
    .option("--absent <name>", "a pending creation that is not there; may be given several times", collected)
    .addHelpText(
      "after",
      `
Examples:
  npm run recover -- prod
  pulumi stack export -s prod | npm run recover -- prod --state -
  npm run recover -- prod --state ../before.json -o ../repaired.json \\
    --found aws:ec2/vpc:Vpc::network=vpc-0123456789abcdef0 \\
    --absent aws:ec2/eip:Eip::network-nat-a

It changes neither the stack nor the cloud: it prints what to run.

Exit codes:
  0  nothing is pending; or with -o, the repaired state is written
  1  something is pending
  2  the state could not be read, or an answer is missing`,
    )
    .action(
      async (
        environment: string,
        options: {
          state?: string;
          json?: true;
          output?: string;
          found?: readonly string[];
          absent?: readonly string[];
        },
      ) => {
        const { recover } = require("./recover") as typeof import("./recover");
        const { state, output, found = [], absent = [] } = options;
        process.exitCode = recover({
          environment,
          json: options.json === true,
          found,
          absent,
          ...(state === undefined ? {} : { state }),
          ...(output === undefined ? {} : { output }),
        });
      },
    );
}
