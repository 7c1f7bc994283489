/** The one error of configuration: every problem of one input at once, each with its path, the value (never a secret's) and the fix. */
import { visible } from "./visible-text";

export interface Problem {
  /** `palisade:network.vpcCidr`, as `pulumi config set --path` takes it; `aws:region`; `stack` for the stack's name; or a file. */
  readonly path: string;
  /** What is wrong, lower case, without a full stop: "must be private". */
  readonly message: string;
  /** The value as JSON, shortened; absent where nothing was given or where it must not be shown. */
  readonly got?: string;
  /** What to do. */
  readonly fix: string;
}

export function formatProblem(problem: Problem): string {
  const got = problem.got === undefined ? "" : `, got ${problem.got}`;
  return visible(`${problem.path}: ${problem.message}${got}; ${problem.fix}`);
}

/** More than anyone reads before correcting something; the rest is told when these are gone. */
const MOST_SHOWN = 50;

export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.slice(0, MOST_SHOWN).map((problem) => `  ${formatProblem(problem)}`);
    const more = problems.length > MOST_SHOWN ? [`  and ${problems.length - MOST_SHOWN} more`] : [];
    super([`${visible(subject)} has ${count}:`, ...lines, ...more].join("\n"));
    this.problems = problems;
    // The reader wrote a stack file, not this program: whoever prints the stack of an uncaught error shows the list and no frames.
    this.stack = this.message;
  }
}
