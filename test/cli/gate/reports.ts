/** A report as a gate makes it, of a small stack. */
import { type GateReport, gateReport } from "../../../cli/gate/report";
import { judge } from "../../../policy/judge";
import { fail, inconclusive, judged, type ResourceRule } from "../../../policy/rule";
import { NO_SUPPRESSIONS, type Suppressions } from "../../../policy/suppressions";
import type { StateResource } from "../../../policy/view/stack";
import { type Inputs, resource, stateOf } from "../../policy/fixture";

export const TYPE = "test:a/b:C";

const FACTS = {
  statement: "A holds",
  level: "mandatory",
  severity: "high",
  references: ["AWS FSBP EC2.6"],
  remediation: "Mend it.",
  scope: "resource",
  types: [TYPE],
} as const;

const CHECKS = { fail, inconclusive };

/** Says of each resource what its inputs tell it to: `fail: "text"`, `inconclusive: "text"`. */
export function rule(facts: Partial<ResourceRule> = {}): ResourceRule {
  return {
    ...FACTS,
    id: "BCK-01",
    name: "backup-must-be",
    ...facts,
    judge: ({ urn, props }) =>
      judged(
        urn,
        (["fail", "inconclusive"] as const).flatMap((outcome) => {
          const message = props[outcome];
          return typeof message === "string" ? [CHECKS[outcome](message)] : [];
        }),
      ),
  };
}

export const STACK = resource("pulumi:pulumi:Stack", "palisade-test", {}, { id: null });

export function one(name: string, inputs: Inputs = {}, more: Readonly<Record<string, unknown>> = {}): StateResource {
  return { ...resource(TYPE, name, inputs), ...more };
}

export function reportOf(
  resources: readonly StateResource[],
  rules: readonly ResourceRule[] = [rule()],
  suppressions: Suppressions = NO_SUPPRESSIONS,
): GateReport {
  const state = stateOf(STACK, ...resources);
  return gateReport("test", "Pulumi.test.yaml", state, judge(state, rules, suppressions));
}

/** One entry that answers for a resource of that name. */
export function accepted(name: string): Suppressions {
  const entry = {
    id: "BCK-01",
    urn: `urn:pulumi:test::palisade::${TYPE}::${name}`,
    reason: "the function is not built yet",
    owner: "platform team",
    created: "2026-11-01",
    expires: "2027-01-31",
    line: 2,
  } as const;
  return { entries: [entry], problems: [] };
}
