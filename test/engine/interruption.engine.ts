/**
 * The engine is killed again and again, before and after what it had asked the cloud for; each time an operator's recovery goes on. With PALISADE_KILLS=types
 * it is killed for each type of resource that the cloud has, at both moments, while it makes and while it destroys one: half an hour, told on standard error.
 */
import { writeSync } from "node:fs";
import { recover } from "../../cli/rehearsal/recovery";
import type { Interruption } from "../../sandbox/engine/interruption";
import { changed } from "../stack/changed-settings";
import { type OnEngine, onEngine, removeStacks, succeeded } from "./engine-run";

const EACH_TYPE = process.env["PALISADE_KILLS"] === "types";
const KILLS = 6;
/** Of making and destroying one environment, for the types that there is one resource of. */
const ROUNDS = 12;

let environment: OnEngine;

beforeAll(async () => {
  environment = await onEngine("staging");
});
afterAll(removeStacks);

async function killedAndRecovered(operation: "up" | "destroy", interruption: Interruption) {
  const { stack } = environment;
  const run = await stack[operation]({ policies: false, interruption });
  if (run.succeeded) throw new Error("the engine was not killed");
  const recovered = await recover(stack);
  expect(recovered.lock).toMatch(/locked by 1 lock.*pulumi cancel/);
  expect(recovered.pending.length).toBeGreaterThan(0);
  return recovered;
}

/** The first operation of each of `kills` runs, in turn before it and after it. How many creations had taken place when the engine was gone. */
async function killedInTurn(operation: "up" | "destroy", kills: number): Promise<number> {
  let found = 0;
  for (let kill = 0; kill < kills; kill++) {
    found += (await killedAndRecovered(operation, { at: "first", moment: kill % 2 === 0 ? "before" : "after" })).found;
  }
  return found;
}

/**
 * Kills at the first resource of each type in `left` that is not made, or not gone, yet, and takes the type out of `left`. What the engine did meanwhile to
 * others cannot be interrupted any more: their types stay for another round.
 */
async function killedAtTypes(
  operation: "up" | "destroy",
  order: readonly Made[],
  moment: Interruption["moment"],
  left: Set<string>,
): Promise<void> {
  const { stack } = environment;
  for (const type of new Set(order.map((one) => one.type).filter((one) => left.has(one)))) {
    const there = new Set(stack.cloud().resources.map(({ urn }) => urn));
    const next = order.find((one) => one.type === type && there.has(one.urn) === (operation === "destroy"));
    if (next === undefined) continue;
    const at = { operation: operation === "up" ? "create" : "delete", urn: next.urn } as const;
    await killedAndRecovered(operation, { at, moment });
    expect(twins()).toEqual([]);
    left.delete(type);
    writeSync(2, `${operation}, ${moment}: ${type}, ${left.size} types left\n`);
  }
}

interface Made {
  readonly urn: string;
  readonly type: string;
}

/** In the order in which the cloud did it. */
function journaled(operation: "create" | "delete"): readonly Made[] {
  return environment.stack
    .cloud()
    .journal()
    .filter((entry) => entry.operation === operation);
}

/** URNs that more than one resource of the cloud has: what was made twice. */
function twins(): readonly string[] {
  const urns = environment.stack.cloud().resources.map(({ urn }) => urn);
  return urns.filter((urn, place) => urns.indexOf(urn) !== place);
}

it(`makes the environment although it is killed ${KILLS} times while it makes it`, async () => {
  const { stack } = environment;
  expect(await killedInTurn("up", KILLS)).toBeGreaterThan(0);
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
  await killedInTurn("destroy", 2);
  succeeded(await stack.destroy());
  expect(stack.cloud().resources).toEqual([]);
});

if (EACH_TYPE) {
  it("makes and destroys an environment although it is killed at each type of resource, before and after", async () => {
    const { stack } = environment;
    const made = journaled("create");
    const gone = journaled("delete");
    const types = (list: readonly Made[]) => new Set(list.map(({ type }) => type));
    for (const moment of ["before", "after"] as const) {
      const [making, destroying] = [types(made), types(gone)];
      for (let round = 0; round < ROUNDS && making.size + destroying.size > 0; round++) {
        await killedAtTypes("up", made, moment, making);
        succeeded(await stack.up({ policies: false }));
        expect(succeeded(await stack.preview({ policies: false })).log.changes).toEqual([]);
        await killedAtTypes("destroy", gone, moment, destroying);
        succeeded(await stack.destroy());
        expect(stack.cloud().resources).toEqual([]);
      }
      expect([moment, ...making, ...destroying]).toEqual([moment]);
    }
  });
}
