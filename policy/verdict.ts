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
}

export interface RuleResult {
  readonly id: RuleFacts["id"];
  readonly policy: string;
  readonly statement: string;
  readonly level: RuleFacts["level"];
  /** `not-applicable`: the stack has nothing that the rule looks at. */
  readonly outcome: Outcome | "not-applicable";
  /** Resources that the rule looked at, by outcome. */
  readonly checked: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
}

export interface Verdict {
  /** No mandatory rule failed or was inconclusive, and at least one rule had something to look at. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<RuleResult["outcome"] | "rules", number>>;
  readonly rules: readonly RuleResult[];
  readonly findings: readonly Finding[];
}
