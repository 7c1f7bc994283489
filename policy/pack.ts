/** The rules as CrossGuard policies: what `--policy-pack policy` runs in the engine. */
import type { Policies, ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { guarded, type Judgement, type Rule, type RuleFacts } from "./rule";
import { suppressionRule } from "./suppression-rule";
import { NO_SUPPRESSIONS, type Suppressions, suppressionOf } from "./suppressions";
import { type ResourceView, StackView } from "./view/stack";
import { properties, withoutComputed } from "./view/value";

/** `suppressions`: what somebody answers for is no violation; the file that says so is a policy of its own. */
export function policiesOf(rules: readonly Rule[], suppressions: Suppressions = NO_SUPPRESSIONS): Policies {
  const all = suppressions === NO_SUPPRESSIONS ? rules : [...rules, suppressionRule(suppressions)];
  return all.map((rule) => {
    const metadata = {
      name: rule.name,
      description: `${rule.id}: ${rule.statement}.`,
      enforcementLevel: rule.level,
      severity: rule.severity,
      remediationSteps: rule.remediation,
      tags: [rule.id, ...rule.references],
    };
    if (rule.scope === "stack") {
      return {
        ...metadata,
        validateStack: ({ resources }: StackValidationArgs, reportViolation: ReportViolation) => {
          report(
            rule,
            guarded(resources[0]?.urn ?? "", () => rule.judge(new StackView(resources.map(outputsOf)))),
            suppressions,
            reportViolation,
          );
        },
      };
    }
    const { types } = rule;
    return {
      ...metadata,
      validateResource: (args: ResourceValidationArgs, reportViolation: ReportViolation) => {
        if (types !== undefined && !types.includes(args.type)) args.notApplicable(`looks at ${types.join(", ")} only`);
        report(
          rule,
          guarded(args.urn, () => rule.judge(viewOf(args, {}))),
          suppressions,
          reportViolation,
        );
      },
    };
  });
}

/** An undecided mandatory rule is a violation like any other: the SDK's own answer would be a remark and a pass. */
function report(
  { id, name: policy }: RuleFacts,
  judgements: readonly Judgement[],
  suppressions: Suppressions,
  reportViolation: ReportViolation,
): void {
  for (const { urn, outcome, message } of judgements) {
    if (suppressionOf(suppressions, { id, policy, urn }) !== undefined) continue;
    if (outcome === "fail") reportViolation(message, urn);
    if (outcome === "inconclusive") reportViolation(`could not be decided: ${message}`, urn);
  }
}

function viewOf(
  resource: ResourceValidationArgs | StackValidationArgs["resources"][number],
  propertyDependencies: ResourceView["propertyDependencies"],
): ResourceView {
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    props: properties(resource.props),
    protect: resource.opts.protect,
    propertyDependencies,
  };
}

/** A stack policy gets no inputs: what is not known and refers to nothing is the provider's to choose. */
function outputsOf(resource: StackValidationArgs["resources"][number]): ResourceView {
  const dependencies = Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, targets]) => [
      property,
      targets.map(({ urn }) => urn),
    ]),
  );
  const view = viewOf(resource, dependencies);
  return { ...view, props: withoutComputed(view.props, (property) => Object.hasOwn(dependencies, property)) };
}
