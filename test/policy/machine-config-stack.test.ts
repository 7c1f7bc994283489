/** The rules about machine configurations on the configurations that the real program makes: each weakening of them is refused. */
import { RULES } from "../../policy/catalogue";
import { judge, type State } from "../../policy/judge";
import { ENVIRONMENTS } from "../stack/recorded-environment";
import { mutationsOf, withConfiguration } from "./machine-config-states";
import { recorded } from "./recorded";

/** The rule that advises and is not content with the environments as they are. */
const ADVISED = ["volume-keys-must-not-follow-from-the-node"];

describe.each(ENVIRONMENTS)("configurations of %s", (environment) => {
  let state: State;

  beforeAll(async () => {
    state = await recorded(environment, "unknown");
  });

  const failing = (changed: State, rule: string): readonly string[] =>
    judge(
      changed,
      RULES.filter((candidate) => candidate.name === rule),
    )
      .rules.filter(({ outcome }) => outcome === "fail")
      .map(({ policy }) => policy);

  test.each(mutationsOf(environment).map((mutation) => [mutation.rule, mutation.change, mutation] as const))(
    "%s refuses %s",
    (_, __, { rule, role, changes }) => {
      expect(failing(withConfiguration(state, role, []), rule)).toEqual(ADVISED.filter((name) => name === rule));
      expect(failing(withConfiguration(state, role, changes), rule)).toEqual([rule]);
    },
  );
});
