/** Answers of the AWS API, written by hand in its shape: what a lookup's command would get. */
import type { PropertyMap } from "../../../sandbox/deployment";

export interface CannedAnswer {
  /** Of the pending creation. */
  readonly inputs: PropertyMap;
  /** What `pulumi import` takes. */
  readonly id: string;
  readonly there: object;
  /** With what else the account may have. Where the CLI ends with an error, {}: it prints nothing either. */
  readonly gone: object;
}

export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";

/** An EC2-style id. */
export const id = (prefix: string, digit = "1"): string => `${prefix}-${digit.repeat(17)}`;

export const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

export const UUID = "01234567-89ab-cdef-0123-456789abcdef";
export const OTHER_UUID = "fedcba98-7654-3210-fedc-ba9876543210";

/** A list in which the resource comes last, after the neighbours that are there in any case. */
export function listed(
  list: string,
  resource: unknown,
  ...neighbours: readonly unknown[]
): Pick<CannedAnswer, "there" | "gone"> {
  return { there: { [list]: [...neighbours, resource] }, gone: { [list]: neighbours } };
}
