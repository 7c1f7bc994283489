/** After the engine was killed: the lock is removed, what was under way is looked for, and the next run goes on. */
import type { Cloud } from "../../sandbox/engine/cloud";
import type { EngineStack } from "../engine/engine-stack";
import { type FoundResource, type PendingOperation, repairedState } from "../recovery/repaired-state";

export interface Recovered {
  /** What the engine says of the lock to whoever runs it again. */
  readonly lock: string;
  /** Operations that were under way, as "creating <urn>". */
  readonly pending: readonly string[];
  /** Creations that had taken place. */
  readonly found: number;
}

/** Throws an Error where the killed run left no lock: then it had not been killed. */
export async function recover(stack: EngineStack): Promise<Recovered> {
  const refused = await stack.up({ policies: false });
  const [lock] = refused.printed.split("\n").filter((line) => line.includes("locked"));
  if (refused.succeeded || lock === undefined) throw new Error("the killed run left no lock");
  await stack.cancel();
  const state = await stack.exported();
  const pending = state.pending_operations ?? [];
  const found = leftovers(pending, stack.cloud());
  // Without a pending creation there is nothing to tell: what was being changed or deleted is changed or deleted again.
  if (pending.some(({ type }) => type === "creating")) {
    await stack.import(repairedState(state, found));
    const refreshed = await stack.refresh();
    if (!refreshed.succeeded) throw new Error(`the refresh failed: ${refreshed.log.errors.join("; ")}`);
  }
  return {
    lock: lock.trim(),
    pending: pending.map(({ type, resource }) => `${type} ${resource.urn}`),
    found: found.length,
  };
}

function leftovers(pending: readonly PendingOperation[], cloud: Cloud): readonly FoundResource[] {
  return pending
    .filter(({ type }) => type === "creating")
    .flatMap(({ resource: { urn } }) => {
      const made = cloud.resources.find((resource) => resource.urn === urn);
      return made === undefined ? [] : [{ urn, id: made.id }];
    });
}
