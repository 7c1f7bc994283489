/** What the engine says of a state, beside what the offline judge says of it, in the words of the engine. */
import { RULES } from "../../policy/catalogue";
import { judge, type State } from "../../policy/judge";
import type { Finding } from "../../policy/verdict";
import type { EngineJudge, Violation } from "./engine-judge";

/** Of one state: whether a deployment is stopped, and every violation in one line, in no order of account. */
export interface Said {
  readonly stops: boolean;
  readonly violations: readonly string[];
}

export interface Compared {
  readonly engine: Said;
  readonly offline: Said;
}

const TITLES = new Map(RULES.map(({ name, id, statement }) => [name, `${id}: ${statement}.`]));

export async function compare(engine: EngineJudge, state: State): Promise<Compared> {
  const { stops, violations } = await engine.analyze(state);
  const { findings } = judge(state);
  return {
    engine: { stops, violations: violations.map(line).sort() },
    offline: {
      // `passed` also asks that something was looked at, which the engine does not.
      stops: findings.some(({ level }) => level === "mandatory"),
      violations: findings.map((finding) => line(violationOf(finding))).sort(),
    },
  };
}

function line({ policy, urn, level, severity, message }: Violation): string {
  return `${level} ${severity} ${policy} ${urn}: ${message}`;
}

/** As policy/pack.ts reports it. */
function violationOf({ outcome, message, ...finding }: Finding): Violation {
  const told = outcome === "inconclusive" ? `could not be decided: ${message}` : message;
  return { ...finding, message: `${TITLES.get(finding.policy)}\n${told}` };
}
