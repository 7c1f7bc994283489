/** For every AWS resource type of the program: how to find what an interrupted creation left behind. */
import { ACCOUNT_LOOKUPS } from "./account-lookups";
import type { Lookup } from "./lookup";
import { MACHINE_LOOKUPS } from "./machine-lookups";
import { NETWORK_LOOKUPS } from "./network-lookups";
import { STORAGE_LOOKUPS } from "./storage-lookups";

export type { Lookup } from "./lookup";

/**
 * By Pulumi's type token. Other types leave nothing behind: tls and random make values in the state alone, components and providers are names.
 * Import ids are those of the "Import" sections of @pulumi/aws 7.48.
 */
export const LOOKUPS: Readonly<Record<string, Lookup>> = {
  ...NETWORK_LOOKUPS,
  ...MACHINE_LOOKUPS,
  ...STORAGE_LOOKUPS,
  ...ACCOUNT_LOOKUPS,
};
