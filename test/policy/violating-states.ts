/** Every change to a real stack that the tests of the pack apply, one state each, made when it is asked for. */
import type { State } from "../../policy/judge";
import type { EnvironmentName } from "../stack/recorded-environment";
import { HIDDEN_CONFIGS } from "./hidden-machine-configs";
import { mutationsOf, withConfiguration } from "./machine-config-states";
import { MUTATIONS } from "./mutations";
import { asInFirstPreview, Draft, type IDS } from "./recorded";

export interface ViolatingState {
  readonly change: string;
  make(): State;
}

type Ids = (typeof IDS)[number];

/** `stack` gives what `recorded(environment, ids)` resolves to: changes are listed before anything is recorded. */
export function violatingStates(environment: EnvironmentName, ids: Ids, stack: () => State): readonly ViolatingState[] {
  const drafted = (apply: (draft: Draft) => unknown, state: State): State => {
    const draft = new Draft(state);
    apply(draft);
    return draft.state;
  };
  const moment = ids === "recorded" ? "deployed" : "first preview";
  const atMoment = () => (moment === "deployed" ? stack() : asInFirstPreview(stack()));
  return [
    ...MUTATIONS.map(({ rule, change, apply }) => ({
      change: `${rule}: ${change}`,
      make: () => drafted(apply, stack()),
    })),
    ...HIDDEN_CONFIGS.filter(({ moments }) => moments.includes(moment)).map(({ change, apply }) => ({
      change: `hidden: ${change}`,
      make: () => drafted(apply, atMoment()),
    })),
    ...mutationsOf(environment).map(({ rule, role, change, changes }) => ({
      change: `${rule}: ${change}`,
      make: () => withConfiguration(stack(), role, changes),
    })),
  ];
}
