/** Networks that share no address, a zone that hides no name, and room for every node. */
import { type Cidr, overlaps, parseCidr } from "../cidr";
import { MAX_NODES } from "../node-schema";
import { REQUIRED_MIRRORS } from "../registry-schema";
import { renderPath } from "../secret-text";
import { PRIVATE_ZONE_RULES } from "./private-zone";
import { type Rule, type Sections, when } from "./rule";

interface Named {
  readonly path: readonly PropertyKey[];
  readonly block: Cidr;
}

function named(path: readonly PropertyKey[], text: string | undefined): readonly Named[] {
  const block = text === undefined ? undefined : parseCidr(text);
  return block === undefined ? [] : [{ path, block }];
}

/** Every network of the cluster that packets carry as an address of their own. Admin networks are compared with each other in their schema. */
function networks({ network, access }: Sections): readonly Named[] {
  return [
    ...named(["network", "vpcCidr"], network?.vpcCidr),
    ...named(["network", "podCidr"], network?.podCidr),
    ...named(["network", "serviceCidr"], network?.serviceCidr),
    ...named(["access", "clientVpn", "clientCidr"], access?.clientVpn?.clientCidr),
  ];
}

const disjoint: Rule = (sections) => {
  const own = networks(sections);
  const admin = (sections.access?.adminCidrs ?? []).flatMap((text, index) =>
    named(["access", "adminCidrs", index], text),
  );
  // Texts only for what is found, and no pair of admin networks: the list may be as long as a file.
  return [...own, ...admin].flatMap((right, index) =>
    own
      .slice(0, index)
      .filter((left) => overlaps(left.block, right.block))
      .map((left) => ({
        path: right.path,
        wrong: `overlaps ${renderPath(left.path)} (${left.block.text})`,
        fix: "choose networks that share no address",
      })),
  );
};

/** Only where the whole configuration of nodes is valid: a sum with a part missing says nothing. */
const room: Rule = ({ account, network, controlPlane, workers }) => {
  const pod = network?.podCidr === undefined ? undefined : parseCidr(network.podCidr);
  const vpc = network?.vpcCidr === undefined ? undefined : parseCidr(network.vpcCidr);
  const largest = (workers ?? []).map((pool) => pool?.max);
  if (workers === undefined || controlPlane?.count === undefined || largest.includes(undefined)) return [];
  const workerNodes = largest.reduce<number>((sum, max) => sum + (max ?? 0), 0);
  const nodes = workerNodes + controlPlane.count;
  const zones = account?.zones?.length;
  const podRoom = pod === undefined ? undefined : 2 ** (24 - pod.prefix);
  // A worker subnet is the VPC's prefix + 4, and AWS keeps five addresses of each.
  const workerRoom =
    vpc === undefined || zones === undefined || zones === 0 ? undefined : zones * (2 ** (32 - vpc.prefix - 4) - 5);
  return [
    ...when(
      nodes > MAX_NODES,
      ["workers"],
      `come with the control planes to ${nodes} nodes`,
      `lower the max of pools to at most ${MAX_NODES} nodes together, the limit of Kubernetes`,
    ),
    ...when(
      podRoom !== undefined && nodes > podRoom,
      ["network", "podCidr"],
      `holds a /24 for ${podRoom} nodes, but there can be ${nodes}`,
      "use a wider block or lower the max of pools",
    ),
    ...when(
      workerRoom !== undefined && workerNodes > workerRoom,
      ["network", "vpcCidr"],
      `holds ${workerRoom} workers in ${zones} zones, but there can be ${workerNodes}`,
      "use a wider block or lower the max of pools",
    ),
  ];
};

const isolatedMirrors: Rule = ({ network, registryMirrors }) => {
  if (network?.mode !== "isolated" || registryMirrors === undefined) return [];
  if (registryMirrors.some((mirror) => mirror?.registry === undefined)) return [];
  const missing = REQUIRED_MIRRORS.filter(
    (registry) => !registryMirrors.some((mirror) => mirror?.registry === registry),
  );
  return when(
    missing.length > 0,
    ["registryMirrors"],
    `must cover ${missing.join(", ")} when network.mode is isolated`,
    "add a mirror for each: nodes reach no public registry",
  );
};

export const NETWORK_RULES: readonly Rule[] = [disjoint, ...PRIVATE_ZONE_RULES, room, isolatedMirrors];
