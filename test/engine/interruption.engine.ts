/** The engine is killed again and again, before and after what it had asked the cloud for; each time an operator's recovery goes on. */
import { recover } from "../../cli/rehearsal/recovery";
import type { Interruption } from "../../sandbox/engine/interruption";
import { changed, type OnEngine, onEngine, removeStacks, succeeded } from "./engine-run";

const KILLS = Number(process.env["PALISADE_KILLS"] ?? 6);

let environment: OnEngine;

beforeAll(async () => {
  environment = await onEngine("staging");
});
afterAll(removeStacks);

async function killedAndRecovered(operation: "up" | "destroy", interruption: Interruption) {
  const { stack } = environment;
  const run = await stack[operation]({ policies: false, interruption });
  if (run.succeeded) throw new Error("the engine was not killed");
  return await recover(stack);
}

/** URNs that more than one resource of the cloud has: what was made twice. */
function twins(): readonly string[] {
  const urns = environment.stack.cloud().resources.map(({ urn }) => urn);
  return urns.filter((urn, place) => urns.indexOf(urn) !== place);
}

it(`makes the environment although it is killed ${KILLS} times while it makes it`, async () => {
  const { stack } = environment;
  let found = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const moment = kill % 2 === 0 ? "before" : "after";
    const recovered = await killedAndRecovered("up", { at: "first", moment });
    expect(recovered.lock).toMatch(/locked by 1 lock.*pulumi cancel/);
    expect(recovered.pending.length).toBeGreaterThan(0);
    found += recovered.found;
  }
  expect(found).toBeGreaterThan(0);
  succeeded(await stack.up({ policies: false }));
  expect(twins()).toEqual([]);
  expect(succeeded(await stack.preview({ policies: false })).log.changes).toEqual([]);
  expect(stack.exported().deployment.pending_operations ?? []).toEqual([]);
});

it.each(["before", "after"] as const)(
  "replaces control planes although it is killed %s each step of the second one",
  async (moment) => {
    const { stack, loaded } = environment;
    const image = { id: `ami-0000000000000000${moment === "before" ? 3 : 4}` };
    await stack.configure(changed(loaded.stackFile, "talos", { image }));
    const urn = stack.cloud().resources.find((one) => one.urn.endsWith("Instance::control-plane-b"))?.urn ?? "";
    const count = stack.cloud().resources.length;
    for (const operation of ["delete", "create"] as const) {
      await killedAndRecovered("up", { at: { operation, urn }, moment });
    }
    succeeded(await stack.up({ policies: false }));
    expect(twins()).toEqual([]);
    expect(stack.cloud().resources).toHaveLength(count);
    expect(succeeded(await stack.preview({ policies: false })).log.changes).toEqual([]);
  },
);

it("destroys the environment although it is killed while it does", async () => {
  const { stack, loaded } = environment;
  await stack.configure(changed(loaded.stackFile, "protection", { deletionProtection: false, disposable: true }));
  succeeded(await stack.up({ policies: false }));
  for (const moment of ["before", "after"] as const) await killedAndRecovered("destroy", { at: "first", moment });
  succeeded(await stack.destroy());
  expect(stack.cloud().resources).toEqual([]);
});
