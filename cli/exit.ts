/** Exit codes of every command. */
export const ExitCode = {
  /** Judged and passed; or done, for a command that judges nothing. */
  passed: 0,
  /** Judged and failed. */
  failed: 1,
  /** Could not be judged: bad configuration, wrong usage, a tool's error. */
  notJudged: 2,
} as const;

/** An error whose message is already written for the reader. */
export class ExpectedError extends Error {
  override readonly name = "ExpectedError";
}
