/** The real engine beside the offline preview: the same program and the same policy pack, in turn. Milliseconds. */
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineFailure } from "../engine/engine-failure";
import { type EngineRun, EngineStack } from "../engine/engine-stack";
import { findPulumi } from "../engine/pulumi-command";
import { loadEnvironment } from "../environment";
import { compilePolicyPack } from "../policy-pack";
import { ROOT } from "../root";
import { heading, progress, table } from "../terminal";
import { processRun, spreadOf } from "./process-run";

const ENVIRONMENTS = ["staging", "prod"] as const;
const USAGE_HOOK = join(ROOT, "cli", "bench", "program-usage.cjs");

export interface EngineTimes {
  readonly version: string;
  readonly previews: readonly {
    readonly environment: string;
    /** The whole process of `npm run preview`, start to exit. */
    readonly offline: readonly number[];
    /** The engine's preview alone: nothing of ours before or after it. */
    readonly engine: readonly number[];
    /** What the program itself takes of it: not waiting for the engine or a plugin. */
    readonly own: readonly number[];
    readonly processor: readonly number[];
  }[];
  /** The first run and the preview after it, of staging. */
  readonly rehearsal: readonly number[];
}

/** Undefined where the CLI is not built (npm run engine builds it). */
export async function engineTimes(runs: number): Promise<EngineTimes | undefined> {
  if (!existsSync(join(ROOT, ".palisade", "tools", "pulumi"))) return undefined;
  const pulumi = await findPulumi("tools");
  compilePolicyPack({ silent: true });
  const previews: EngineTimes["previews"][number][] = [];
  let rehearsal: readonly number[] = [];
  for (const environment of ENVIRONMENTS) {
    const folder = mkdtempSync(join(tmpdir(), "palisade-bench-engine-"));
    const stack = await EngineStack.create(folder, pulumi, loadEnvironment({ environment }).stackFile);
    try {
      const usage = join(folder, "usage.jsonl");
      const variables = { NODE_OPTIONS: `--require ${USAGE_HOOK}`, PALISADE_BENCH_USAGE: usage };
      const [offline, engine]: [number[], number[]] = [[], []];
      for (let round = 0; round <= runs; round++) {
        progress(`${environment} on the engine, round ${round} of ${runs} ...`);
        const ours = await processRun([join(ROOT, "cli", "start.mjs"), "preview", environment, "--json"]);
        const theirs = measured(await stack.preview({ variables }));
        // The first round fills caches.
        if (round === 0) continue;
        offline.push(ours.milliseconds);
        engine.push(theirs);
      }
      const used = readFileSync(usage, "utf8").trim().split("\n").slice(1).map(usageOf);
      previews.push({
        environment,
        offline,
        engine,
        own: used.map(({ own }) => own),
        processor: used.map(({ processor }) => processor),
      });
      if (environment === "staging") {
        progress("rehearsal of staging: up, no change ...");
        rehearsal = [measured(await stack.up()), measured(await stack.preview())];
      }
    } finally {
      stack.remove();
    }
  }
  return { version: pulumi.version, previews, rehearsal };
}

function measured(run: EngineRun): number {
  if (!run.succeeded) throw engineFailure(run);
  return run.milliseconds;
}

function usageOf(line: string): { readonly own: number; readonly processor: number } {
  return JSON.parse(line) as { own: number; processor: number };
}

export function engineReport(times: EngineTimes | undefined): string {
  if (times === undefined) return "\nEngine: the Pulumi CLI is not built; npm run engine builds it.\n";
  const rows = times.previews.flatMap(({ environment, offline, engine, own, processor }) => [
    [`${environment}, offline, whole process`, ...spreadTexts(offline)],
    [`${environment}, the engine's preview`, ...spreadTexts(engine)],
    ["  of that, the program itself", ...spreadTexts(own)],
    ["  and its processor time", ...spreadTexts(processor)],
  ]);
  const ratios = times.previews.map(({ environment, offline, engine }) => {
    const ratio = spreadOf(engine).median / spreadOf(offline).median;
    return `${environment}: offline ${ratio.toFixed(1)} times faster, by the medians.`;
  });
  const [up = 0, again = 0] = times.rehearsal;
  return `${[
    heading(`Pulumi ${times.version}, with the policy pack and stand-in providers (ms)`),
    table(
      [
        { title: "WHAT", width: 38 },
        { title: "MIN", width: 8 },
        { title: "MEDIAN", width: 8 },
        { title: "MAX", width: 8 },
      ],
      rows,
    ),
    ...ratios,
    `Rehearsal of staging: up ${(up / 1000).toFixed(1)} s, no change ${(again / 1000).toFixed(1)} s.`,
  ].join("\n")}\n`;
}

function spreadTexts(values: readonly number[]): readonly string[] {
  const { min, median, max } = spreadOf(values);
  return [min, median, max].map((value) => String(Math.round(value)));
}
