import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Builds what the suites ask. Without it nothing is tested, so the run fails. */
export default function buildPrograms(): void {
  const builder = join(__dirname, "../../tools/build.mjs");
  const { status } = spawnSync(process.execPath, [builder, "judge-1.13", "judge-1.14", "talosctl"], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error("tools: not everything is built; the reason is above");
}
