/** The outcome of judging a stack. */
import type { Outcome, RuleFacts } from "./rule";

export interface Finding {
  readonly id: RuleFacts["id"];
  /** Name of the policy. */
  readonly policy: string;
  readonly severity: RuleFacts["severity"];
  readonly level: RuleFacts["level"];
  readonly outcome: Exclude<Outcome, "pass">;
  readonly urn: string;
  readonly message: string;
  readonly remediation: string;
  /** Somebody answers for it until a day: it is open, and fails nothing. */
  readonly suppression?: FindingSuppression;
}

export interface FindingSuppression {
  readonly reason: string;
  readonly owner: string;
  /** The last day, "YYYY-MM-DD" in UTC. */
  readonly expires: string;
}

export interface RuleResult {
  readonly id: RuleFacts["id"];
  readonly policy: string;
  readonly statement: string;
  readonly level: RuleFacts["level"];
  /**
   * `suppressed`: it did not pass, and somebody answers for every finding of it. `not-applicable`: the stack has nothing that the rule looks at.
   */
  readonly outcome: Outcome | "suppressed" | "not-applicable";
  /** Resources that the rule looked at, by outcome; those whose findings are suppressed are counted apart. */
  readonly checked: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly suppressed: number;
}

export interface Verdict {
  /** No mandatory rule failed or was inconclusive without a suppression, and at least one rule had something to look at. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<RuleResult["outcome"] | "rules", number>>;
  readonly rules: readonly RuleResult[];
  readonly findings: readonly Finding[];
}
