/** Machine configurations by Palisade and by `talosctl gen config`, in turn: milliseconds of one configuration, and of one process. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { renderMachineConfig } from "../../model/machine/documents";
import { allMachines } from "../../model/machine/plan";
import { renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { loadEnvironment } from "../environment";
import { ExpectedError } from "../exit";
import { ROOT } from "../root";

const TALOSCTL = join(ROOT, ".palisade", "tools", "talosctl");
/** Configurations are rendered so often for one figure: a single one is less than the clock's moods. */
const REPEATS = 20;

export interface MachineConfigTimes {
  /** Of one configuration, all nodes of both environments on average, with documents that nodes share made anew each time. */
  readonly ours: readonly number[];
  /** Of one process of talosctl for one configuration, from its start to its exit. */
  readonly talosctl: readonly number[];
}

/** Undefined where talosctl is not built (npm run judge builds it). */
export async function machineConfigTimes(runs: number): Promise<MachineConfigTimes | undefined> {
  if (!existsSync(TALOSCTL)) return undefined;
  const bundle = await newBundle(new Date());
  const secrets = renderBundle(bundle);
  const plans = ["staging", "prod"].map((environment) => loadEnvironment({ environment }).plan.machines);
  const ours: number[] = [];
  const talosctl: number[] = [];
  for (let round = 0; round <= runs; round++) {
    const start = performance.now();
    let rendered = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      for (const machines of plans) {
        // Another cluster object: nothing that an earlier round made is used again.
        const cluster = structuredClone(machines.cluster);
        for (const node of allMachines(machines)) {
          renderMachineConfig(cluster, node, bundle);
          rendered++;
        }
      }
    }
    const perConfig = (performance.now() - start) / rendered;
    const process = await talosctlRun(secrets);
    // The first round warms both.
    if (round > 0) {
      ours.push(perConfig);
      talosctl.push(process);
    }
  }
  return { ours, talosctl };
}

/** The bundle goes through a pipe of a shell's: /dev/stdin cannot be opened where it is a socket, which is what Node gives. */
async function talosctlRun(secrets: string): Promise<number> {
  const args = ["gen", "config", "bench", "https://api.bench.internal:6443", "--with-secrets", "/dev/stdin"];
  const more = ["--with-docs=false", "--with-examples=false", "--output-types", "controlplane", "-o", "-"];
  const child = spawn("sh", ["-c", 'cat | "$0" "$@"', TALOSCTL, ...args, ...more], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  const start = performance.now();
  child.stdin.end(secrets);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new ExpectedError(`talosctl gen config: must exit with 0, got ${code}; run npm run judge`);
  return performance.now() - start;
}
