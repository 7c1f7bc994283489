/** The form of `pulumi stack export`: what the offline preview writes and what policies read. */

/** A property value as Pulumi's wire format has it: plain JSON, with marked objects for secrets and a marked string for unknowns. */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

export type PropertyMap = { readonly [key: string]: PropertyValue };

/** One resource of a deployment (Pulumi's ResourceV3). */
export interface DeploymentResource {
  readonly urn: string;
  readonly custom: boolean;
  /** Absent for components, and where a preview does not know it yet. */
  readonly id?: string;
  readonly type: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** "<urn of the provider resource>::<its id>". */
  readonly provider?: string;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly aliases?: readonly string[];
  readonly deletedWith?: string;
  /** Place in the program that made it, where it was asked for. */
  readonly sourcePosition?: string;
  /** Another value than the last run's replaces the resource. */
  readonly replacementTrigger?: PropertyValue;
}

export interface Deployment {
  readonly version: 3;
  readonly deployment: {
    readonly manifest: { readonly time: string; readonly magic: string; readonly version: string };
    readonly resources: readonly DeploymentResource[];
  };
}

/** Keys and values by which Pulumi marks special values on the wire and in state. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Stands on the wire for a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * What stands for a secret in the recorded state: marked as `pulumi stack export --show-secrets` marks one, with a placeholder for its value.
 * A ciphertext would need a secrets provider beside it, without which the CLI refuses the file.
 */
export const REDACTED_SECRET: PropertyMap = {
  [SIGNATURE_KEY]: SECRET_SIGNATURE,
  plaintext: JSON.stringify("[secret]"),
};
