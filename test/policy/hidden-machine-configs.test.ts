/** The real environments with a weak configuration where a rule might not look: no such stack passes. */
import { judge, type State } from "../../policy/judge";
import { ENVIRONMENTS } from "../stack/recorded-environment";
import { HIDDEN_CONFIGS, type Moment } from "./hidden-machine-configs";
import { asInFirstPreview, Draft, recorded } from "./recorded";

describe.each(ENVIRONMENTS)("%s does not pass", (environment) => {
  const states = new Map<Moment, State>();

  beforeAll(async () => {
    states.set("deployed", await recorded(environment, "recorded"));
    states.set("first preview", asInFirstPreview(await recorded(environment, "unknown")));
  });

  /** Of the stack, and of the rule that the configuration breaks: another may have something to say of it, too. */
  const passes = (moment: Moment, change: (draft: Draft) => void): boolean => {
    const state = states.get(moment);
    if (state === undefined) throw new Error(`${moment}: is not recorded`);
    const draft = new Draft(state);
    change(draft);
    const { passed, rules } = judge(draft.state);
    const outcome = rules.find(({ policy }) => policy === "anonymous-requests-must-be-refused")?.outcome;
    expect(passed).toBe(outcome === "pass");
    return passed;
  };

  test("but does as it is", () => {
    expect(passes("deployed", () => undefined)).toBe(true);
    expect(passes("first preview", () => undefined)).toBe(true);
  });

  test.each(HIDDEN_CONFIGS)("with $change", ({ moments, apply }) => {
    expect(moments.length).toBeGreaterThan(0);
    for (const moment of moments) expect(passes(moment, apply)).toBe(false);
  });
});
