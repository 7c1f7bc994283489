/** `npm run rehearse`: an environment on the real engine, step by step. */
import { relative } from "node:path";
import { callersPath } from "./callers-path";
import { EngineStack } from "./engine/engine-stack";
import { findPulumi } from "./engine/pulumi-command";
import { rehearsalFolder } from "./engine/stack-folder";
import { type EnvironmentSelection, loadEnvironment } from "./environment";
import { ExitCode } from "./exit";
import { cleanedUpOnSignal } from "./finish";
import { compilePolicyPack } from "./policy-pack";
import { Rehearsal, type Watcher } from "./rehearsal/rehearsal";
import type { StepResult } from "./rehearsal/step";
import { keptNote, rehearsalHeader, rehearsalVerdict, renderStep } from "./render/rehearsal";
import { progress, progressDone } from "./terminal";

export async function rehearse(
  selection: EnvironmentSelection & { readonly keep: boolean; readonly json: boolean; readonly download: boolean },
): Promise<number> {
  const start = performance.now();
  const loaded = loadEnvironment(selection);
  const pulumi = await findPulumi("PATH", selection.download).finally(progressDone);
  progress("compiling the policy pack ...");
  compilePolicyPack({ silent: true });
  const folder = rehearsalFolder(loaded.plan.environment);
  let stopped = false;
  // A step that was ended by a signal has nothing to say.
  const say = (text: string) => process.stdout.write(selection.json || stopped ? "" : `${text}\n`);
  progressDone();
  say(rehearsalHeader(loaded.plan.environment, pulumi));
  const stack = await EngineStack.create(folder, pulumi, loaded.stackFile);
  const takeBack = cleanedUpOnSignal(async () => {
    stopped = true;
    progressDone();
    await stack.stop();
    if (!selection.keep) stack.remove();
  });
  try {
    const steps = await new Rehearsal(stack, loaded, watcherOf(say)).run();
    const passed = steps.every(({ findings }) => findings.length === 0);
    const seconds = (performance.now() - start) / 1000;
    if (selection.json)
      process.stdout.write(
        `${JSON.stringify(summaryOf(loaded.plan.environment, pulumi.version, steps, selection.keep ? folder : undefined), null, 2)}\n`,
      );
    else say(rehearsalVerdict(loaded.plan.environment, steps, seconds));
    return passed ? ExitCode.passed : ExitCode.failed;
  } finally {
    takeBack();
    progressDone();
    if (selection.keep) say(keptNote(relative(callersPath("."), folder), loaded.plan.environment));
    else stack.remove();
  }
}

function watcherOf(say: (text: string) => void): Watcher {
  let shown = "";
  return {
    began: (name, place, total) => {
      shown = `${place}/${total} ${name}`;
      progress(`${shown} ...`);
    },
    moved: (operations) => progress(`${shown}: ${operations} operations ...`),
    ended: (result) => {
      progressDone();
      say(renderStep(result));
    },
  };
}

function summaryOf(environment: string, version: string, steps: readonly StepResult[], folder: string | undefined) {
  return {
    environment,
    pulumi: version,
    ...(folder === undefined ? {} : { folder }),
    passed: steps.every(({ findings }) => findings.length === 0),
    steps,
  };
}
