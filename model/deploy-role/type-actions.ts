/**
 * IAM actions behind each type of resource: what the AWS provider calls when it makes, reads, changes and deletes one, and what AWS asks of the
 * caller besides. Measured with terraform-provider-aws 5.100 against moto where moto knows the call, and read in the provider's sources and in
 * AWS's Service Authorization Reference for the rest: provider 6 (@pulumi/aws 7) tags buckets with s3:TagResource and its like.
 */
import { NETWORK_TYPES } from "./network-types";
import { NODE_TYPES } from "./node-types";
import { STORE_TYPES } from "./store-types";
import type { TypeRow } from "./type-row";

/** Actions as "<service>:<Action>", each once. */
export interface TypeActions {
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
}

export type Operation = keyof TypeActions;

export const OPERATIONS: readonly Operation[] = ["create", "read", "update", "delete"];

function actionsOf({ service }: TypeRow, words: string | undefined): readonly string[] {
  const actions = (words ?? "").split(" ").filter((word) => word !== "");
  return actions.map((action) => (action.includes(":") ? action : `${service}:${action}`));
}

/** By Pulumi type token, data sources among them. */
export const TYPE_ACTIONS: Readonly<Record<string, TypeActions>> = Object.fromEntries(
  Object.entries({ ...NETWORK_TYPES, ...NODE_TYPES, ...STORE_TYPES }).map(([type, row]: readonly [string, TypeRow]) => [
    type,
    {
      create: actionsOf(row, row.create),
      read: actionsOf(row, row.read),
      update: actionsOf(row, row.update),
      delete: actionsOf(row, row.delete),
    },
  ]),
);

/** Every action of the given types, each once. Throws, naming it, for a type without an entry: its deployment would be refused. */
export function actionsOfTypes(types: Iterable<string>): ReadonlySet<string> {
  const actions = new Set<string>();
  for (const type of types) {
    const found = TYPE_ACTIONS[type];
    if (found === undefined)
      throw new Error(`deploy role: no IAM actions are known for ${type}; add them to model/deploy-role`);
    for (const operation of OPERATIONS) for (const action of found[operation]) actions.add(action);
  }
  return actions;
}
