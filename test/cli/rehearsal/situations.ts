/** An environment as a rehearsal finds it at each of its edits, without an engine. */
import { checkedEnvironment, type LoadedEnvironment } from "../../../cli/environment";
import { EDITS, type Edit, liftProtection, type Situation } from "../../../cli/rehearsal/edits";
import { ROOT } from "../../../cli/root";
import { readStackFile } from "../../../config/stack-file";
import type { EnvironmentName } from "../../stack/recorded-environment";

export interface Edited {
  readonly edit: Edit;
  readonly before: Situation;
  readonly prepared: ReturnType<Edit["prepare"]>;
  /** As before where the environment cannot have the edit. */
  readonly after: LoadedEnvironment;
}

/** The edits in the order of a rehearsal, each on top of the one before. */
export function editsOf(environment: EnvironmentName): readonly Edited[] {
  const start = checkedEnvironment(readStackFile(ROOT, environment));
  let before: Situation = { ...start, first: start };
  return [...EDITS, liftProtection].map((edit) => {
    const prepared = edit.prepare(before);
    const after = "notHere" in prepared ? before : checkedEnvironment(prepared.stackFile);
    const edited = { edit, before, prepared, after };
    before = { ...before, ...after };
    return edited;
  });
}
