/** Small stacks in the form of a state file, and what one rule says of them. */
import { judge, type State } from "../../policy/judge";
import type { Rule } from "../../policy/rule";
import type { RuleResult } from "../../policy/verdict";
import type { StateResource } from "../../policy/view/stack";

/** The engine's mark for a string that is not known before the resource exists. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Inputs = Readonly<Record<string, unknown>>;

interface Extras {
  readonly outputs?: Inputs;
  readonly protect?: boolean;
  /** Property, then names of resources as `resource` made them. */
  readonly refersTo?: Readonly<Record<string, readonly StateResource[]>>;
  /** Null: not known, as before the first deployment. */
  readonly id?: string | null;
}

export function idOf(name: string): string {
  return `id-of-${name}`;
}

/** A resource with an id, which it also gives back as an output, as AWS resources do. */
export function resource(type: string, name: string, inputs: Inputs = {}, extras: Extras = {}): StateResource {
  const id = extras.id === undefined ? idOf(name) : extras.id;
  return {
    urn: `urn:pulumi:test::palisade::${type}::${name}`,
    type,
    ...(id === null ? {} : { id }),
    inputs,
    outputs: { ...inputs, id: id ?? UNKNOWN, ...extras.outputs },
    ...(extras.protect ? { protect: true } : {}),
    propertyDependencies: Object.fromEntries(
      Object.entries(extras.refersTo ?? {}).map(([property, targets]) => [property, targets.map(({ urn }) => urn)]),
    ),
  };
}

export function stateOf(...resources: readonly StateResource[]): State {
  return { deployment: { resources } };
}

export interface Told {
  readonly outcome: RuleResult["outcome"];
  /** "fail <name of the resource>: <message>" */
  readonly findings: readonly string[];
}

/** What a rule says of a stack of these resources. */
export function told(rule: Rule, ...resources: readonly StateResource[]): Told {
  const verdict = judge(stateOf(...resources), [rule]);
  return {
    outcome: verdict.rules[0]?.outcome ?? "not-applicable",
    findings: verdict.findings.map(
      ({ outcome, urn, message }) => `${outcome} ${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`,
    ),
  };
}

export const PASS: Told = { outcome: "pass", findings: [] };
export const NOT_APPLICABLE: Told = { outcome: "not-applicable", findings: [] };

export function failed(...findings: readonly string[]): Told {
  return { outcome: "fail", findings: findings.map((finding) => `fail ${finding}`) };
}

export function undecided(...findings: readonly string[]): Told {
  return { outcome: "inconclusive", findings: findings.map((finding) => `inconclusive ${finding}`) };
}

/** What the program registers about itself. */
export function environment(facts: Inputs = {}): StateResource {
  return resource(
    "palisade:index:Environment",
    "environment",
    {},
    {
      id: null,
      outputs: {
        adminCidrs: ["10.200.0.0/16"],
        apiAllowListCidrs: ["198.51.100.0/24"],
        disposable: false,
        ...facts,
      },
    },
  );
}
