/** The rules as CrossGuard policies: what `--policy-pack policy` runs in the engine. */
import type { Policies, ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { guarded, type Judgement, type Rule } from "./rule";
import { type ResourceView, StackView } from "./view/stack";
import { properties } from "./view/value";

export function policiesOf(rules: readonly Rule[]): Policies {
  return rules.map((rule) => {
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
          const stack = new StackView(resources.map(viewOf));
          report(
            guarded(resources[0]?.urn ?? "", () => rule.judge(stack)),
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
          guarded(args.urn, () => rule.judge(viewOf(args))),
          reportViolation,
        );
      },
    };
  });
}

/** An undecided mandatory rule is a violation like any other: the SDK's own answer would be a remark and a pass. */
function report(judgements: readonly Judgement[], reportViolation: ReportViolation): void {
  for (const { urn, outcome, message } of judgements) {
    if (outcome === "fail") reportViolation(message, urn);
    if (outcome === "inconclusive") reportViolation(`could not be decided: ${message}`, urn);
  }
}

type Judged = ResourceValidationArgs | StackValidationArgs["resources"][number];

function viewOf(resource: Judged): ResourceView {
  const dependencies = "propertyDependencies" in resource ? resource.propertyDependencies : {};
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    props: properties(resource.props),
    protect: resource.opts.protect,
    propertyDependencies: Object.fromEntries(
      Object.entries(dependencies).map(([property, targets]) => [property, targets.map(({ urn }) => urn)]),
    ),
  };
}
