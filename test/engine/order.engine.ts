/** The order in which the engine changes an environment, from its events, in changes that are worse than those of a rehearsal. */
import { netChanges } from "../../cli/engine/operations";
import { changedTogether, orderOfControlPlanes } from "../../cli/rehearsal/order";
import { changed } from "../stack/changed-settings";
import { type OnEngine, onEngine, removeStacks, succeeded } from "./engine-run";

let environment: OnEngine;
let made: readonly string[];

beforeAll(async () => {
  environment = await onEngine("staging");
  const up = succeeded(await environment.stack.up({ policies: false }));
  made = up.log.changes.map(({ urn }) => urn);
});
afterAll(removeStacks);

const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";
const typeOf = (urn: string) => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** Everything that must be there before the resource is made. */
function needs(urn: string): ReadonlySet<string> {
  const resources = environment.stack.exported().deployment.resources ?? [];
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const found = new Set<string>();
  const visit = (from: string): void => {
    for (const needed of byUrn.get(from)?.dependencies ?? []) {
      if (found.has(needed)) continue;
      found.add(needed);
      visit(needed);
    }
  };
  visit(urn);
  return found;
}

const instances = () => made.filter((urn) => typeOf(urn) === "aws:ec2/instance:Instance");
const nodes = () => instances().filter((urn) => nameOf(urn).startsWith("control-plane-"));

it("makes no node wait for a load balancer or for the API's name", () => {
  expect(nodes().map(nameOf).sort()).toEqual(["control-plane-a", "control-plane-b", "control-plane-c"]);
  const waited = nodes()
    .flatMap((urn) => [...needs(urn)].map(typeOf))
    .filter((type) => /^aws:(lb|route53)/.test(type));
  expect(waited).toEqual([]);
});

it("makes workers wait for every control plane", () => {
  const groups = made.filter((urn) => typeOf(urn) === "aws:autoscaling/group:Group");
  expect(groups.length).toBeGreaterThan(0);
  for (const group of groups) for (const node of nodes()) expect(needs(group)).toContain(node);
});

it("moves all control planes to other zones one after the other, each with its interface, its address and its target", async () => {
  const { stack, loaded } = environment;
  const before = stack.cloud().resources.filter(({ urn }) => nodes().includes(urn));
  await stack.configure(
    changed(loaded.stackFile, "controlPlane", { placement: ["eu-central-1b", "eu-central-1a", "eu-central-1b"] }),
  );
  const run = succeeded(await stack.up({ policies: false }));
  const replaced = netChanges(run.log.changes)
    .filter(({ change }) => change === "replace")
    .map(({ urn }) => `${typeOf(urn)} ${nameOf(urn)}`);
  for (const identity of ["a", "b", "c"]) {
    expect(replaced).toContain(`aws:ec2/instance:Instance control-plane-${identity}`);
    expect(replaced).toContain(`aws:ec2/networkInterface:NetworkInterface control-plane-${identity}`);
  }
  expect(changedTogether(run.log.changes)).toEqual([]);
  expect(orderOfControlPlanes(run.log.changes)).toEqual(["a", "b", "c"]);
  const after = stack.cloud().resources.filter(({ urn }) => nodes().includes(urn));
  expect(after.map(({ id }) => id)).not.toEqual(before.map(({ id }) => id));
  expect(after).toHaveLength(3);
});

it("changes the settings of control planes one after the other, too", async () => {
  const { stack, loaded } = environment;
  await stack.configure(changed(loaded.stackFile, "controlPlane", { instanceType: "m7i.xlarge" }));
  const run = succeeded(await stack.up({ policies: false }));
  expect(run.log.changes.filter(({ urn }) => nodes().includes(urn)).length).toBeGreaterThanOrEqual(3);
  expect(changedTogether(run.log.changes)).toEqual([]);
});

it("refuses to destroy what is protected before anything is gone, and leaves nothing behind when it may", async () => {
  const { stack, loaded } = environment;
  const before = stack.cloud().resources.length;
  const refused = await stack.destroy();
  expect(refused.succeeded).toBe(false);
  expect(refused.log.errors.join(" ")).toMatch(/destroy-guard" cannot be deleted\s+because it is protected/);
  expect(stack.cloud().resources).toHaveLength(before);

  await stack.configure(changed(loaded.stackFile, "protection", { deletionProtection: false, disposable: true }));
  succeeded(await stack.up({ policies: false }));
  const destroyed = succeeded(await stack.destroy());
  expect(stack.cloud().resources).toEqual([]);
  expect(changedTogether(destroyed.log.changes)).toEqual([]);
  const gone = destroyed.log.changes.map(({ urn }) => nameOf(urn));
  expect(gone.indexOf("workers-general-a")).toBeLessThan(gone.indexOf("control-plane-c"));
  expect(orderOfControlPlanes(destroyed.log.changes)).toEqual(["c", "b", "a"]);
});
