/** What is wrong with a secrets bundle, told without any value of it. */
export interface BundleProblem {
  /** The part, as the file names it: `certs.os.key`; `line 3` for text that is no YAML. */
  readonly path: string;
  /** Lower case, without a full stop: "is missing". */
  readonly message: string;
  /** A public fact, such as an algorithm or a date; never a value of the bundle. */
  readonly got?: string;
  /** What to do. */
  readonly fix: string;
}

/** A problem whose place the caller knows. */
export type Fault = Omit<BundleProblem, "path">;

export function at(path: string, fault: Fault): BundleProblem {
  return { path, ...fault };
}

/** "2036-11-22", in UTC. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
