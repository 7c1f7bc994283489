/** The gates besides tests: types, lint and format, generated pages. All run; the exit code tells whether any failed. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { generateDocs } from "./docs";
import { ExitCode } from "./exit";
import { ROOT } from "./root";

export function check(): number {
  const gates: readonly (readonly [string, () => boolean])[] = [
    ["types (tsc)", () => run("typescript/bin/tsc", ["--noEmit"])],
    ["lint and format (biome)", () => run("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."])],
    ["generated docs", () => generateDocs({ check: true }) === ExitCode.passed],
  ];
  const failed = gates.filter(([name, gate]) => {
    const passed = gate();
    process.stdout.write(`${passed ? "ok    " : "FAILED"}  ${name}\n`);
    return !passed;
  });
  return failed.length === 0 ? ExitCode.passed : ExitCode.failed;
}

function run(script: string, args: readonly string[]): boolean {
  return (
    spawnSync(process.execPath, [join(ROOT, "node_modules", script), ...args], { cwd: ROOT, stdio: "inherit" })
      .status === 0
  );
}
