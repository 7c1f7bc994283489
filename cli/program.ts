/** Runs index.ts, the program that `pulumi up` runs, against the recording monitor. */
import { join } from "node:path";
import type { StackFile } from "../config/stack-file";
import { type RecordedStack, type RecordOptions, record } from "../sandbox/recorder";
import { ROOT } from "./root";

const PROJECT = "palisade";

export async function recordProgram(
  stackFile: StackFile,
  ids: RecordOptions["ids"] = "recorded",
): Promise<RecordedStack> {
  const program = join(ROOT, "index.ts");
  // A module runs once a process; tests record several environments in one.
  delete require.cache[require.resolve(program)];
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
