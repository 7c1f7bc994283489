/** Runs index.ts, the program that `pulumi up` runs, against the recording monitor. */
import { join } from "node:path";
import type { StackFile } from "../config/stack-file";
import { type RecordedStack, type RecordOptions, record } from "../sandbox/recorder";
import { ROOT } from "./root";

const PROJECT = "palisade";

/** Once a process: a module runs only when it is first loaded. */
export async function recordProgram(
  stackFile: StackFile,
  ids: RecordOptions["ids"] = "recorded",
): Promise<RecordedStack> {
  const program = join(ROOT, "index.ts");
  return await record(
    {
      project: PROJECT,
      stack: stackFile.environment,
      config: stackFile.values,
      secretKeys: stackFile.secretKeys,
      ids,
    },
    () => require(program),
  );
}
