/** What a state has after an interrupted run, made of the recorded environments. */
import { readFileSync } from "node:fs";
import type { DeploymentResource } from "../../../sandbox/deployment";
import { nameOf } from "../../stack/recorded-environment";

export const VPC = "aws:ec2/vpc:Vpc::network";
export const FOUND_VPC = "vpc-0123456789abcdef0";

export function labelled(resources: readonly DeploymentResource[], label: string): DeploymentResource {
  const found = resources.find((resource) => `${resource.type}::${nameOf(resource)}` === label);
  if (found === undefined) throw new Error(`${label}: is not recorded`);
  return found;
}

/** As an export has a creation that was interrupted: no id and no outputs. */
export function begun(resource: DeploymentResource, changes: object = {}) {
  const { id: _, outputs: __, ...rest } = resource;
  return { type: "creating", resource: { ...rest, ...changes } };
}

/** One of each kind: unknown, made, without a trace, and done again. */
export function interrupted(staging: readonly DeploymentResource[]) {
  const key = labelled(staging, "aws:kms/key:Key::keys-logs");
  return [
    begun(labelled(staging, VPC)),
    { type: "creating", resource: key },
    begun(labelled(staging, "palisade:aws:Bucket::storage-audit")),
    begun(labelled(staging, "random:index/randomPassword:RandomPassword::talos-secrets-bootstrap-token-id")),
    { type: "updating", resource: labelled(staging, "aws:iam/role:Role::roles-worker") },
  ];
}

type Taken = DeploymentResource & { readonly delete?: boolean };

/** Of a repaired state, in which nothing is pending. */
export function resourcesOf(file: string): readonly Taken[] {
  const { deployment } = JSON.parse(readFileSync(file, "utf8")) as { deployment: { resources: Taken[] } };
  expect(deployment).not.toHaveProperty("pending_operations");
  return deployment.resources;
}
