/** The verdict as a table, and every finding below it. */
import type { Finding, RuleResult, Verdict } from "../../policy/verdict";
import { paint, table } from "../terminal";

const OUTCOMES: Readonly<Record<RuleResult["outcome"], string>> = {
  pass: "passed",
  fail: "FAILED",
  inconclusive: "UNDECIDED",
  "not-applicable": "no subject",
};

export function renderVerdict(verdict: Verdict): string {
  const rows = verdict.rules.map((rule) => [rule.id, rule.statement, String(rule.checked), OUTCOMES[rule.outcome]]);
  const results = table(
    [
      { title: "ITEM", width: 8 },
      { title: "RULE", width: 52 },
      { title: "CHECKED", width: 9 },
      { title: "RESULT", width: 11 },
    ],
    rows,
  );
  return verdict.findings.length === 0 ? results : [results, "", ...verdict.findings.map(renderFinding)].join("\n");
}

function renderFinding({ id, policy, outcome, urn, message, remediation }: Finding): string {
  const [type = "", name = ""] = urn.split("::").slice(2);
  const verb = outcome === "fail" ? paint.red("failed") : paint.yellow("could not be decided");
  return [
    `${paint.bold(id)} ${policy}: ${verb}`,
    `  ${name} (${type.split("$").at(-1)})`,
    `  ${message}`,
    `  ${paint.dim(remediation)}`,
  ].join("\n");
}

/** The last line of a preview: whether it passed, and what was counted. */
export function verdictLine(environment: string, { passed, counts }: Verdict, disposable: boolean): string {
  const counted = [
    `${counts.pass} rules passed`,
    `${counts.fail} failed`,
    `${counts.inconclusive} undecided`,
    ...(counts["not-applicable"] === 0 ? [] : [`${counts["not-applicable"]} without a subject`]),
    ...(disposable ? ["disposable: nothing is protected"] : []),
  ].join(", ");
  return passed
    ? `${paint.green("PASSED")} ${environment}: ${counted}`
    : `${paint.red("FAILED")} ${environment}: ${counted}`;
}
