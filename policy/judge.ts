/** Judges a recorded or exported stack with the rules of the pack, in this process: no engine, no provider, no network. */
import { RULES } from "./catalogue";
import { guarded, type Judgement, type Rule } from "./rule";
import type { Finding, RuleResult, Verdict } from "./verdict";
import { inputsView, outputsView, type ResourceView, StackView, type StateResource } from "./view/stack";
import type { ReadBefore } from "./view/value";

/** `pulumi stack export` and state.json, as far as rules read them. */
export interface State {
  readonly deployment: { readonly resources: readonly StateResource[] };
}

export function judge(state: State, rules: readonly Rule[] = RULES): Verdict {
  const { resources } = state.deployment;
  const before: ReadBefore = new WeakMap();
  const inputs = resources.map((resource) => inputsView(resource, before));
  const stack = new StackView(resources.map((resource) => outputsView(resource, before)));
  const judged = rules.map((rule) => ({ rule, judgements: judgementsOf(rule, inputs, stack) }));
  const results = judged.map(({ rule, judgements }) => resultOf(rule, judgements));
  const count = (outcome: RuleResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  return {
    passed:
      results.some(({ checked }) => checked > 0) &&
      results.every(
        ({ level, outcome }) => level !== "mandatory" || outcome === "pass" || outcome === "not-applicable",
      ),
    counts: {
      rules: results.length,
      pass: count("pass"),
      fail: count("fail"),
      inconclusive: count("inconclusive"),
      "not-applicable": count("not-applicable"),
    },
    rules: results,
    findings: judged.flatMap(({ rule, judgements }) => findingsOf(rule, judgements)),
  };
}

function judgementsOf(rule: Rule, inputs: readonly ResourceView[], stack: StackView): readonly Judgement[] {
  if (rule.scope === "stack") return guarded(stack.resources[0]?.urn ?? "", () => rule.judge(stack));
  return inputs
    .filter(({ type }) => rule.types === undefined || rule.types.includes(type))
    .flatMap((resource) => guarded(resource.urn, () => rule.judge(resource)));
}

function resultOf(rule: Rule, judgements: readonly Judgement[]): RuleResult {
  const byUrn = new Map<string, Judgement["outcome"]>();
  for (const { urn, outcome } of judgements) {
    if (WORSE[outcome] > WORSE[byUrn.get(urn) ?? "pass"] || !byUrn.has(urn)) byUrn.set(urn, outcome);
  }
  const outcomes = [...byUrn.values()];
  const count = (outcome: Judgement["outcome"]) => outcomes.filter((candidate) => candidate === outcome).length;
  const [failed, undecided] = [count("fail"), count("inconclusive")];
  return {
    id: rule.id,
    policy: rule.name,
    statement: rule.statement,
    level: rule.level,
    outcome: outcomes.length === 0 ? "not-applicable" : failed > 0 ? "fail" : undecided > 0 ? "inconclusive" : "pass",
    checked: outcomes.length,
    passed: count("pass"),
    failed,
    inconclusive: undecided,
  };
}

const WORSE: Readonly<Record<Judgement["outcome"], number>> = { pass: 0, inconclusive: 1, fail: 2 };

function findingsOf(rule: Rule, judgements: readonly Judgement[]): readonly Finding[] {
  return judgements.flatMap(({ urn, outcome, message }) =>
    outcome === "pass"
      ? []
      : [
          {
            id: rule.id,
            policy: rule.name,
            severity: rule.severity,
            level: rule.level,
            outcome,
            urn,
            message,
            remediation: rule.remediation,
          },
        ],
  );
}
