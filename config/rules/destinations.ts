/** Networks that nodes send to: each has a way, and shares no address with a network of the cluster. */
import { type Cidr, contains, isPrivate, overlaps, parseCidr } from "../cidr";
import { renderPath } from "../secret-text";
import { type Finding, type Rule, type Sections, when } from "./rule";

export interface Destination {
  readonly path: readonly PropertyKey[];
  readonly block: Cidr;
}

/** Valid networks of the log collector and of registry mirrors. */
export function destinations({ logs, registryMirrors }: Sections): readonly Destination[] {
  const of = (path: readonly PropertyKey[], cidrs: readonly (string | undefined)[] | undefined) =>
    (cidrs ?? []).flatMap((text, index) => {
      const block = text === undefined ? undefined : parseCidr(text);
      return block === undefined ? [] : [{ path: [...path, index], block }];
    });
  return [
    ...of(["logs", "siem", "cidrs"], logs?.siem?.cidrs),
    ...(registryMirrors ?? []).flatMap((mirror, index) => of(["registryMirrors", index, "cidrs"], mirror?.cidrs)),
  ];
}

/** Undefined where the VPC's own block is not known. */
export function isBehindTransitGateway({ network }: Sections, block: Cidr): boolean | undefined {
  const vpc = network?.vpcCidr === undefined ? undefined : parseCidr(network.vpcCidr);
  return vpc === undefined ? undefined : isPrivate(block) && !contains(vpc, block);
}

const routes: Rule = (sections) =>
  destinations(sections).flatMap(({ path, block }) => [
    ...when(
      isBehindTransitGateway(sections, block) === true &&
        sections.access !== undefined &&
        !("transitGatewayId" in sections.access),
      path,
      "is private and has no route",
      "set access.transitGatewayId, or use a network of the VPC or a public one",
    ),
    ...when(
      !isPrivate(block) && sections.network?.mode === "isolated",
      path,
      "cannot be reached when network.mode is isolated",
      "use a network of the VPC or one behind access.transitGatewayId",
    ),
  ]);

const disjoint: Rule = (sections) => {
  const { access, network } = sections;
  const own: readonly (readonly [readonly PropertyKey[], string | undefined])[] = [
    [["network", "podCidr"], network?.podCidr],
    [["network", "serviceCidr"], network?.serviceCidr],
    [["access", "clientVpn", "clientCidr"], access?.clientVpn?.clientCidr],
  ];
  const vpc = network?.vpcCidr === undefined ? undefined : parseCidr(network.vpcCidr);
  return destinations(sections).flatMap(({ path, block }): readonly Finding[] => [
    ...own.flatMap(([ownPath, text]) => {
      const ownBlock = text === undefined ? undefined : parseCidr(text);
      return when(
        ownBlock !== undefined && overlaps(ownBlock, block),
        path,
        `overlaps ${renderPath(ownPath)} (${text})`,
        "use a network that shares no address with those of the cluster",
      );
    }),
    ...when(
      vpc !== undefined && overlaps(vpc, block) && !contains(vpc, block),
      path,
      `is partly in palisade:network.vpcCidr (${vpc?.text})`,
      "name the part inside and the part outside apart",
    ),
  ]);
};

const mirrorPorts: Rule = ({ network, registryMirrors }) =>
  (registryMirrors ?? []).flatMap((mirror, index) => {
    const endpoint = mirror?.endpoint;
    if (endpoint === undefined || mirror?.cidrs === undefined) return [];
    const path = ["registryMirrors", index];
    const port = /^https:\/\/[^/:]+:(\d+)/.exec(endpoint)?.[1] ?? "443";
    const named = mirror.cidrs.length > 0;
    return [
      ...when(
        /^https:\/\/[^/:]*\.dkr[.-]ecr\./.test(endpoint),
        [...path, "endpoint"],
        "is ECR, whose logins end after 12 hours",
        "use a registry without a login, or with one that stays: Talos cannot renew it",
      ),
      ...when(
        network?.mode === "isolated" && !named,
        [...path, "cidrs"],
        "must name the mirror's networks when network.mode is isolated",
        "add them: nodes reach only what is named",
      ),
      ...when(
        network?.mode === "public-egress" && !named && port !== "443",
        [...path, "cidrs"],
        `must name the mirror's networks for port ${port}`,
        "add them: to the internet nodes use 443 only",
      ),
      ...when(
        Number(port) < 1 || Number(port) > 65535,
        [...path, "endpoint"],
        "has no valid port",
        "use a port from 1 to 65535, or none for 443",
      ),
    ];
  });

export const DESTINATION_RULES: readonly Rule[] = [routes, disjoint, mirrorPorts];
