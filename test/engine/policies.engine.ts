/** The engine with the compiled pack says of a stack what the offline judge says of it: for the environments and for every violating fixture. */
import { compilePolicyPack } from "../../cli/policy-pack";
import { RULES } from "../../policy/catalogue";
import { judge, type State } from "../../policy/judge";
import type { Finding } from "../../policy/verdict";
import { asInFirstPreview, IDS, recorded } from "../policy/recorded";
import { violatingStates } from "../policy/violating-states";
import { ENVIRONMENTS } from "../stack/recorded-environment";
import { EngineJudge, type Violation } from "./engine-judge";

/** Where the two are known to differ, and why: "<environment> <ids> <change>" to the reason. */
const DIFFERENCES: Readonly<Record<string, string>> = {};

const STATEMENTS = new Map(RULES.map(({ name, id, statement }) => [name, `${id}: ${statement}.`]));

/** A violation in one line, in the words of the engine. */
function line({ policy, urn, level, severity, message }: Violation): string {
  return `${level} ${severity} ${policy} ${urn}: ${message}`;
}

function expectedOf({ outcome, message, ...finding }: Finding): string {
  const told = outcome === "inconclusive" ? `could not be decided: ${message}` : message;
  return line({ ...finding, message: `${STATEMENTS.get(finding.policy)}\n${told}` });
}

let engine: EngineJudge;
let compared = 0;
const differing: string[] = [];

beforeAll(() => {
  compilePolicyPack();
  engine = new EngineJudge();
});

afterAll(async () => {
  await engine.close();
});

/** Neither order nor number of messages is of account to the order of the pack's rules, but both lists are complete. */
async function compare(name: string, state: State): Promise<void> {
  const { stops, violations } = await engine.analyze(state);
  const { findings } = judge(state);
  const told = violations.map(line).sort();
  const expected = findings.map(expectedOf).sort();
  compared += 1;
  if (DIFFERENCES[name] !== undefined) {
    if (JSON.stringify(told) !== JSON.stringify(expected)) differing.push(name);
    return;
  }
  expect(told).toEqual(expected);
  expect(stops).toBe(findings.some(({ level }) => level === "mandatory"));
}

const STACKS = ENVIRONMENTS.flatMap((environment) => IDS.map((ids) => ({ environment, ids })));
let listed = 0;

describe.each(STACKS)("$environment with ids $ids", ({ environment, ids }) => {
  let stack: State | undefined;
  const state = (): State => {
    if (stack === undefined) throw new Error(`${environment}: is not recorded`);
    return stack;
  };

  beforeAll(async () => {
    stack = await recorded(environment, ids);
  });

  test("as it is", async () => {
    await compare(`${environment} ${ids} as it is`, state());
  });

  test("as in its first preview", async () => {
    await compare(`${environment} ${ids} as in its first preview`, asInFirstPreview(state()));
  });

  const cases = violatingStates(environment, ids, state);
  listed += cases.length + 2;

  test.each(cases)("$change", async ({ change, make }) => {
    await compare(`${environment} ${ids} ${change}`, make());
  });
});

test("every listed difference is still one", () => {
  expect(differing.sort()).toEqual(Object.keys(DIFFERENCES).sort());
});

test("every state was compared, and there are no fewer than there were", () => {
  expect(compared).toBe(listed);
  expect(listed).toBeGreaterThanOrEqual(1000);
});
