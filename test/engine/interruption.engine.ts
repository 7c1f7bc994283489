/**
 * The engine is killed again and again, before and after what it had asked the cloud for; each time an operator's recovery goes on. PALISADE_KILLS tells how
 * often; "all" kills each operation of making and of destroying the environment when the cloud has done it and the engine has not heard of it, and now and then
 * before, which takes an hour, and tells of each kill.
 */
import { writeSync } from "node:fs";
import { recover } from "../../cli/rehearsal/recovery";
import type { Interruption } from "../../sandbox/engine/interruption";
import { changed, type OnEngine, onEngine, removeStacks, succeeded } from "./engine-run";

const ALL = process.env["PALISADE_KILLS"] === "all";
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

interface Kills {
  readonly kills: number;
  /** Creations that had taken place when the engine was gone. */
  readonly found: number;
}

/** "before" leaves the work to the next run: with every second kill of that kind, all operations take thrice as many. */
const momentOf = (kill: number) => ((ALL ? kill % 10 === 0 : kill % 2 === 0) ? "before" : "after");

/** The first operation of each run is killed, until the run ends well or `limit` is reached. */
async function killedInTurn(operation: "up" | "destroy", limit: number): Promise<Kills> {
  const { stack } = environment;
  let found = 0;
  for (let kills = 0; kills < limit; kills++) {
    const moment = momentOf(kills);
    const run = await stack[operation]({ policies: false, interruption: { at: "first", moment } });
    if (run.succeeded) return { kills, found };
    const recovered = await recover(stack);
    expect(recovered.lock).toMatch(/locked by 1 lock.*pulumi cancel/);
    expect(recovered.pending.length).toBeGreaterThan(0);
    expect(twins()).toEqual([]);
    found += recovered.found;
    if (ALL) writeSync(2, `${operation}, kill ${kills + 1}, ${moment}: ${recovered.pending.join(", ")}\n`);
  }
  return { kills: limit, found };
}

/** URNs that more than one resource of the cloud has: what was made twice. */
function twins(): readonly string[] {
  const urns = environment.stack.cloud().resources.map(({ urn }) => urn);
  return urns.filter((urn, place) => urns.indexOf(urn) !== place);
}

it(`makes the environment although it is killed ${ALL ? "at each operation" : `${KILLS} times`}`, async () => {
  const { stack } = environment;
  const { kills, found } = await killedInTurn("up", ALL ? Number.POSITIVE_INFINITY : KILLS);
  expect(found).toBeGreaterThan(0);
  if (ALL) expect(kills).toBeGreaterThan(stack.cloud().resources.length / 2);
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
  const { kills } = await killedInTurn("destroy", ALL ? Number.POSITIVE_INFINITY : 2);
  expect(kills).toBeGreaterThanOrEqual(2);
  succeeded(await stack.destroy());
  expect(stack.cloud().resources).toEqual([]);
});
