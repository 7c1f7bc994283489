/** Help of `npm test`, `npm run judge` and `npm run engine`, which start.mjs runs itself: all but --help goes to Jest. */
import type { Command } from "commander";

export function testCommands(program: Command): void {
  program
    .command("test")
    .description("run the tests, or those whose path matches a pattern")
    .argument("[pattern...]", "part of a test file's path")
    .addHelpText(
      "after",
      `
Examples:
  npm test
  npm test -- test/pki
  npm test -- test/cli -t "secrets new"

Other options are Jest's: node_modules/.bin/jest --help

Exit codes:
  0  all passed
  1  one failed, or none matches the pattern
  2  could not run (a damaged installation)`,
    );

  program
    .command("judge")
    .description("let Talos' own programs judge what Palisade writes")
    .argument("[pattern...]", "part of a suite's path under test/talos")
    .addHelpText(
      "after",
      `
Builds Talos' loader, validator and talosctl from the pinned modules in tools/
into .palisade/tools/. That needs Go, and takes minutes the first time.

Examples:
  npm run judge
  npm run judge -- guide
  npm run judge -- bundles operations -t "1.14"

Other options are Jest's: node_modules/.bin/jest --help

Exit codes:
  0  judged and passed
  1  judged and failed, or no suite matches the pattern
  2  could not be judged (no Go, or a program does not build)`,
    );

  program
    .command("engine")
    .description("run the program and the policies on the real Pulumi engine, and compare")
    .argument("[pattern...]", "part of a suite's path under test/engine")
    .addHelpText(
      "after",
      `
Builds the Pulumi CLI and the engine's judge of policies from the pinned modules
in tools/ into .palisade/tools/. That needs Go, and takes 5 minutes the first
time. Providers are stand-ins; no account, no login and no network.

Examples:
  npm run engine
  npm run engine -- parity
  npm run engine -- interruption order

Other options are Jest's: node_modules/.bin/jest --help

Exit codes:
  0  the engine does what the offline preview says
  1  it does not, or no suite matches the pattern
  2  could not be compared (no Go, or a program does not build)`,
    );
}
