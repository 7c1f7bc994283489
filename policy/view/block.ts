/** IPv4 and IPv6 blocks of security-group rules. */
import ipaddr from "ipaddr.js";

export interface Block {
  readonly version: 4 | 6;
  readonly prefix: number;
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
}

export function parseBlock(text: string): Block | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [address, prefix] = ipaddr.parseCIDR(text);
  return { version: address.kind() === "ipv4" ? 4 : 6, prefix, address };
}

/** Whether every address of `inner` is one of `outer`. */
export function blockContains(outer: Block, inner: Block): boolean {
  if (outer.version !== inner.version || outer.prefix > inner.prefix) return false;
  return outer.address instanceof ipaddr.IPv4 && inner.address instanceof ipaddr.IPv4
    ? inner.address.match(outer.address, outer.prefix)
    : outer.address instanceof ipaddr.IPv6 && inner.address instanceof ipaddr.IPv6
      ? inner.address.match(outer.address, outer.prefix)
      : false;
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]
  .map(parseBlock)
  .filter((block) => block !== undefined);

/** Whether the block lies in one of the networks that the internet does not route. */
export function isPrivateBlock(block: Block): boolean {
  return PRIVATE.some((network) => blockContains(network, block));
}
