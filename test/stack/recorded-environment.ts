/** The real program for a real stack file, recorded once for each file of tests. */
import { ROOT } from "../../cli/root";
import { readStackFile, type StackFile } from "../../config/stack-file";
import type { DeploymentResource } from "../../sandbox/deployment";
import type { RecordOptions } from "../../sandbox/recorder";

export const ENVIRONMENTS = ["staging", "prod"] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export async function recordedResources(
  name: EnvironmentName,
  ids?: RecordOptions["ids"],
): Promise<readonly DeploymentResource[]> {
  return await recordedFrom(readStackFile(ROOT, name), ids);
}

/** A module runs once for each registry of modules, and index.ts is the program: each recording loads it, and the SDK below it, anew. */
export async function recordedFrom(
  stackFile: StackFile,
  ids?: RecordOptions["ids"],
): Promise<readonly DeploymentResource[]> {
  jest.resetModules();
  const { recordProgram } = require("../../cli/program") as typeof import("../../cli/program");
  return (await recordProgram(stackFile, ids)).deployment.deployment.resources;
}

/** Logical name. */
export function nameOf({ urn }: Pick<DeploymentResource, "urn">): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
