/** Runs index.ts, the program that `pulumi up` runs, against the recording monitor. */
import { join } from "node:path";
import { SECRET_PLACEHOLDER } from "../config/secret-values";
import type { StackFile } from "../config/stack-file";
import { renderBundle } from "../pki/bundle-yaml";
import { newBundle } from "../pki/new-bundle";
import { type RecordedStack, type RecordOptions, record } from "../sandbox/recorder";
import type { ThrowAwayKeys } from "../sandbox/throw-away-keys";
import { PROJECT } from "./project";
import { ROOT } from "./root";

const BUNDLE = "palisade:secretsBundle";
const BUNDLE_IDENTITY = "palisade:secretsBundleIdentity";

/** Once a process: a module runs only when it is first loaded. */
export async function recordProgram(
  stackFile: StackFile,
  ids: RecordOptions["ids"] = "recorded",
  keys?: ThrowAwayKeys,
  sources?: string,
): Promise<RecordedStack> {
  const program = join(ROOT, "index.ts");
  const { values, secretKeys } = await withReadableBundle(stackFile);
  return await record(
    {
      project: PROJECT,
      stack: stackFile.environment,
      config: values,
      secretKeys,
      ids,
      ...(keys === undefined ? {} : { keys }),
      ...(sources === undefined ? {} : { sources }),
    },
    () => require(program),
  );
}

/** Of a bundle that is imported only its place is known: a throw-away one stands there, in plain text, which needs no identity. */
export async function withReadableBundle(stackFile: StackFile): Promise<Pick<StackFile, "values" | "secretKeys">> {
  if (stackFile.values[BUNDLE] !== SECRET_PLACEHOLDER) return stackFile;
  const { [BUNDLE_IDENTITY]: _, ...values } = stackFile.values;
  return {
    values: { ...values, [BUNDLE]: renderBundle(await newBundle(new Date())) },
    secretKeys: stackFile.secretKeys.filter((key) => key !== BUNDLE_IDENTITY),
  };
}
