/** CMP-04: the file of suppressions as a rule, so that every way of judging a stack hears of what is wrong with it. */
import { fail, judged, type StackRule } from "./rule";
import { LONGEST_DAYS, type Suppression, type Suppressions, unmatched } from "./suppressions";
import type { Finding } from "./verdict";

/** Name of the file in every message. */
const FILE = "policy/suppressions.yaml";

/**
 * What is wrong with the file, on the stack itself. `findings`: of all other rules, where they are at hand (the engine judges each rule alone): an entry
 * that answers for none of them is said, too.
 */
export function suppressionRule(suppressions: Suppressions, findings?: readonly Finding[]): StackRule {
  return {
    id: "CMP-04",
    name: "suppressions-must-be-current",
    statement: "Every accepted finding has a reason, an owner and a last day, and is still found",
    severity: "high",
    level: "mandatory",
    references: [],
    remediation: `Correct the entry in ${FILE}: id, urn, reason, owner, created and expires, at most ${LONGEST_DAYS} days; take out what is mended.`,
    scope: "stack",
    judge: ({ resources }) => {
      const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? resources[0];
      if (stack === undefined) return [];
      const { entries, problems } = suppressions;
      if (entries.length + problems.length === 0) return [];
      const dead = findings === undefined ? [] : unmatched(suppressions, stackOf(stack.urn), findings);
      return judged(stack.urn, [
        ...problems.map(({ line, message }) => fail(`${FILE}:${line}: ${message}`)),
        ...dead.map((entry) => fail(`${FILE}:${entry.line}: ${deadText(entry)}`)),
      ]);
    },
  };
}

function deadText({ id, policy }: Suppression): string {
  return `${policy ?? id} finds nothing that this entry answers for; take it out`;
}

/** "staging" of "urn:pulumi:staging::palisade::...". */
function stackOf(urn: string): string {
  return urn.split(":")[2] ?? "";
}
