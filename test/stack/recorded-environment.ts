/** The real program for a real stack file, recorded once for each file of tests. */
import { ROOT } from "../../cli/root";
import { readStackFile, type StackFile } from "../../config/stack-file";
import type { DeploymentResource } from "../../sandbox/deployment";
import type { RecordedStack, RecordOptions } from "../../sandbox/recorder";
import { ThrowAwayKeys } from "../../sandbox/throw-away-keys";

export const ENVIRONMENTS = ["staging", "prod"] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** RSA keys take long: each environment has its own, for all recordings of a file of tests. */
const ownKeys = new ThrowAwayKeys();

/** A module runs once for each registry of modules, and index.ts is the program: each recording loads it, and the SDK below it, anew. */
export async function recordedStack(
  stackFile: StackFile,
  ids?: RecordOptions["ids"],
  keys: ThrowAwayKeys = ownKeys,
): Promise<RecordedStack> {
  jest.resetModules();
  const { recordProgram } = require("../../cli/program") as typeof import("../../cli/program");
  return await recordProgram(stackFile, ids, keys);
}

export async function recordedEnvironment(name: EnvironmentName, ids?: RecordOptions["ids"]): Promise<RecordedStack> {
  return await recordedStack(readStackFile(ROOT, name), ids);
}

/** As they are written: without the values of secrets. */
export async function recordedResources(
  name: EnvironmentName,
  ids?: RecordOptions["ids"],
): Promise<readonly DeploymentResource[]> {
  return (await recordedEnvironment(name, ids)).deployment.deployment.resources;
}

/** As a policy pack gets them: with the values of secrets. */
export async function judgedResources(
  name: EnvironmentName,
  ids?: RecordOptions["ids"],
): Promise<readonly DeploymentResource[]> {
  return (await recordedEnvironment(name, ids)).judged.deployment.resources;
}

/** Logical name. */
export function nameOf({ urn }: Pick<DeploymentResource, "urn">): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
