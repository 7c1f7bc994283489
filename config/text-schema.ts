/** Texts that several sections use: CIDR blocks, ARNs, images, instance types, DNS names. */
import { z } from "zod";
import { type Cidr, formatAddress, holdsPrivate, isPrivate, isPublic, isSpecial, parseCidr } from "./cidr";
import {
  familyOf,
  isBurstable,
  isInstanceType,
  isKnownFamily,
  isMac,
  isNitro,
  KNOWN_FAMILIES,
  sizeOf,
} from "./instance-type";
import { checked, type Fault, type KeyDoc, key } from "./key";
import { nearest } from "./suggestion";

/** A text of a fixed form. */
export function text(form: RegExp, wrong: string, fix: string) {
  return checked(z.string(), (value) => (form.test(value) ? undefined : { wrong, fix }));
}

export interface CidrLimits {
  /** Prefix of the widest block that is taken; 16 refuses /15 and everything wider. */
  readonly widest: number;
  /** Prefix of the smallest block; default 32. */
  readonly narrowest?: number;
  readonly addresses: "private" | "public" | "any";
  /** Why the size is limited; ends the message about size. */
  readonly reason: string;
}

function sizeFault({ prefix }: Cidr, { widest, narrowest = 32, reason }: CidrLimits): Fault | undefined {
  const fix = `use a prefix from /${widest} to /${narrowest}: ${reason}`;
  if (prefix < widest) return { wrong: `is wider than /${widest}`, fix };
  return prefix > narrowest ? { wrong: `is smaller than /${narrowest}`, fix } : undefined;
}

function addressFault(block: Cidr, { addresses, widest }: CidrLimits): Fault | undefined {
  // A block that is too wide may hold both kinds; it is the wrong kind only where a smaller part of it cannot be the right one.
  const fits = block.prefix < widest ? holdsPrivate(block) : isPrivate(block);
  if (addresses === "private" && !fits) {
    return {
      wrong: "must be private",
      fix: "use a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
    };
  }
  if (block.prefix < widest) return undefined;
  if (addresses === "public" && !isPublic(block)) {
    return {
      wrong: "must be public",
      fix: "private and special addresses never arrive at an internet-facing load balancer: remove it, or use adminCidrs",
    };
  }
  if (addresses === "any" && isSpecial(block)) {
    return {
      wrong: "holds special addresses",
      fix: "use the networks of the host: loopback, link-local (the metadata service), multicast and reserved addresses lead to none",
    };
  }
  return undefined;
}

function cidrFaults(value: string, limits: CidrLimits): readonly Fault[] {
  const block = parseCidr(value);
  if (block === undefined)
    return [{ wrong: "must be an IPv4 CIDR block", fix: 'write address and prefix, for example "10.0.0.0/16"' }];
  const size = sizeFault(block, limits);
  const bits = {
    wrong: "has bits set beyond its prefix",
    fix: `write it as "${formatAddress(block.first)}/${block.prefix}"`,
  };
  // With another prefix other bits are beyond it.
  return [size ?? (block.canonical ? undefined : bits), addressFault(block, limits)].filter(
    (fault) => fault !== undefined,
  );
}

export function cidr(limits: CidrLimits) {
  return checked(z.string(), (value) => cidrFaults(value, limits));
}

/** Limits of a CIDR block as documentation. */
export function cidrLimits(limits: CidrLimits): string {
  const addresses = limits.addresses === "any" ? "" : `${limits.addresses} `;
  return `${addresses}IPv4 block, /${limits.widest} to /${limits.narrowest ?? 32}, no bits beyond the prefix`;
}

export const ACCOUNT_ID = /^\d{12}$/;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
export const DNS_LABEL = new RegExp(`^${LABEL}$`);
/** At least two labels, lower case, no dot at the end; the last is no number, or the name would be read as an address. */
export const DNS_NAME = new RegExp(`^(?=.{3,200}$)(?!.*\\.\\d+$)${LABEL}(?:\\.${LABEL})+$`);

export function arn(service: string, resource: string, example: string) {
  const form = new RegExp(`^arn:aws(?:-cn|-us-gov)?:${service}:${resource}$`);
  return text(form, `must be the ARN of ${example}`, "copy it from the console or from the stack that made it");
}

function unknownFamily(instanceType: string): Fault {
  const family = familyOf(instanceType);
  // One letter is near to too much.
  const near = family.length < 2 ? undefined : nearest(family, KNOWN_FAMILIES);
  return {
    wrong: `has a family that is not known (${family})`,
    fix:
      near === undefined
        ? 'use one that config/instance-type.ts lists, for example "m7i.large"'
        : `did you mean "${near}.${sizeOf(instanceType)}"? config/instance-type.ts lists them`,
  };
}

export const instanceTypeSchema = checked(z.string(), (value) => {
  if (!isInstanceType(value))
    return { wrong: "must be an EC2 instance type", fix: 'write family and size, for example "m7i.large"' };
  if (!isNitro(value))
    return {
      wrong: "must be of a Nitro family",
      fix: 'use a newer one, for example "m7i.large": older ones show their console too late to verify a node by it',
    };
  if (isMac(value))
    return {
      wrong: "is a Mac host",
      fix: 'use another family, for example "m7i.large": Talos does not run on one',
    };
  if (!isKnownFamily(value)) return unknownFamily(value);
  return ["nano", "micro", "small"].includes(sizeOf(value)) && !isBurstable(value)
    ? {
        wrong: "has a size that only T families have",
        fix: 'use a larger size, or a T family, for example "t3.small"',
      }
    : undefined;
});

const imageId = key(
  text(
    /^ami-[0-9a-f]{8}(?:[0-9a-f]{9})?$/,
    "must be an AMI id",
    'write "ami-" and 8 or 17 hexadecimal digits, or use owner and name',
  ),
  {
    meaning: "The AMI by its id in the home region.",
    limits: '"ami-" and 8 or 17 hexadecimal digits',
    example: "ami-0f1e2d3c4b5a69788",
  },
);
const imageOwner = key(
  text(
    ACCOUNT_ID,
    "must be an account id of 12 digits",
    'aliases as "amazon" are not taken; Talos publishes as "540036508848"',
  ),
  {
    meaning:
      "Account that owns the AMI; Talos publishes its own as 540036508848, Amazon Linux comes from 137112412989.",
    limits: "12 digits in quotes",
    example: "540036508848",
  },
);
const imageName = key(
  checked(
    text(
      /^[A-Za-z0-9()[\]. ./'@_*?-]{3,128}$/,
      "must be an AMI name",
      "use 3 to 128 letters, digits and ()[]./'@_- or spaces",
    ),
    (value) =>
      /[*?]/.test(value)
        ? {
            wrong: "must be the exact name of one AMI",
            fix: "remove the wildcard: a pattern would take a newer image without review",
          }
        : undefined,
  ),
  {
    meaning:
      "Exact name of the AMI. With the owner of the official images it must contain the Talos version, `account.region` and the architecture.",
    limits: "3 to 128 characters, no wildcard",
    example: "talos-v1.14.1-eu-central-1-amd64",
  },
);

/** An AMI, pinned: by id, or by owner account and exact name (never "most recent of a pattern"). */
export const imageSchema = z.union([
  z.strictObject({ id: imageId }),
  z.strictObject({ owner: imageOwner, name: imageName }),
]);

export function imageKey(meaning: string) {
  return key(imageSchema, { meaning, limits: "either `id`, or `owner` and `name`" });
}

/** A switch with a default. */
export function flag(value: boolean, doc: KeyDoc) {
  return key(z.boolean().default(value), doc);
}

/** A whole number between two limits, both included. */
export function whole(lowest: number, highest: number, unit: string) {
  return checked(z.int(), (value) =>
    value < lowest || value > highest
      ? {
          wrong: `must be from ${lowest} to ${highest} ${unit}`.trimEnd(),
          fix: value < lowest ? `use at least ${lowest}` : `use at most ${highest}`,
        }
      : undefined,
  );
}
