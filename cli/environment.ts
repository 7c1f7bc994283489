/** One environment as the commands see it: its stack file, checked, and the plan that follows from it. */
import { basename } from "node:path";
import { checkConfig } from "../config/check";
import { readFileText } from "../config/file-text";
import type { StackConfig } from "../config/schema";
import { render } from "../config/secret-text";
import { parseStackFile, readStackFile, type StackFile } from "../config/stack-file";
import { buildPlan, type Plan, planProblems } from "../model/plan";
import { callersPath } from "./callers-path";
import { ExpectedError } from "./exit";
import { ROOT } from "./root";

export interface EnvironmentSelection {
  /** Name of the stack. */
  readonly environment: string;
  /** Another stack file than Pulumi.<environment>.yaml; relative to where the command was given. */
  readonly file?: string;
}

export interface LoadedEnvironment {
  readonly stackFile: StackFile;
  readonly config: StackConfig;
  readonly plan: Plan;
}

/** Throws ConfigError with every problem of the file; nothing is written before it returns. */
export function loadEnvironment(selection: EnvironmentSelection): LoadedEnvironment {
  return checkedEnvironment(
    selection.file === undefined
      ? readStackFile(ROOT, selection.environment)
      : readOther(selection.environment, selection.file),
  );
}

/** Throws ConfigError with every problem. */
export function checkedEnvironment(stackFile: StackFile): LoadedEnvironment {
  const { config } = checkConfig(
    {
      environment: stackFile.environment,
      values: stackFile.values,
      isSecret: (key) => stackFile.secretKeys.includes(key),
    },
    planProblems,
  );
  return { stackFile, config, plan: buildPlan(config) };
}

function readOther(environment: string, file: string): StackFile {
  const path = callersPath(file);
  const read = readFileText(path);
  if ("fault" in read) {
    const { wrong, fix } = read.fault;
    throw new ExpectedError(`--config: the file ${wrong}, got ${render(file)}; ${fix}`);
  }
  return parseStackFile(basename(path), environment, read.text);
}
