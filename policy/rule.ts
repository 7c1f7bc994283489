/** What a rule is: one checklist item, judged on resources, with three outcomes for each resource that it looks at. */
import type { ResourceView, StackView } from "./view/stack";

/** `inconclusive`: a value that decides is not known, or the rule itself failed. On a mandatory rule it counts as a failure. */
export type Outcome = "pass" | "fail" | "inconclusive";

/** What a rule says of one resource. Messages never hold a property's value: the policy SDK hands secrets over in plain text. */
export interface Judgement {
  readonly urn: string;
  readonly outcome: Outcome;
  /** Lower case, without a full stop, what is wrong and what is allowed; empty for a pass. */
  readonly message: string;
}

export interface RuleFacts {
  /** Item of the pre-production checklist, e.g. "INF-03". */
  readonly id: `${"INF" | "CRT" | "ACC" | "K8S" | "MON" | "BCK" | "CMP"}-${number}`;
  /** Name of the CrossGuard policy: "<noun>-must-…"; unique, and never changed once published. */
  readonly name: string;
  /** The checklist item as a sentence. */
  readonly statement: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly level: "mandatory" | "advisory";
  /** Controls of other catalogues that ask for the same: AWS Foundational Security Best Practices (FSBP) by id, CIS by title. */
  readonly references: readonly string[];
  /** What to do about a finding. */
  readonly remediation: string;
}

/** Looks at one resource's inputs, so that `pulumi up` stops before the resource is made. */
export interface ResourceRule extends RuleFacts {
  readonly scope: "resource";
  /** Types that the rule looks at; undefined: every type. */
  readonly types?: readonly string[];
  judge(resource: ResourceView): readonly Judgement[];
}

/** Needs more than one resource. */
export interface StackRule extends RuleFacts {
  readonly scope: "stack";
  judge(stack: StackView): readonly Judgement[];
}

export type Rule = ResourceRule | StackRule;

export interface Check {
  readonly outcome: Outcome;
  readonly message: string;
}

/** One resource's judgements from several checks: everything that is wrong or undecided, or one pass. */
export function judged(urn: string, checks: readonly Check[]): readonly Judgement[] {
  const told = new Set<string>();
  const findings = checks.filter(({ outcome, message }) => {
    if (outcome === "pass" || told.has(message)) return false;
    told.add(message);
    return true;
  });
  if (findings.length === 0) return [{ urn, outcome: "pass", message: "" }];
  return findings.map(({ outcome, message }) => ({ urn, outcome, message }));
}

export const PASS: Check = { outcome: "pass", message: "" };

export function fail(message: string): Check {
  return { outcome: "fail", message };
}

export function inconclusive(message: string): Check {
  return { outcome: "inconclusive", message };
}

/** Runs a rule; an error inside it is that rule's inconclusive outcome and hides no other rule. */
export function guarded(urn: string, judge: () => readonly Judgement[]): readonly Judgement[] {
  try {
    return judge();
  } catch (error) {
    const kind = error instanceof Error ? error.constructor.name : typeof error;
    return [{ urn, outcome: "inconclusive", message: `the rule itself failed (${kind}): please report it` }];
  }
}
