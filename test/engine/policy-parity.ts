/** Suite of one environment: so that two run at a time, each with an engine of its own. */
import type { State } from "../../policy/judge";
import type { RecordedStack } from "../../sandbox/recorder";
import { UNKNOWN } from "../policy/fixture";
import { asInFirstPreview, Draft, IDS } from "../policy/recorded";
import { type ViolatingState, violatingStates } from "../policy/violating-states";
import { type EnvironmentName, recordedEnvironment } from "../stack/recorded-environment";
import { engineOfGroup } from "./engine-judge";
import { withOrigins } from "./exported-state";
import { compare } from "./parity";
import { DIFFERENCES } from "./policy-differences";

/** `least`: states that there are at least, so that a list that lost its entries fails. */
export function describePolicyParity(environment: EnvironmentName, least: number): void {
  const engine = engineOfGroup();
  const compared = new Set<string>();
  const differing = new Set<string>();

  async function expectParity(name: string, state: State): Promise<void> {
    const { engine: said, offline } = await compare(engine(), state);
    compared.add(name);
    if (DIFFERENCES.has(name)) {
      expect(said.stops).toBe(offline.stops);
      if (said.violations.join() !== offline.violations.join()) differing.add(name);
    } else expect(said).toEqual(offline);
  }

  let listed = 0;

  describe.each(IDS)(`${environment} with ids %s`, (ids) => {
    let stack: RecordedStack | undefined;
    const recording = (): RecordedStack => {
      if (stack === undefined) throw new Error(`${environment}: is not recorded`);
      return stack;
    };
    const state = (): State => recording().judged;

    beforeAll(async () => {
      stack = await recordedEnvironment(environment, ids);
    });

    const cases: readonly ViolatingState[] = [
      { change: "as it is", make: state },
      { change: "as the file that a preview writes", make: () => recording().deployment },
      { change: "as in its first preview", make: () => asInFirstPreview(state()) },
      ...violatingStates(environment, ids, state).map(({ change, make }) => ({
        change,
        make: () => withOrigins(make()),
      })),
      ...(ids === "unknown"
        ? [{ change: "user data that is not known and comes from no resource", make: () => rootless(state()) }]
        : []),
    ];
    listed += cases.length;

    test.each(cases)("$change", async ({ change, make }) => {
      await expectParity(`${environment} with ids ${ids}: ${change}`, make());
    });

    test("the program itself says of everything that is not known where it comes from", () => {
      expect(withOrigins(state()) === state()).toBe(true);
    });
  });

  test("every listed difference is still one", () => {
    const own = [...DIFFERENCES.keys()].filter((name) => name.startsWith(`${environment} `));
    expect([...differing].sort()).toEqual(own.sort());
  });

  test(`at least ${least} states of different names were compared`, () => {
    expect(compared.size).toBe(listed);
    expect(listed).toBeGreaterThanOrEqual(least);
  });
}

function rootless(state: State): State {
  const draft = new Draft(asInFirstPreview(state));
  const instance = draft.first("aws:ec2/instance:Instance", { "palisade:role": "control-plane" });
  draft.change(instance, { userDataBase64: UNKNOWN }, { propertyDependencies: {} });
  return draft.state;
}
