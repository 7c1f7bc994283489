/** Protocols and port ranges of security-group rules. */
import { isHidden, type Value } from "./value";

export interface PortSpan {
  /** "all": protocol -1. Undefined: not known. */
  readonly protocol: "all" | "tcp" | "udp" | "other" | undefined;
  /** Inclusive range; undefined: not known. */
  readonly range: readonly [number, number] | undefined;
}

const EVERY_PORT = [0, 65535] as const;

const PROTOCOLS: Readonly<Record<string, PortSpan["protocol"]>> = {
  "-1": "all",
  all: "all",
  tcp: "tcp",
  "6": "tcp",
  udp: "udp",
  "17": "udp",
};

/** A protocol without ports has every one of them; so has a rule that names none. */
export function portSpan(protocol: Value | undefined, from: Value | undefined, to: Value | undefined): PortSpan {
  const known = isHidden(protocol) ? undefined : protocolOf(protocol);
  if (known === "all" || known === "other") return { protocol: known, range: EVERY_PORT };
  if (isHidden(from) || isHidden(to)) return { protocol: known, range: undefined };
  const low = portOf(from, EVERY_PORT[0]);
  const high = portOf(to, EVERY_PORT[1]);
  // AWS reads -1 as every port.
  return { protocol: known, range: low < 0 || high < 0 ? EVERY_PORT : [low, high] };
}

/** None given: AWS refuses it, and no rule may rely on that. Providers read "06" as 6. */
function protocolOf(value: Value | undefined): PortSpan["protocol"] {
  if (value === undefined || value === null) return "all";
  const name = String(value).trim().toLowerCase();
  return PROTOCOLS[/^\d+$/.test(name) ? String(Number(name)) : name] ?? "other";
}

function portOf(value: Value | undefined, absent: number): number {
  const port = typeof value === "number" ? value : typeof value === "string" ? Number(value) : absent;
  return Number.isFinite(port) ? port : absent;
}

/** Whether a span holds any port of a range; undefined where that is not known. */
export function opens(span: PortSpan, protocol: "tcp" | "udp", from: number, to: number): boolean | undefined {
  if (span.protocol === "other") return false;
  if (span.protocol !== undefined && span.protocol !== "all" && span.protocol !== protocol) return false;
  if (span.range === undefined) return undefined;
  const overlap = span.range[0] <= to && span.range[1] >= from;
  return overlap && span.protocol === undefined ? undefined : overlap;
}

/** A range of this many ports lists nothing, however its ends are chosen. */
const EVERYTHING = 60_000;

/** Every protocol, or about every port of TCP or UDP; undefined where that is not known. */
export function opensEverything(span: PortSpan): boolean | undefined {
  if (span.protocol === "all") return true;
  if (span.protocol === "other") return false;
  // Of a protocol that is not known the ports say nothing: it may be -1.
  if (span.protocol === undefined || span.range === undefined) return undefined;
  return span.range[1] - span.range[0] >= EVERYTHING;
}
