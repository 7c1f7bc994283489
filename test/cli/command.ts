/** The commands as people run them: a process of its own, with its output and exit code. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../cli/root";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(...args: readonly string[]): Ended {
  const { FORCE_COLOR: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "cli", "start.mjs"), ...args], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}
