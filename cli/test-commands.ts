/** Help of `npm test` and `npm run judge`, which start.mjs runs itself: all but --help goes to Jest. */
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
}
