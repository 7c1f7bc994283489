import { type Check, fail, PASS, type StackRule } from "../rule";
import { type Block, blockContains, parseBlock } from "../view/block";
import type { ClusterFacts } from "../view/cluster-facts";
import { items, type MachineConfig, type Section, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

const LOOPBACK = ["127.0.0.0/8", "::1/128"].map(parseBlock).filter((block) => block !== undefined);
const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** Names and addresses that are added; Talos adds the node's own and the cluster endpoint itself. */
export const certificateNames: StackRule = {
  id: "CRT-10",
  name: "certificate-names-must-be-ours",
  statement:
    "Certificates of the Talos and Kubernetes APIs are for names of our zone and addresses of our network, and for no wildcard",
  severity: "high",
  level: "mandatory",
  references: [],
  remediation: "Name the API, or names and addresses beside it; take the rest away.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check }),
};

function check(config: MachineConfig, facts: ClusterFacts): readonly Check[] {
  const lists = [
    config.main("machine", "certSANs"),
    config.main("cluster", "apiServer", "certSANs"),
    within(config.document("KubeAPIServerConfig"), "certExtraSANs"),
  ];
  return lists.flatMap(items).map((name) => checkName(name, facts));
}

function checkName({ field, value }: Section, { apiName, vpcBlock }: ClusterFacts): Check {
  const name = typeof value === "string" ? value.toLowerCase().replace(/\.$/, "") : "";
  const address = parseBlock(`${name}/${name.includes(":") ? 128 : 32}`);
  if (address !== undefined) return checkAddress(field, address, vpcBlock);
  if (name.includes("*")) return fail(`${field} must not be a wildcard`);
  if (name === "localhost") return PASS;
  if (!HOST_NAME.test(name)) return fail(`${field} must be a full host name or an address`);
  if (apiName === undefined) return PASS;
  const zone = apiName.slice(apiName.indexOf(".") + 1);
  return name === zone || name.endsWith(`.${zone}`) ? PASS : fail(`${field} is a name outside the cluster's zone`);
}

function checkAddress(field: string, address: Block, vpcBlock: Block | undefined): Check {
  if (vpcBlock === undefined || LOOPBACK.some((block) => blockContains(block, address))) return PASS;
  return blockContains(vpcBlock, address) ? PASS : fail(`${field} is an address outside the cluster's network`);
}
