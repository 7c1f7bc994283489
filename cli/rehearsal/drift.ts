/** What somebody does to an environment by hand: a resource is changed, another one deleted. */
import type { Cloud, CloudResource } from "../../sandbox/engine/cloud";
import type { ExpectedChange } from "./expected";
import { nameOf } from "./step";

/** Every environment has them. */
const CHANGED = "LogGroup log-groups-flow-logs";
const DELETED = "SecurityGroupIngressRule security-groups-control-plane-ingress-control-plane-to-control-plane-etcd";

interface Drift {
  /** What a refresh must tell, and nothing else. */
  readonly found: readonly ExpectedChange[];
  /** What the run after it must do. */
  readonly undone: readonly ExpectedChange[];
}

export const DRIFT: Drift = {
  found: [`update ${CHANGED}`, `delete ${DELETED}`],
  undone: [`update ${CHANGED}`, `create ${DELETED}`],
};

/** Throws an Error where the environment has not both. */
export function makeDrift(cloud: Cloud): void {
  const group = resourceOf(cloud, CHANGED);
  const shorter = { retentionInDays: group.inputs["retentionInDays"] === 1 ? 3 : 1 };
  cloud.put({ ...group, inputs: { ...group.inputs, ...shorter }, outputs: { ...group.outputs, ...shorter } });
  cloud.remove(resourceOf(cloud, DELETED));
}

function resourceOf(cloud: Cloud, name: string): CloudResource {
  const found = cloud.resources.find(({ urn }) => nameOf(urn) === name);
  if (found === undefined) throw new Error(`the rehearsal changes ${name} by hand, and there is none; adapt its drift`);
  return found;
}
