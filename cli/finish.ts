/** How a command ends: its exit code, and one message where it could not do its work. */
import { constants } from "node:os";
import { CommanderError } from "commander";
import { ExitCode, ExpectedError } from "./exit";
import { outputError } from "./output-error";

const UNFINISHED =
  "palisade: ended before it was done: the program waits for a value that nothing gives. This is a defect of the program; please report it.\n";

/**
 * Runs a command that sets `process.exitCode` itself. Node exits early, and with 0, when only promises are left that never settle: until the
 * command is done, an exit means "could not be judged".
 */
export function finish(command: () => Promise<unknown>): void {
  process.exitCode = ExitCode.notJudged;
  // guard.cjs answered until here.
  (globalThis as { palisadeStarted?: () => void }).palisadeStarted?.();
  const ending = { done: false, failed: false };
  process.on("exit", (code) => {
    if (ending.failed || !ending.done) process.exitCode = Math.max(code, ExitCode.notJudged);
    if (!ending.done && !ending.failed && code <= ExitCode.notJudged) process.stderr.write(UNFINISHED);
  });
  const fail = (error: unknown) => {
    ending.failed = true;
    report(error);
  };
  endOnSignals();
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    const error = outputError(code);
    if (error !== undefined) fail(error);
  });
  process.on("uncaughtException", (error) => {
    fail(error);
    process.exit();
  });
  command()
    .catch((error: unknown) => {
      if (!(error instanceof CommanderError)) return fail(error);
      // Commander has printed already; help and its like are no failure.
      ending.failed = error.exitCode !== 0;
      process.exitCode = error.exitCode === 0 ? ExitCode.passed : ExitCode.notJudged;
    })
    .finally(() => {
      ending.done = true;
    });
}

const beforeEnd = new Set<() => Promise<void>>();

/** What a signal must not leave behind: run before the process ends by one, unless another follows. Returns a function that takes it back. */
export function cleanedUpOnSignal(work: () => Promise<void>): () => void {
  beforeEnd.add(work);
  return () => beforeEnd.delete(work);
}

/** With a listener, a signal ends the process between two turns of the event loop, and so never while files are being put in place. */
function endOnSignals(): void {
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      const end = () => process.exit(128 + constants.signals[signal]);
      if (ending || beforeEnd.size === 0) end();
      ending = true;
      Promise.allSettled([...beforeEnd].map((work) => work())).then(end, end);
    });
  }
}

function report(error: unknown): void {
  process.exitCode = ExitCode.notJudged;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof ExpectedError ? `${message}\n` : `palisade: ${message}\n`);
}
