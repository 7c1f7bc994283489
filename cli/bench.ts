/** `npm run bench`: previews as whole processes, beside the same program under Pulumi's own mocks, in turn. Prints; judges nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { engineReport, engineTimes } from "./bench/engine";
import { largeStackFile } from "./bench/large-stack";
import { type MachineConfigTimes, machineConfigTimes } from "./bench/machine-configs";
import { processRun, type Run, spreadOf } from "./bench/process-run";
import { ExitCode, ExpectedError } from "./exit";
import { ROOT } from "./root";
import { heading, progress, progressDone, table } from "./terminal";

/** About as many resources as the goal of 1 ms a resource is set for. */
const LARGE = 5000;
/** Rounds of a figure that is milliseconds. */
const MACHINE_CONFIG_RUNS = 15;
/** Resources of staging that are no worker pool. */
const BESIDE_POOLS = 290;

interface PreviewOutput {
  readonly resources: number;
  readonly peakMemoryMiB: number;
  readonly timings: Readonly<Record<string, number>>;
}

interface Subject {
  readonly title: string;
  readonly args: readonly string[];
}

const PARTS = ["previews", "machine-configs", "engine"] as const;
type Part = (typeof PARTS)[number];

export async function bench(options: { readonly runs: string; readonly only?: Part }): Promise<number> {
  const runs = runsOf(options.runs);
  const parts: Readonly<Record<Part, () => Promise<string>>> = {
    previews: () => previewsReport(runs),
    "machine-configs": async () => {
      progress("machine configurations ...");
      return machineConfigReport(await machineConfigTimes(Math.max(runs, MACHINE_CONFIG_RUNS)));
    },
    engine: async () => engineReport(await engineTimes(runs)),
  };
  for (const part of options.only === undefined ? PARTS : [options.only]) {
    const text = await parts[part]().finally(progressDone);
    process.stdout.write(text);
  }
  return ExitCode.passed;
}

async function previewsReport(runs: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  try {
    const large = join(folder, "Pulumi.bench.yaml");
    const staging = readFileSync(join(ROOT, "Pulumi.staging.yaml"), "utf8");
    writeFileSync(large, largeStackFile(staging, LARGE - BESIDE_POOLS));
    const subjects = subjectsOf(large);
    const measured = new Map(subjects.map((subject) => [subject, [] as Run[]]));
    // In turn, so that all see the same moods of the machine; the first round fills the compile caches and is not counted.
    for (let round = 0; round <= runs; round++) {
      for (const [subject, results] of measured) {
        progress(`round ${round} of ${runs}: ${subject.title} ...`);
        const run = await processRun(subject.args);
        if (round > 0) results.push(run);
      }
    }
    return report(runs, [...measured]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(ROOT, ".palisade", "bench"), { recursive: true, force: true });
  }
}

function runsOf(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new ExpectedError(
    `--runs: must be a whole number from 1 to 99, got ${JSON.stringify(text)}; write for example 5`,
  );
}

function subjectsOf(large: string): readonly Subject[] {
  const preview = (environment: string, ...rest: readonly string[]) => [
    join(ROOT, "cli", "start.mjs"),
    "preview",
    environment,
    "--json",
    ...rest,
  ];
  const mocks = (...rest: readonly string[]) => [
    "--require",
    join(ROOT, "loader", "typescript.cjs"),
    join(ROOT, "cli", "bench", "mocked-program.ts"),
    ...rest,
  ];
  return [
    { title: "preview staging", args: preview("staging") },
    { title: "staging under Pulumi's mocks", args: mocks("staging") },
    { title: "preview prod", args: preview("prod") },
    { title: "prod under Pulumi's mocks", args: mocks("prod") },
    { title: "preview of many pools", args: preview("bench", "--config", large) },
    { title: "many pools under Pulumi's mocks", args: mocks("bench", large) },
  ];
}

function report(runs: number, measured: readonly (readonly [Subject, readonly Run[]])[]): string {
  const rows = measured.map(([{ title }, results]) => {
    const { min, median, max } = spreadOf(results.map(({ milliseconds }) => milliseconds));
    const outputs = results.map(({ output }) => output as PreviewOutput);
    const resources = outputs[0]?.resources ?? 0;
    const peak = spreadOf(outputs.map(({ peakMemoryMiB }) => peakMemoryMiB)).max;
    return [title, resources, ...[min, median, max].map(Math.round), (median / resources).toFixed(2), peak].map(String);
  });
  const phases = measured
    .filter(([{ title }]) => title.startsWith("preview"))
    .map(([{ title }, results]) => [title, ...phasesOf(results)]);
  return `${[
    `${runs} runs of each in turn, whole processes; ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    heading("Start to exit (ms), and the peak of memory (MiB)"),
    table(
      [
        { title: "COMMAND", width: 33 },
        { title: "COUNT", width: 8 },
        { title: "MIN", width: 7 },
        { title: "MEDIAN", width: 8 },
        { title: "MAX", width: 7 },
        { title: "PER ONE", width: 9 },
        { title: "PEAK", width: 8 },
      ],
      rows,
    ),
    heading("Where the time goes (ms, median)"),
    table(
      [
        { title: "COMMAND", width: 33 },
        ...PHASES.map((phase) => ({ title: phase.toUpperCase(), width: 9 })),
        { title: "REST", width: 9 },
      ],
      phases,
    ),
    "start: process and modules; rest: rendering, files and exit.",
  ].join("\n")}\n`;
}

function machineConfigReport(times: MachineConfigTimes | undefined): string {
  if (times === undefined) return "\nMachine configurations: talosctl is not built; npm run judge builds it.\n";
  const rows = Object.entries(times).map(([who, values]) => {
    const { min, median, max } = spreadOf(values);
    return [who === "ours" ? "one configuration" : "one talosctl gen config process", ...[min, median, max].map(short)];
  });
  const ratio = spreadOf(times.talosctl).median / spreadOf(times.ours).median;
  return `${[
    heading("Machine configurations (ms)"),
    table(
      [
        { title: "WHAT", width: 33 },
        { title: "MIN", width: 8 },
        { title: "MEDIAN", width: 8 },
        { title: "MAX", width: 8 },
      ],
      rows,
    ),
    `${ratio.toFixed(0)} times faster, by the medians.`,
  ].join("\n")}\n`;
}

function short(milliseconds: number): string {
  return milliseconds.toFixed(2);
}

const PHASES = ["start", "plan", "record", "judge"] as const;

function phasesOf(results: readonly Run[]): readonly string[] {
  const median = (phase: (typeof PHASES)[number]) =>
    spreadOf(results.map(({ output }) => (output as PreviewOutput).timings[phase] ?? 0)).median;
  const parts = PHASES.map(median);
  const whole = spreadOf(results.map(({ milliseconds }) => milliseconds)).median;
  const rest = whole - parts.reduce((sum, part) => sum + part, 0);
  return [...parts, rest].map((part) => String(Math.round(part)));
}
