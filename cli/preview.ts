/** `npm run preview`: the program runs offline, its resources are recorded and judged, and everything is printed and written. */
import { relative } from "node:path";
import { RULES } from "../policy/catalogue";
import { judge } from "../policy/judge";
import type { Verdict } from "../policy/verdict";
import type { RecordedStack } from "../sandbox/recorder";
import type { ThrowAwayKeys } from "../sandbox/throw-away-keys";
import { type EnvironmentSelection, type LoadedEnvironment, loadEnvironment } from "./environment";
import { ExitCode } from "./exit";
import { writeOutputFiles } from "./output-files";
import { recordProgram } from "./program";
import { recordedConfigs } from "./recorded-configs";
import { renderHardening } from "./render/hardening";
import { renderNetwork, renderNodes } from "./render/network";
import { renderPorts } from "./render/ports";
import { renderTree } from "./render/tree";
import { renderVerdict, verdictLine } from "./render/verdict";
import { ROOT } from "./root";
import { acceptedFindings } from "./suppressions";
import { heading, progress, progressDone } from "./terminal";

/** Milliseconds of each phase; `start` is from the start of the process to the start of the command. */
type Timings = Readonly<Record<"start" | "plan" | "record" | "judge", number>>;

interface Preview extends LoadedEnvironment {
  /** The stack file that was judged, as it was named. */
  readonly source: string;
  readonly recorded: RecordedStack;
  readonly verdict: Verdict;
  readonly timings: Timings;
}

/** `keys`: for the stand-in of the tls provider, begun before this module was loaded. */
export async function preview(
  selection: EnvironmentSelection & { readonly json: boolean; readonly keys: ThrowAwayKeys },
): Promise<number> {
  const result = await run(selection).finally(progressDone);
  const summary = summaryOf(result);
  const folder = writeOutputFiles(ROOT, result.plan.environment, {
    "state.json": result.recorded.deployment,
    "plan.json": result.plan,
    "preview.json": summary,
    machine: recordedConfigs(result.recorded.judged),
  });
  process.stdout.write(
    selection.json ? `${JSON.stringify(summary, null, 2)}\n` : render(result, relative(ROOT, folder)),
  );
  return result.verdict.passed ? ExitCode.passed : ExitCode.failed;
}

async function run(selection: EnvironmentSelection & { readonly keys: ThrowAwayKeys }): Promise<Preview> {
  const start = performance.now();
  progress("planning ...");
  const loaded = timed(() => loadEnvironment(selection));
  progress("recording the program's resources ...");
  const recordStart = performance.now();
  const recorded = await recordProgram(loaded.value.stackFile, "recorded", selection.keys);
  const recordTime = performance.now() - recordStart;
  progress(`judging ${recorded.registrations} resources ...`);
  const verdict = timed(() => judge(recorded.judged, RULES, acceptedFindings()));
  return {
    ...loaded.value,
    source: selection.file ?? `Pulumi.${selection.environment}.yaml`,
    recorded,
    verdict: verdict.value,
    timings: {
      start: Math.round(start),
      plan: Math.round(loaded.milliseconds),
      record: Math.round(recordTime),
      judge: Math.round(verdict.milliseconds),
    },
  };
}

function timed<T>(work: () => T): { readonly value: T; readonly milliseconds: number } {
  const start = performance.now();
  const value = work();
  return { value, milliseconds: performance.now() - start };
}

function summaryOf({ plan, source, recorded, verdict, timings }: Preview) {
  return {
    environment: plan.environment,
    stackFile: source,
    disposable: plan.facts.disposable,
    passed: verdict.passed,
    resources: recorded.registrations,
    counts: verdict.counts,
    rules: verdict.rules,
    findings: verdict.findings,
    timings,
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function render({ plan, source, recorded, verdict, timings }: Preview, folder: string): string {
  const total = timings.start + timings.plan + timings.record + timings.judge;
  return `${[
    `${plan.environment} (${source})${plan.facts.disposable ? ": DISPOSABLE, nothing is protected from deletion" : ""}`,
    `${plan.account.region}, account ${plan.account.id}, Talos ${plan.versions.talos}, Kubernetes ${plan.versions.kubernetes}`,
    heading(`Resources (${recorded.registrations})`),
    renderTree(recorded.deployment.deployment.resources),
    heading(`Network ${plan.network.vpcCidr} (${plan.network.mode})`),
    renderNetwork(plan),
    "",
    renderNodes(plan),
    renderPorts(plan.flows, plan.machines.cluster.kubeSpan),
    heading(`Hardening of the nodes (Talos ${plan.machines.cluster.contract})`),
    renderHardening(plan.machines),
    heading("Policies"),
    renderVerdict(verdict),
    "",
    `Files in ${folder}:`,
    "  state.json, plan.json, preview.json, machine/*.yaml",
    `Time: ${total} ms (start ${timings.start}, plan ${timings.plan}, record ${timings.record}, judge ${timings.judge})`,
    "",
    verdictLine(plan.environment, verdict, plan.facts.disposable),
  ].join("\n")}\n`;
}
