/** A state without pending operations, where one resource was being replaced by another. */
import type { ExportedState, StateResource } from "../../../cli/recovery/exported-state";
import { type PendingOperation, pendingOperations } from "../../../cli/recovery/pending";
import { repaired } from "../../../cli/recovery/repair";

const URN = "urn:pulumi:test::palisade::aws:ec2/instance:Instance::control-plane-b";
const PROVIDER = "urn:pulumi:test::palisade::pulumi:providers:aws::aws";
const LABEL = "aws:ec2/instance:Instance::control-plane-b";

const provider: StateResource = {
  urn: PROVIDER,
  type: "pulumi:providers:aws",
  custom: true,
  id: "p",
  inputs: { region: "eu-central-1", allowedAccountIds: '["111122223333"]' },
};
const inputs = { ami: "ami-1", primaryNetworkInterface: { networkInterfaceId: "eni-1" }, tags: { Name: "b" } };
const old: StateResource = {
  urn: URN,
  type: "aws:ec2/instance:Instance",
  custom: true,
  id: "i-old",
  inputs,
  provider: `${PROVIDER}::p`,
};
const { id: _, ...begun } = { ...old, inputs: { ...inputs, ami: "ami-2" } };
const target: StateResource = {
  urn: "urn:pulumi:test::palisade::aws:lb/targetGroupAttachment:TargetGroupAttachment::b",
  type: "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  custom: true,
  id: "t",
  dependencies: [URN],
  provider: `${PROVIDER}::p`,
};

/** The state, with the old instance as the engine left it. */
function interrupted(left: StateResource | undefined): { state: ExportedState; pending: readonly PendingOperation[] } {
  const resources = [provider, ...(left === undefined ? [] : [left]), target];
  const state = { version: 3, deployment: { resources, pending_operations: [{ type: "creating", resource: begun }] } };
  return { state, pending: pendingOperations(state) };
}

function taken(left: StateResource | undefined, found: readonly (readonly [string, string])[]) {
  const { state, pending } = interrupted(left);
  const absent = found.length === 0 ? [LABEL] : [];
  const repair = repaired(state, pending, { found: new Map(found), absent }, (_type, id) => id);
  expect(repair.state.deployment.pending_operations).toBeUndefined();
  const resources = repair.state.deployment.resources ?? [];
  return { ...repair, resources, instances: resources.filter(({ urn }) => urn === URN) };
}

it("takes the place of an entry that was deleted already and kept it free", () => {
  const { resources, instances, adopted } = taken({ ...old, pendingReplacement: true }, [[LABEL, "i-new"]]);
  expect(instances).toEqual([{ ...begun, id: "i-new" }]);
  expect(instances[0]).not.toHaveProperty("delete");
  expect(instances[0]).not.toHaveProperty("pendingReplacement");
  // What depends on it stands behind it, or Pulumi takes no such state.
  expect(resources.map(({ urn }) => urn)).toEqual([PROVIDER, URN, target.urn]);
  expect(adopted).toEqual([URN]);
});

it("leaves the place free where nothing was made: the next run makes it", () => {
  const { instances, adopted, cleared } = taken({ ...old, pendingReplacement: true }, []);
  expect(instances).toEqual([{ ...old, pendingReplacement: true }]);
  expect([adopted, cleared]).toEqual([[], [URN]]);
});

it("stands beside an entry that is there still, which the next run deletes", () => {
  const { instances } = taken(old, [[LABEL, "i-new"]]);
  expect(instances).toEqual([
    { ...old, delete: true },
    { ...begun, id: "i-new" },
  ]);
});

it("is added where there is no entry", () => {
  const { resources } = taken(undefined, [[LABEL, "i-new"]]);
  expect(resources.map(({ id }) => id)).toEqual(["p", "t", "i-new"]);
});

it("is looked for apart from the instance that the state has", () => {
  const { pending } = interrupted(old);
  expect(pending).toMatchObject([{ label: LABEL, operation: "creating", meaning: "unknown" }]);
});
