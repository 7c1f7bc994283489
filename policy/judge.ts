/** Judges a recorded or exported stack with the rules of the pack, in this process: no engine, no provider, no network. */
import { RULES } from "./catalogue";
import { guarded, type Judgement, type Rule } from "./rule";
import { suppressionRule } from "./suppression-rule";
import { NO_SUPPRESSIONS, type Suppressions, suppressionOf } from "./suppressions";
import type { Finding, RuleResult, Verdict } from "./verdict";
import { inputsView, outputsView, type ResourceView, StackView, type StateResource } from "./view/stack";
import type { ReadBefore } from "./view/value";

/** `pulumi stack export` and state.json, as far as rules read them. */
export interface State {
  readonly deployment: { readonly resources: readonly StateResource[] };
}

/** `suppressions`: what somebody answers for; the file that says so is judged with the rest. */
export function judge(
  state: State,
  rules: readonly Rule[] = RULES,
  suppressions: Suppressions = NO_SUPPRESSIONS,
): Verdict {
  const { resources } = state.deployment;
  const before: ReadBefore = new WeakMap();
  const inputs = resources.map((resource) => inputsView(resource, before));
  const stack = new StackView(resources.map((resource) => outputsView(resource, before)));
  const judgedBy = (rule: Rule) => {
    const judgements = judgementsOf(rule, inputs, stack);
    const findings = findingsOf(rule, judgements, suppressions);
    return { findings, result: resultOf(rule, judgements, findings) };
  };
  const judged = rules.map(judgedBy);
  const found = judged.flatMap(({ findings }) => findings);
  return verdictOf(
    suppressions === NO_SUPPRESSIONS ? judged : [...judged, judgedBy(suppressionRule(suppressions, found))],
  );
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly result: RuleResult;
}

function verdictOf(judged: readonly Judged[]): Verdict {
  const results = judged.map(({ result }) => result);
  const count = (outcome: RuleResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  return {
    passed:
      results.some(({ checked }) => checked > 0) &&
      results.every(
        ({ level, outcome }) => level !== "mandatory" || (outcome !== "fail" && outcome !== "inconclusive"),
      ),
    counts: {
      rules: results.length,
      pass: count("pass"),
      fail: count("fail"),
      inconclusive: count("inconclusive"),
      suppressed: count("suppressed"),
      "not-applicable": count("not-applicable"),
    },
    rules: results,
    findings: judged.flatMap(({ findings }) => findings),
  };
}

function judgementsOf(rule: Rule, inputs: readonly ResourceView[], stack: StackView): readonly Judgement[] {
  if (rule.scope === "stack") return guarded(stack.resources[0]?.urn ?? "", () => rule.judge(stack));
  return inputs
    .filter(({ type }) => rule.types === undefined || rule.types.includes(type))
    .flatMap((resource) => guarded(resource.urn, () => rule.judge(resource)));
}

const WORSE = { pass: 0, suppressed: 1, inconclusive: 2, fail: 3 } as const;

function resultOf(rule: Rule, judgements: readonly Judgement[], findings: readonly Finding[]): RuleResult {
  // A resource is as bad as the worst that is said of it and nobody answers for.
  const byUrn = new Map<string, keyof typeof WORSE>(judgements.map(({ urn }) => [urn, "pass"]));
  for (const { urn, outcome, suppression } of findings) {
    const told = suppression === undefined ? outcome : "suppressed";
    if (WORSE[told] > WORSE[byUrn.get(urn) ?? "pass"]) byUrn.set(urn, told);
  }
  const outcomes = [...byUrn.values()];
  const count = (outcome: keyof typeof WORSE) => outcomes.filter((candidate) => candidate === outcome).length;
  return {
    id: rule.id,
    policy: rule.name,
    statement: rule.statement,
    level: rule.level,
    outcome: outcomes.toSorted((a, b) => WORSE[b] - WORSE[a])[0] ?? "not-applicable",
    checked: outcomes.length,
    passed: count("pass"),
    failed: count("fail"),
    inconclusive: count("inconclusive"),
    suppressed: count("suppressed"),
  };
}

function findingsOf(
  { id, name: policy, severity, level, remediation }: Rule,
  judgements: readonly Judgement[],
  suppressions: Suppressions,
): readonly Finding[] {
  return judgements.flatMap(({ urn, outcome, message }) => {
    if (outcome === "pass") return [];
    const accepted = suppressionOf(suppressions, { id, policy, urn });
    const finding = { id, policy, severity, level, outcome, urn, message, remediation };
    if (accepted === undefined) return [finding];
    const { reason, owner, expires } = accepted;
    return [{ ...finding, suppression: { reason, owner, expires } }];
  });
}
