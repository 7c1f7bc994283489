/** Ids that the AWS provider makes of inputs, as it writes them into a state. */
import type { PropertyMap } from "./deployment";

type IdOf = (context: { readonly inputs: PropertyMap }) => string;

/** Text of an input that is set; what a preview does not know yet is as good a part of an id as any. */
export const textOf = (inputs: PropertyMap, key: string): string => String(inputs[key] ?? "");

export const inputNamed =
  (key: string): IdOf =>
  ({ inputs }) =>
    textOf(inputs, key);

/** Ids that the provider makes of inputs; one that is not set is left out, with its mark. */
export const joined =
  (mark: string, ...keys: readonly string[]): IdOf =>
  ({ inputs }) =>
    keys
      .filter((key) => inputs[key] !== undefined)
      .map((key) => textOf(inputs, key))
      .join(mark);

export const uuid = (hex: string) => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4000-8000-${hex.slice(12, 24)}`;

/** The provider's id of each is the bucket's name. */
export const BUCKET_SETTINGS = [
  "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "bucketOwnershipControls:BucketOwnershipControls",
  "bucketPolicy:BucketPolicy",
  "bucketPublicAccessBlock:BucketPublicAccessBlock",
  "bucketReplicationConfig:BucketReplicationConfig",
  "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "bucketVersioning:BucketVersioning",
];
