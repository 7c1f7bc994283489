/** After the engine was killed, what an operator does with `npm run recover`: the lock goes, what was under way is looked for, the state is repaired. */
import type { Cloud, CloudResource } from "../../sandbox/engine/cloud";
import type { EngineStack } from "../engine/engine-stack";
import type { ExportedState } from "../recovery/exported-state";
import { LOOKUPS } from "../recovery/lookups";
import { identityText, type PendingOperation, pendingOperations } from "../recovery/pending";
import { repaired } from "../recovery/repair";

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
  const lock = refused.printed.split("\n").find((line) => line.includes("locked"));
  if (refused.succeeded || lock === undefined) throw new Error(`the killed run left no lock: ${refused.printed}`);
  await stack.cancel();
  const state = stack.exported();
  const pending = pendingOperations(state);
  const unknown = pending.filter(({ meaning }) => meaning === "unknown");
  const found = leftovers(state, unknown, stack.cloud());
  if (pending.length > 0) {
    const absent = unknown.map(({ label }) => label).filter((label) => !found.has(label));
    await stack.import(repaired(state, pending, { found, absent }, (_, id) => id).state);
    const refreshed = await stack.refresh();
    if (!refreshed.succeeded) throw new Error(`the refresh failed: ${refreshed.log.errors.join("; ")}`);
  }
  return {
    lock: lock.trim(),
    pending: pending.map(({ operation, urn }) => `${operation} ${urn}`),
    found: found.size,
  };
}

/** Id of each creation that took place, by its label: looked for as the AWS commands do, by what tells it from every other, and never by its URN. */
function leftovers(
  state: ExportedState,
  pending: readonly PendingOperation[],
  cloud: Cloud,
): ReadonlyMap<string, string> {
  const inputsOf = new Map(
    (state.deployment.pending_operations ?? []).map(({ resource }) => [resource.urn, resource.inputs ?? {}] as const),
  );
  const found = new Map<string, string>();
  for (const { urn, type, label, known } of pending) {
    const identity = LOOKUPS[type]?.identity;
    if (identity === undefined) throw new Error(`no lookup for ${type}`);
    const wanted = identityText(inputsOf.get(urn) ?? {}, identity);
    const same = (resource: CloudResource) =>
      resource.type === type && !known.includes(resource.id) && identityText(resource.inputs, identity) === wanted;
    const [made, ...others] = cloud.resources.filter(same);
    if (others.length > 0) throw new Error(`${label}: ${others.length + 1} resources of the cloud could be it`);
    if (made !== undefined) found.set(label, made.id);
  }
  return found;
}
