/** How a command ends: its exit code, and one message where it could not do its work. */
import { CommanderError } from "commander";
import { ExitCode, ExpectedError } from "./exit";

const UNFINISHED =
  "palisade: ended before it was done: the program waits for a value that nothing gives. This is a defect of the program; please report it.\n";

/**
 * Runs a command that sets `process.exitCode` itself. Node exits early, and with 0, when only promises are left that never settle: until the
 * command is done, an exit means "could not be judged".
 */
export function finish(command: () => Promise<unknown>): void {
  process.exitCode = ExitCode.notJudged;
  let done = false;
  process.on("exit", () => {
    if (done) return;
    process.exitCode = ExitCode.notJudged;
    process.stderr.write(UNFINISHED);
  });
  command()
    .catch((error: unknown) => report(error))
    .finally(() => {
      done = true;
    });
}

function report(error: unknown): void {
  // A command that had set its code already, and then failed, was not judged either.
  process.exitCode = ExitCode.notJudged;
  if (error instanceof CommanderError) {
    // Help and its like; commander has printed already.
    if (error.exitCode === 0) process.exitCode = ExitCode.passed;
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof ExpectedError ? `${message}\n` : `palisade: ${message}\n`);
}
