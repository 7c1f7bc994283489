/** Hosts and ports that nodes connect to: written so that a connection can succeed. */
import { z } from "zod";
import { isSpecial, parseCidr } from "./cidr";
import { checked, type Fault } from "./key";

const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const FULL_NAME = new RegExp(`^(?=.{3,253}$)${LABEL}(?:\\.${LABEL})+$`);
const REGISTRY = new RegExp(`^(?=.{1,200}$)((?=[^A-Z]+$)${LABEL}(?:\\.${LABEL})*)(?::(\\d{1,5}))?$`);

/** A name whose last label is a number is read as an address, by the resolver too. */
function isNumeric(host: string): boolean {
  return /(?:^|\.)\d+$/.test(host);
}

/** The address that a host is, as a block of one; undefined for a name. */
export function addressOf(host: string) {
  return isNumeric(host) ? parseCidr(`${host}/32`) : undefined;
}

function addressFault(host: string): Fault | undefined {
  const address = addressOf(host);
  if (address === undefined)
    return {
      wrong: "has no valid address",
      fix: "write four numbers from 0 to 255 without leading zeros, or a DNS name",
    };
  return isSpecial(address)
    ? {
        wrong: "names a special address",
        fix: "name the host itself: loopback, link-local, multicast and reserved addresses lead to none",
      }
    : undefined;
}

/** Names are in full: no search domain is set on nodes, so a single label resolves to nothing, and "localhost" to the node itself. */
function hostFault(host: string): Fault | undefined {
  if (isNumeric(host)) return addressFault(host);
  return FULL_NAME.test(host)
    ? undefined
    : {
        wrong: "has no valid host",
        fix: 'write a DNS name in full, for example "siem.example.com", or an IPv4 address',
      };
}

export function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

/** Host of `tls://host:port` or `https://host:port/path`, in lower case. */
export function hostOf(endpoint: string): string {
  return (/^[a-z]+:\/\/([^/:]*)/.exec(endpoint)?.[1] ?? "").toLowerCase();
}

/** Port of `https://host:port/path`; 443 where none is written. */
export function portOf(endpoint: string): number {
  return Number(/^https:\/\/[^/:]*:(\d+)/.exec(endpoint)?.[1] ?? 443);
}

export const collectorEndpoint = checked(z.string(), (value) => {
  const port = Number(/^tls:\/\/[A-Za-z0-9.-]{1,253}:(\d{1,5})$/.exec(value)?.[1] ?? 0);
  return isPort(port)
    ? hostFault(hostOf(value))
    : {
        wrong: "must be tls://host:port",
        fix: "write a host and a port from 1 to 65535; logs never leave without TLS",
      };
});

export const mirrorEndpoint = checked(z.string(), (value) => {
  if (!/^https:\/\/[A-Za-z0-9.-]{1,253}(?::\d{1,5})?(?:\/[\w./-]*)?$/.test(value))
    return {
      wrong: "must be an https URL",
      fix: 'write https, a host and an optional path, without user, query or fragment, for example "https://mirror.example.com/v2/docker.io"',
    };
  if (!isPort(portOf(value))) return { wrong: "has no valid port", fix: "use a port from 1 to 65535, or none for 443" };
  if (/\/\.{1,2}(?:\/|$)/.test(value))
    return { wrong: "has steps in its path", fix: "write the path that is meant, without . and .." };
  return hostFault(hostOf(value));
});

/** A registry as image references name it: also one label, as "registry:5000". */
export const registryHost = checked(z.string(), (value) => {
  const [, host, port] = REGISTRY.exec(value) ?? [];
  if (host === undefined)
    return {
      wrong: "must be a registry's host",
      fix: 'write host and optional port without a scheme, for example "docker.io"',
    };
  if (port !== undefined && !isPort(Number(port)))
    return { wrong: "has no valid port", fix: "use a port from 1 to 65535, or none" };
  return isNumeric(host) ? addressFault(host) : undefined;
});
