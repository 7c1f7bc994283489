/** `npm run rehearse`: names, options and help. */
import type { Command } from "commander";
import { named } from "./option-values";

export function rehearseCommands(program: Command, defaultEnvironment: string): void {
  program
    .command("rehearse")
    .description("live through an environment on the real Pulumi engine, with no cloud account")
    .argument("[environment]", "name of the stack: Pulumi.<environment>.yaml", defaultEnvironment)
    .option("--config <file>", "read this stack file in place of Pulumi.<environment>.yaml", named)
    .option("--keep", "leave state, cloud and project to look at")
    .option("--json", "print the steps as JSON")
    .option("--download", "without a Pulumi CLI on PATH, run Pulumi's installer")
    .addHelpText(
      "after",
      `
Runs the program with the policy pack on the Pulumi engine: up, no change,
refresh, drift that somebody made by hand, and changes that may touch exactly
the resources that they should (an AMI, a zone, a pool, an admin CIDR, a flow, a
sysctl, log retention, and most of it taken away again); the engine killed while
a control plane is being replaced; a destroy that protection refuses, and one
that it does not. Providers are stand-ins: nothing real is touched, no login and
no credential is used.

The Pulumi CLI is the one on PATH, else one that is built from its pinned Go
module (5 minutes, once; needs Go), or with --download the same version from
get.pulumi.com, which nothing here can check.

Examples:
  npm run rehearse
  npm run rehearse -- prod --keep
  npm run rehearse -- staging --config /path/to/changed.yaml

Files: with --keep, .palisade/rehearsals/<environment>/

Exit codes:
  0  every step went as it should
  1  a step did not, and is the last one
  2  could not be rehearsed (bad configuration, no CLI, a tool's error)`,
    )
    .action(async (environment: string, options: { config?: string; keep?: true; json?: true; download?: true }) => {
      const { rehearse } = require("./rehearse") as typeof import("./rehearse");
      process.exitCode = await rehearse({
        environment,
        keep: options.keep === true,
        json: options.json === true,
        download: options.download === true,
        ...(options.config === undefined ? {} : { file: options.config }),
      });
    });
}
