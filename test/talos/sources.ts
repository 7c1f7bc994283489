/** Sources of the real programs, for what no package of theirs exports. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Contract } from "./judge";

const TOOLS = join(__dirname, "../../tools");

function go(contract: Contract, args: readonly string[]): string {
  return execFileSync("go", args, {
    cwd: join(TOOLS, `talos-${contract}`),
    env: { ...process.env, GOWORK: "off" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Folder of a module in the version that the judge of the contract is built from; checked by its go.sum. */
export function pinnedSource(contract: Contract, module: string): string {
  go(contract, ["mod", "download", module]);
  return go(contract, ["list", "-m", "-f", "{{.Dir}}", module]).trim();
}

/** Folder of a module that nothing is built from; `sum` is what go.sum would say of it. */
export function source({ module, version, sum }: { module: string; version: string; sum: string }): string {
  const answer = JSON.parse(go("1.13", ["mod", "download", "-json", `${module}@${version}`])) as {
    readonly Dir?: string;
    readonly Sum?: string;
  };
  if (answer.Sum !== sum || answer.Dir === undefined) throw new Error(`${module}@${version}: is not what was read`);
  return answer.Dir;
}
