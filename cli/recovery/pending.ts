/** What each pending operation of a state means, and how to find out what became of it. */
import { type Place, placeOf } from "../../sandbox/aws-resource-model";
import type { PropertyMap } from "../../sandbox/deployment";
import type { ExportedState, StateOperation, StateResource } from "./exported-state";
import { MissingInput, valueAt } from "./lookup";
import { LOOKUPS, type Lookup } from "./lookups";

export type Meaning =
  /** It may be there or not: nothing but the cloud knows. */
  | "unknown"
  /** The provider had answered: the pending operation itself holds the id. */
  | "made"
  /** It leaves nothing behind. */
  | "cleared"
  /** The next run does it again. */
  | "again";

export interface PendingOperation {
  readonly urn: string;
  readonly type: string;
  /** "aws:ec2/vpc:Vpc::network": what people call it here, as long as no other has the same. */
  readonly label: string;
  readonly operation: string;
  readonly meaning: Meaning;
  /** The provider's id, where it is known or follows from the inputs. */
  readonly id?: string;
  /** Arguments of the AWS CLI; none for a type that has no lookup. */
  readonly command?: readonly string[];
  readonly note?: string;
  /** AWS account in which the command looks. */
  readonly account?: string;
  /** Ids that the state has for the same place, such as the one that is being replaced: not what is looked for. */
  readonly known: readonly string[];
}

/** Packages whose resources are values in the state, and nothing anywhere else. */
const IN_STATE_ALONE: ReadonlySet<string> = new Set(["random", "tls", "pulumi"]);

export function pendingOperations(state: ExportedState): readonly PendingOperation[] {
  const operations = state.deployment.pending_operations ?? [];
  const labels = operations.map(({ resource }) => shortOf(resource));
  return operations.map((operation, index) => ({
    ...described(state, operation),
    label:
      labels.filter((label) => label === labels[index]).length > 1 ? operation.resource.urn : (labels[index] ?? ""),
  }));
}

function described(
  state: ExportedState,
  { type: operation, resource }: StateOperation,
): Omit<PendingOperation, "label"> {
  const { urn, type, id } = resource;
  const shared = { urn, type, operation, known: [] };
  if (operation !== "creating") return { ...shared, meaning: "again", ...(id === undefined ? {} : { id }) };
  if (id !== undefined && id !== "") return { ...shared, meaning: "made", id };
  if (resource.custom !== true || IN_STATE_ALONE.has(type.split(":")[0] ?? ""))
    return { ...shared, meaning: "cleared" };
  const lookup = LOOKUPS[type];
  if (lookup === undefined)
    return { ...shared, meaning: "unknown", note: "no lookup for its type: look it up by hand" };
  return { ...shared, meaning: "unknown", ...lookedUp(state, resource, lookup) };
}

/** A command that cannot be made is no reason to keep the others from whoever needs them now. */
function lookedUp(state: ExportedState, resource: StateResource, lookup: Lookup) {
  const inputs = resource.inputs ?? {};
  const place = placeFor(state, resource);
  if (place === undefined) return { note: "its provider is not in the state: look it up by hand" };
  try {
    const id = lookup.id?.(inputs, place);
    return {
      command: lookup.command(inputs, place),
      account: place.account,
      known: sameIdentity(state, resource, lookup, id),
      ...(id === undefined ? {} : { id }),
      ...(lookup.note === undefined ? {} : { note: lookup.note }),
    };
  } catch (error) {
    if (!(error instanceof MissingInput)) throw error;
    return { note: `${error.message}: look it up by hand` };
  }
}

/** Settings of the provider that made it: "<urn of the provider>::<its id>". */
export function placeFor({ deployment }: ExportedState, { provider = "" }: StateResource): Place | undefined {
  const urn = provider.slice(0, provider.lastIndexOf("::"));
  const settings = deployment.resources?.find((resource) => resource.urn === urn)?.inputs;
  return settings === undefined ? undefined : placeOf(settings);
}

/** One that is deleted already gives its name back to its successor. */
function sameIdentity(
  { deployment }: ExportedState,
  { urn, type, inputs = {} }: StateResource,
  { identity }: Lookup,
  successor: string | undefined,
) {
  const wanted = identityText(inputs, identity);
  return (deployment.resources ?? [])
    .filter((resource) => resource.type === type && identityText(resource.inputs ?? {}, identity) === wanted)
    .filter((resource) => !(resource.urn === urn && resource.pendingReplacement === true && resource.id === successor))
    .flatMap(({ id }) => id ?? []);
}

/** The region belongs to it: a name may be in every region once. */
export function identityText(inputs: PropertyMap, identity: readonly string[]): string {
  return JSON.stringify(["region", ...identity].map((path) => valueAt(inputs, path) ?? null));
}

function shortOf({ urn, type }: StateResource): string {
  return `${type}::${urn.slice(urn.lastIndexOf("::") + 2)}`;
}
