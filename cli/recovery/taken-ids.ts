/** Ids that already are a resource's: two URNs on one would let the replacement of the one end the other. */
import { visible } from "../../config/visible-text";
import { ExpectedError } from "../exit";
import type { ExportedState, StateResource } from "./exported-state";
import { regionOf } from "./lookup";
import { type PendingOperation, placeFor } from "./pending";

interface Owner {
  readonly urn: string;
  readonly type: string;
  readonly region: string | undefined;
  readonly id: string;
  /** Deleted already: its successor may have its name. */
  readonly deleted: boolean;
}

export class TakenIds {
  private readonly owners: Owner[];
  private readonly regions: ReadonlyMap<string, string | undefined>;

  constructor(state: ExportedState) {
    const region = (resource: StateResource) => regionFor(state, resource);
    this.owners = (state.deployment.resources ?? []).flatMap((resource) => {
      const { urn, type, id = "", pendingReplacement = false } = resource;
      return id === "" ? [] : [{ urn, type, region: region(resource), id, deleted: pendingReplacement }];
    });
    this.regions = new Map(
      (state.deployment.pending_operations ?? []).map(({ resource }) => [resource.urn, region(resource)] as const),
    );
  }

  add({ urn, type }: PendingOperation, id: string): void {
    this.owners.push({ urn, type, region: this.regions.get(urn), id, deleted: false });
  }

  /** Throws ExpectedError. The one that is being replaced has the same URN: its id is not the new one's either. */
  refuse(operation: PendingOperation, id: string): void {
    const { urn, type, label } = operation;
    const region = this.regions.get(urn);
    const owner = this.owners.find(
      (one) =>
        one.type === type &&
        (one.region === undefined || region === undefined || one.region === region) &&
        sameId(one.id, id) &&
        !(one.deleted && one.urn === urn && operation.id === id),
    );
    if (owner === undefined) return;
    throw new ExpectedError(
      `${visible(label)}: is the id of ${visible(owner.urn)} already, got ${visible(id)}; ` +
        "give the other id that its command prints, or --absent",
    );
  }
}

/** The importer of a Client VPN association takes "endpoint,association"; the state keeps the association alone. */
function sameId(kept: string, given: string): boolean {
  return kept === given || given.endsWith(`,${kept}`);
}

function regionFor(state: ExportedState, resource: StateResource): string | undefined {
  const place = placeFor(state, resource);
  return place === undefined ? undefined : regionOf(resource.inputs ?? {}, place);
}
