/**
 * A state without pending operations: what was made is taken into it, the rest is cleared.
 *
 * `pulumi refresh --import-pending-creates` promises the same, and CLI 3.259.0 does not do it: it marks the operation as an import, and the refresh
 * then drops it, so that the next run makes the resource a second time (measured, sandbox/engine; pkg/v3 has no reader of that mark).
 */
import { visible } from "../../config/visible-text";
import { ExpectedError } from "../exit";
import type { ExportedState, StateResource } from "./exported-state";
import type { PendingOperation } from "./pending";
import { shellLine } from "./shell";
import { ID_PLACEHOLDER } from "./steps";
import { TakenIds } from "./taken-ids";

export interface Answers {
  /** Label or URN, and the provider's id: what the AWS command printed. */
  readonly found: ReadonlyMap<string, string>;
  /** Labels or URNs for which it printed nothing. */
  readonly absent: readonly string[];
}

export interface Repair {
  readonly state: ExportedState;
  readonly adopted: readonly string[];
  readonly cleared: readonly string[];
}

/** Throws ExpectedError where an answer is missing, answers nothing, or names another resource: a guess would make or delete one too many. */
export function repaired(
  state: ExportedState,
  pending: readonly PendingOperation[],
  answers: Answers,
  idOf: (operation: PendingOperation, printed: string) => string,
): Repair {
  refuseStrangers(pending, answers);
  const ids = new Map<string, string>();
  const taken = new TakenIds(state);
  for (const operation of pending.filter(({ operation }) => operation === "creating")) {
    const id = answered(operation, answers, idOf);
    if (id === undefined) continue;
    if (operation.meaning === "unknown") taken.refuse(operation, id);
    ids.set(operation.urn, id);
    taken.add(operation, id);
  }
  const adopted = withComponents(state, ids);
  const { pending_operations: _, ...deployment } = state.deployment;
  const added = new Map(adopted);
  const before = (deployment.resources ?? []).map((one) => {
    const successor = adopted.get(one.urn);
    if (successor === undefined) return one;
    // The one that is replaced is there still: the next run deletes it.
    if (one.pendingReplacement !== true) return { ...one, delete: true };
    added.delete(one.urn);
    return successor;
  });
  return {
    state: { ...state, deployment: { ...deployment, resources: [...before, ...inOrder([...added.values()])] } },
    adopted: pending.map(({ urn }) => urn).filter((urn) => ids.has(urn)),
    cleared: pending.map(({ urn }) => urn).filter((urn) => !ids.has(urn)),
  };
}

function answered(
  operation: PendingOperation,
  { found, absent }: Answers,
  idOf: (operation: PendingOperation, printed: string) => string,
): string | undefined {
  const { urn, label, meaning, id } = operation;
  const printed = found.get(label) ?? found.get(urn);
  const gone = absent.includes(label) || absent.includes(urn);
  if (printed !== undefined && gone) {
    throw new ExpectedError(`${visible(label)}: is found and absent; leave one of them out`);
  }
  if (meaning === "made") return gone ? undefined : id;
  if (meaning === "cleared" || gone) return undefined;
  if (printed === undefined) {
    const give = [
      ["--found", `${label}=${ID_PLACEHOLDER}`],
      ["--absent", label],
    ].map((words) => visible(shellLine(words)));
    throw new ExpectedError(`${visible(label)}: has no answer; run its command, and give ${give.join(" or ")}`);
  }
  return idOf(operation, printed);
}

function refuseStrangers(pending: readonly PendingOperation[], { found, absent }: Answers): void {
  const creations = pending.filter(({ operation }) => operation === "creating");
  const names = new Set(creations.flatMap(({ urn, label }) => [urn, label]));
  const stranger = [...found.keys(), ...absent].find((name) => !names.has(name));
  if (stranger !== undefined) {
    throw new ExpectedError(
      `${visible(stranger)}: is no pending creation; take its name from the list that the command prints without -o`,
    );
  }
}

/** A component that was not noted either has no id, and comes with what is in it. */
function withComponents(state: ExportedState, ids: ReadonlyMap<string, string>): Map<string, StateResource> {
  const creations = new Map(
    (state.deployment.pending_operations ?? [])
      .filter(({ type }) => type === "creating")
      .map(({ resource }) => [resource.urn, resource] as const),
  );
  const inState = new Set((state.deployment.resources ?? []).map(({ urn }) => urn));
  const adopted = new Map<string, StateResource>();
  const adopt = (urn: string): void => {
    const resource = creations.get(urn);
    if (resource === undefined || adopted.has(urn)) return;
    const id = ids.get(urn);
    adopted.set(urn, id === undefined ? resource : { ...resource, id });
    for (const needed of referencesOf(resource)) {
      if (inState.has(needed)) continue;
      const other = creations.get(needed);
      if (other !== undefined && (ids.has(needed) || other.custom !== true)) adopt(needed);
      else {
        throw new ExpectedError(
          `${visible(urn)}: needs ${visible(needed)}, which is neither in the state nor found; look for that one again`,
        );
      }
    }
  };
  for (const urn of ids.keys()) adopt(urn);
  return adopted;
}

function referencesOf({ parent, provider, dependencies = [], propertyDependencies = {} }: StateResource) {
  const providerUrn = provider?.slice(0, provider.lastIndexOf("::"));
  return [parent, providerUrn, ...dependencies, ...Object.values(propertyDependencies).flat()].filter(
    (urn): urn is string => urn !== undefined && urn !== "",
  );
}

/** Pulumi takes a state only where what a resource needs stands before it. */
function inOrder(resources: readonly StateResource[]): readonly StateResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<StateResource>();
  const visit = (resource: StateResource): void => {
    if (ordered.has(resource)) return;
    for (const urn of referencesOf(resource)) {
      const needed = byUrn.get(urn);
      if (needed !== undefined && needed !== resource) visit(needed);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}
