/** IPv4 blocks as numbers: parsing, size and overlap. */

export interface Cidr {
  readonly text: string;
  /** First address as an unsigned 32-bit number. */
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
  /** False where host bits are set (10.0.0.1/16). */
  readonly canonical: boolean;
}

const FORM = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Undefined where the text is not `a.b.c.d/n` in its plain form (no leading zeros: some programs read those as octal). */
export function parseCidr(text: string): Cidr | undefined {
  const parts = FORM.exec(text)?.slice(1);
  if (parts === undefined || parts.some((part) => part !== String(Number(part)))) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts.map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return { text, first, last: first + size - 1, prefix, canonical: first === address };
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

export function overlaps(left: Cidr, right: Cidr): boolean {
  return left.first <= right.last && right.first <= left.last;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

function blocks(...texts: readonly string[]): readonly Cidr[] {
  return texts.map(parseCidr).filter((block) => block !== undefined);
}

/** RFC 1918, and the shared range of RFC 6598. */
const PRIVATE = blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10");
/** "This" network, loopback, link-local (metadata service), multicast and reserved. Documentation ranges are left out: examples use them. */
const SPECIAL = blocks("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3");

export function isPrivate(block: Cidr): boolean {
  return PRIVATE.some((range) => contains(range, block));
}

/** True where an address of the block is one that no other host has. */
export function isSpecial(block: Cidr): boolean {
  return SPECIAL.some((range) => overlaps(range, block));
}

/** True where some address of the block is private. */
export function holdsPrivate(block: Cidr): boolean {
  return PRIVATE.some((range) => overlaps(range, block));
}

/** True where no address of the block is private or special. */
export function isPublic(block: Cidr): boolean {
  return !holdsPrivate(block) && !isSpecial(block);
}
