/** One run of a command as a whole process: from its start to its exit. */
import { spawn } from "node:child_process";
import { ExpectedError } from "../exit";
import { ROOT } from "../root";

export interface Run {
  readonly milliseconds: number;
  /** What it printed on standard output, read as JSON. */
  readonly output: unknown;
}

/** Rejects with ExpectedError where the command does not exit with 0 or does not print JSON. */
export async function processRun(args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const printed: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const milliseconds = performance.now() - start;
  if (code !== 0) throw new ExpectedError(`${args.join(" ")}: must exit with 0, got ${code}; run it alone to see why`);
  return { milliseconds, output: JSON.parse(Buffer.concat(printed).toString("utf8")) };
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Throws for an empty list. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (min === undefined || max === undefined || below === undefined || above === undefined) {
    throw new Error("a spread needs a value");
  }
  return { min, median: (below + above) / 2, max };
}
