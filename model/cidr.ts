/** IPv4 blocks in CIDR notation. All functions take and give text; a block with host bits set is read as its network. */
import { IPv4 } from "ipaddr.js";

interface Block {
  readonly base: number;
  readonly prefix: number;
}

/** RFC 1918 and the shared space of RFC 6598: what a VPC, a transit gateway or a VPN may route. */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;

/** Number of addresses of a block, 1 to 2^32. */
export function cidrSize(cidr: string): number {
  return size(parse(cidr).prefix);
}

/** The block in its one canonical spelling: host bits cleared. */
export function canonicalCidr(cidr: string): string {
  return format(parse(cidr));
}

/** Sub-block number `index` (0-based, by address) of prefix length `prefix`. */
export function subCidr(cidr: string, prefix: number, index: number): string {
  const block = parse(cidr);
  const count = 2 ** (prefix - block.prefix);
  if (!Number.isInteger(prefix) || prefix < block.prefix || prefix > 32) {
    throw new RangeError(`${cidr} has no sub-block of prefix length ${prefix}`);
  }
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`${cidr} has ${count} sub-blocks of prefix length ${prefix}, none numbered ${index}`);
  }
  return format({ base: block.base + index * size(prefix), prefix });
}

/** Address number `offset` (0 is the network address) of a block. */
export function addressAt(cidr: string, offset: number): string {
  const block = parse(cidr);
  if (!Number.isInteger(offset) || offset < 0 || offset >= size(block.prefix)) {
    throw new RangeError(`${cidr} has no address at offset ${offset}`);
  }
  return formatAddress(block.base + offset);
}

/** Whether every address of `inner` (a block or one address) is in `outer`. */
export function cidrContains(outer: string, inner: string): boolean {
  const a = parse(outer);
  const b = parse(inner);
  return a.prefix <= b.prefix && b.base >= a.base && b.base < a.base + size(a.prefix);
}

export function isPrivateCidr(cidr: string): boolean {
  return PRIVATE_BLOCKS.some((block) => cidrContains(block, cidr));
}

/** The same addresses as a list without overlaps, in address order. Neighbours stay apart: each entry is a block that was asked for. */
export function mergeCidrs(cidrs: readonly string[]): readonly string[] {
  const wideFirst = cidrs.map(parse).sort((a, b) => a.base - b.base || a.prefix - b.prefix);
  const kept: Block[] = [];
  for (const block of wideFirst) {
    const last = kept.at(-1);
    if (last === undefined || block.base >= last.base + size(last.prefix)) kept.push(block);
  }
  return kept.map(format);
}

/** A block as part of a logical name: "10.8.0.0/16" is "10-8-0-0-16". */
export function cidrKey(cidr: string): string {
  return canonicalCidr(cidr).replace(/[./]/g, "-");
}

/** A plan compares the same few blocks thousands of times. */
const parsed = new Map<string, Block>();
const PARSED_KEPT = 10_000;

function parse(text: string): Block {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const block = parseAnew(text);
  if (parsed.size < PARSED_KEPT) parsed.set(text, block);
  return block;
}

function parseAnew(text: string): Block {
  const cidr = text.includes("/") ? text : `${text}/32`;
  // The four-part form only: parseCIDR alone reads "10.1/16" and octal octets too.
  if (!IPv4.isValidCIDRFourPartDecimal(cidr)) throw new RangeError(`not an IPv4 block: ${text}`);
  const [address, prefix] = IPv4.parseCIDR(cidr);
  const number = address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { base: number - (number % size(prefix)), prefix };
}

function size(prefix: number): number {
  return 2 ** (32 - prefix);
}

function format(block: Block): string {
  return `${formatAddress(block.base)}/${block.prefix}`;
}

function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
