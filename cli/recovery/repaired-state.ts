/**
 * An exported state after a killed run, with what is known of the creations that were under way. `pulumi refresh --import-pending-creates` is meant for it and
 * forgets the resource (seen with 3.259.0): the repaired state goes back by `pulumi stack import`, and a refresh then reads the rest from the cloud.
 */
import type { PropertyMap } from "../../sandbox/deployment";

/** Of the form of `pulumi stack export`; what is not read here is kept as it is. */
export interface ExportedState {
  readonly resources?: readonly ExportedResource[];
  readonly pending_operations?: readonly PendingOperation[];
}

export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: PropertyMap;
  readonly outputs?: PropertyMap;
  /** Waits for its deletion: another resource of the same URN has taken its place. */
  readonly delete?: boolean;
  /** Is deleted already, and keeps its place for the one that is to come. */
  readonly pendingReplacement?: boolean;
}

export interface PendingOperation {
  readonly resource: ExportedResource;
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing" | string;
}

/** A creation that took place. */
export interface FoundResource {
  readonly urn: string;
  readonly id: string;
}

/**
 * Creations that are found are in the state, the others never happened; pending updates and deletions stay for the next run, which does them again. Throws an
 * Error for a URN of which no creation is pending.
 */
export function repairedState<State extends ExportedState>(state: State, found: readonly FoundResource[]): State {
  const pending = state.pending_operations ?? [];
  const creations = pending.filter(({ type }) => type === "creating");
  const made = found.map(({ urn, id }) => {
    const creation = creations.find(({ resource }) => resource.urn === urn);
    if (creation === undefined) throw new Error(`${urn}: no creation of it is pending`);
    return { ...creation.resource, id, outputs: creation.resource.outputs ?? creation.resource.inputs ?? {} };
  });
  const byUrn = new Map(made.map((resource) => [resource.urn, resource]));
  const resources = (state.resources ?? []).map((resource) => {
    const replacement = byUrn.get(resource.urn);
    if (replacement === undefined) return resource;
    if (resource.pendingReplacement !== true) return { ...resource, delete: true };
    byUrn.delete(resource.urn);
    return replacement;
  });
  return {
    ...state,
    // What depends on a resource comes after it: nothing yet depends on those that were not there before.
    resources: [...resources, ...byUrn.values()],
    pending_operations: pending.filter(({ type }) => type !== "creating"),
  };
}
