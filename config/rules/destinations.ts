/** Networks that nodes send to: each has a way, and shares no address with a network of the cluster. */
import { type Cidr, contains, formatAddress, isPrivate, overlaps, parseCidr } from "../cidr";
import { addressOf, hostOf, portOf } from "../host-schema";
import { renderPath } from "../secret-text";
import { type Finding, type Rule, type Sections, when } from "./rule";

type Blocks = readonly (string | undefined)[] | undefined;

export interface Destination {
  readonly path: readonly PropertyKey[];
  readonly block: Cidr;
}

/** Valid networks of the log collector and of registry mirrors. */
export function destinations({ logs, registryMirrors }: Sections): readonly Destination[] {
  const of = (path: readonly PropertyKey[], cidrs: Blocks) =>
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
    const port = portOf(endpoint);
    const named = mirror.cidrs.length > 0;
    return [
      ...when(
        /\.dkr[.-]ecr\./.test(hostOf(endpoint)),
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
        network?.mode === "public-egress" && !named && port !== 443,
        [...path, "cidrs"],
        `must name the mirror's networks for port ${port}`,
        "add them: to the internet nodes use 443 only",
      ),
    ];
  });

/** A host that is an address lies in the networks that its port is opened to; says nothing where one of these is not valid. */
const literalAddresses: Rule = ({ logs, network, registryMirrors }) => {
  const hosts: readonly (readonly [readonly PropertyKey[], string | undefined, Blocks])[] = [
    [["logs", "siem"], logs?.siem?.endpoint, logs?.siem?.cidrs],
    ...(registryMirrors ?? []).map(
      (mirror, index) => [["registryMirrors", index], mirror?.endpoint, mirror?.cidrs] as const,
    ),
  ];
  return hosts.flatMap(([path, endpoint, cidrs]) => {
    const address = endpoint === undefined ? undefined : addressOf(hostOf(endpoint));
    const blocks = cidrs?.map((text) => (text === undefined ? undefined : parseCidr(text)));
    if (address === undefined || blocks === undefined || blocks.includes(undefined)) return [];
    const cidrsPath = [...path, "cidrs"];
    return [
      ...when(
        blocks.length > 0 && !blocks.some((block) => block !== undefined && contains(block, address)),
        [...path, "endpoint"],
        `is outside ${renderPath(cidrsPath)}`,
        `add "${address.text}" to them, or correct the address`,
      ),
      ...when(
        // Isolated, every mirror names its networks, and a rule of its own says so.
        blocks.length === 0 && isPrivate(address) && network?.mode === "public-egress",
        cidrsPath,
        `must name the network of ${formatAddress(address.first)}`,
        "add it: private addresses are not reached through NAT",
      ),
    ];
  });
};

export const DESTINATION_RULES: readonly Rule[] = [routes, disjoint, mirrorPorts, literalAddresses];
