/** An environment as a rehearsal finds it at each of its edits, without an engine. */
import { checkedEnvironment, type LoadedEnvironment } from "../../../cli/environment";
import { EDITS, type Edit, liftProtection, type Situation } from "../../../cli/rehearsal/edits";
import { ROOT } from "../../../cli/root";
import { readStackFile } from "../../../config/stack-file";
import { changed } from "../../stack/changed-settings";
import type { EnvironmentName } from "../../stack/recorded-environment";

export interface Edited {
  readonly edit: Edit;
  readonly before: Situation;
  readonly prepared: ReturnType<Edit["prepare"]>;
  /** As before where the environment cannot have the edit. */
  readonly after: LoadedEnvironment;
}

/** The edits in the order of a rehearsal, each on top of the one before. `settings`: other ones than those of the stack file, by section. */
export function editsOf(
  environment: EnvironmentName,
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): readonly Edited[] {
  const stackFile = Object.entries(settings).reduce(
    (file, [section, given]) => changed(file, section, given),
    readStackFile(ROOT, environment),
  );
  const start = checkedEnvironment(stackFile);
  let before: Situation = { ...start, first: start };
  return [...EDITS, liftProtection].map((edit) => {
    const prepared = edit.prepare(before);
    const after = "notHere" in prepared ? before : checkedEnvironment(prepared.stackFile);
    const edited = { edit, before, prepared, after };
    before = { ...before, ...after };
    return edited;
  });
}
