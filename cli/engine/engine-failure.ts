/** What a command says of a run that failed. */
import { ExpectedError } from "../exit";
import type { EngineRun } from "./engine-stack";

/** With the engine's errors; where it told none, with all that its CLI printed. */
export function engineFailure({ log, printed }: Pick<EngineRun, "log" | "printed">): ExpectedError {
  return new ExpectedError(`the engine failed:\n${log.errors.join("\n") || printed.trim()}`);
}
