/** The engine with the compiled pack says of every small stack in the tests of the rules what the offline judge says of it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../../policy/judge";
import type { told } from "../policy/fixture";
import { engineOfGroup } from "./engine-judge";
import { withOrigins } from "./exported-state";
import { compare } from "./parity";

interface Case {
  readonly test: string | undefined;
  readonly state: State;
}

const mockCases: Case[] = [];

// What the tests below judge is kept: whoever judges a stack in a test of a rule calls this function.
jest.mock("../policy/fixture", () => {
  const actual = jest.requireActual<typeof import("../policy/fixture")>("../policy/fixture");
  const keeping: typeof told = (rule, ...resources) => {
    mockCases.push({ test: expect.getState().currentTestName, state: actual.stateOf(...resources) });
    return actual.told(rule, ...resources);
  };
  return { ...actual, told: keeping };
});

const RULE_TESTS = join(__dirname, "..", "policy", "rules");
for (const name of readdirSync(RULE_TESTS).filter((file) => file.endsWith(".test.ts"))) {
  // Its tests become tests of this file.
  require(join(RULE_TESTS, name));
}

describe("in the engine", () => {
  const engine = engineOfGroup();

  test("at least 1700 stacks are judged as offline", async () => {
    const differences = [];
    for (const { test: name, state } of mockCases) {
      const { engine: said, offline } = await compare(engine(), withOrigins(state));
      if (!isSame(said, offline)) differences.push({ name, said, offline });
    }
    expect(differences).toEqual([]);
    expect(mockCases.length).toBeGreaterThanOrEqual(1700);
  });
});

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
