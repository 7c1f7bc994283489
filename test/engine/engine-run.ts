/** A stack on the real engine for a file of tests: in a folder of its own, gone afterwards. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineRun, EngineStack } from "../../cli/engine/engine-stack";
import { findPulumi } from "../../cli/engine/pulumi-command";
import { checkedEnvironment, type LoadedEnvironment } from "../../cli/environment";
import { ROOT } from "../../cli/root";
import { readStackFile } from "../../config/stack-file";
import type { EnvironmentName } from "../stack/recorded-environment";

export interface OnEngine {
  readonly stack: EngineStack;
  readonly loaded: LoadedEnvironment;
}

const made: EngineStack[] = [];

export async function onEngine(environment: EnvironmentName): Promise<OnEngine> {
  const stackFile = readStackFile(ROOT, environment);
  const stack = await EngineStack.create(
    mkdtempSync(join(tmpdir(), `palisade-${environment}-`)),
    await findPulumi("tools"),
    stackFile,
  );
  made.push(stack);
  return { stack, loaded: checkedEnvironment(stackFile) };
}

export function removeStacks(): void {
  for (const stack of made.splice(0)) stack.remove();
}

/** Fails with what the engine said. */
export function succeeded(run: EngineRun): EngineRun {
  if (!run.succeeded) throw new Error(`the engine failed:\n${run.log.errors.join("\n")}\n${run.printed.slice(-4000)}`);
  return run;
}
