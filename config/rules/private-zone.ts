/** The private hosted zone hides every name at and below it from the VPC: none that nodes look up may be there. */
import { hostOf } from "../host-schema";
import { REQUIRED_MIRRORS } from "../registry-schema";
import { renderPath } from "../secret-text";
import type { Rule, Sections } from "./rule";

interface Domain {
  readonly name: string;
  /** What it is, behind its name. */
  readonly role: string;
}

/** A zone below one of these hides names too: an endpoint of a service, a registry's host for logins or layers. */
const RESERVED: readonly Domain[] = [
  ...REQUIRED_MIRRORS.map((name) => ({ name, role: "which nodes pull from" })),
  { name: "discovery.talos.dev", role: "which nodes find each other by" },
  ...["amazonaws.com", "api.aws"].map((name) => ({ name, role: "where AWS services are" })),
  ...["compute.internal", "ec2.internal"].map((name) => ({ name, role: "where EC2 names instances" })),
  { name: "cluster.local", role: "which the cluster's own DNS answers" },
];

function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}

/** Hosts that nodes connect to by name, each with the first key that has it. */
function namedHosts({ logs, registryMirrors }: Sections): readonly Domain[] {
  const keys: readonly (readonly [readonly PropertyKey[], string | undefined])[] = [
    [["logs", "siem", "endpoint"], logs?.siem?.endpoint],
    ...(registryMirrors ?? []).map(
      (mirror, index) => [["registryMirrors", index, "endpoint"], mirror?.endpoint] as const,
    ),
  ];
  const hosts = new Map<string, string>();
  for (const [path, endpoint] of keys) {
    const host = endpoint === undefined ? "" : hostOf(endpoint);
    if (host !== "" && !hosts.has(host)) hosts.set(host, renderPath(path));
  }
  return [...hosts].map(([name, path]) => ({ name, role: `the host of ${path}` }));
}

const hiddenNames: Rule = (sections) => {
  const zone = sections.network?.dnsZone;
  if (zone === undefined) return [];
  const reserved = RESERVED.find(({ name }) => isWithin(name, zone) || isWithin(zone, name));
  const hidden = [
    ...(reserved === undefined ? [] : [reserved]),
    ...namedHosts(sections).filter(({ name }) => isWithin(name, zone)),
  ];
  return hidden.map(({ name, role }) => ({
    path: ["network", "dnsZone"],
    wrong: `hides names of ${name}, ${role}`,
    fix: 'use a zone of its own, for example "staging.palisade.internal": inside the VPC it answers for every name at and below it',
  }));
};

export const PRIVATE_ZONE_RULES: readonly Rule[] = [hiddenNames];
