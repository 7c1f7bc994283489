/** The verdict as a table, and every finding below it. */
import type { Finding, RuleResult, Verdict } from "../../policy/verdict";
import { paint, table, WIDTH } from "../terminal";

const OUTCOMES: Readonly<Record<RuleResult["outcome"], string>> = {
  pass: "passed",
  fail: "FAILED",
  inconclusive: "UNDECIDED",
  suppressed: "open",
  "not-applicable": "no subject",
};

export function renderVerdict(verdict: Verdict): string {
  const rows = verdict.rules.map((rule) => [
    rule.id,
    rule.statement,
    String(rule.checked),
    isAdvice(rule) ? "advice" : OUTCOMES[rule.outcome],
  ]);
  const results = table(
    [
      { title: "ITEM", width: 8 },
      { title: "RULE", width: 52 },
      { title: "CHECKED", width: 9 },
      { title: "RESULT", width: 11 },
    ],
    rows,
  );
  const findings = verdict.findings
    .filter(({ level, suppression }) => level === "mandatory" && suppression === undefined)
    .map(renderFinding);
  const open = verdict.findings.filter(({ suppression }) => suppression !== undefined).map(renderOpen);
  const advice = verdict.rules.filter(isAdvice).map((rule) => renderAdvice(rule, verdict.findings));
  return [results, ...[...advice, ...open, ...findings].map((text) => `\n${text}`)].join("\n");
}

/** A rule that fails nothing has something to say. */
function isAdvice({ level, outcome }: RuleResult): boolean {
  return level === "advisory" && (outcome === "fail" || outcome === "inconclusive");
}

/** Once for all that it is about: every place is in preview.json. */
function renderAdvice({ id, policy }: RuleResult, findings: readonly Finding[]): string {
  const about = findings.filter((finding) => finding.policy === policy);
  const names = [...new Set(about.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2)))];
  return [
    `${paint.bold(id)} ${policy}: ${paint.yellow("advice")}`,
    ...indented(names.map((name, index) => (index < names.length - 1 ? `${name},` : name))),
    ...indented((about[0]?.remediation ?? "").split(" ")).map((line) => paint.dim(line)),
  ].join("\n");
}

/** Words in lines of the terminal's width, two columns in. */
function indented(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
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

/** What is wrong and accepted for a time: never a pass. */
function renderOpen({ id, policy, suppression }: Finding): string {
  const { reason = "", owner = "", expires = "" } = suppression ?? {};
  return [
    `${paint.bold(id)} ${policy}: ${paint.yellow("open")}, accepted until ${expires} by ${owner}`,
    ...indented(reason.split(/\s+/)).map((line) => paint.dim(line)),
  ].join("\n");
}

/** The end of a preview: whether it passed, and what was counted. Advice is no failure. */
export function verdictLine(environment: string, { passed, rules }: Verdict, disposable: boolean): string {
  const count = (outcome: RuleResult["outcome"]) =>
    rules.filter((rule) => rule.outcome === outcome && !isAdvice(rule)).length;
  const advice = rules.filter(isAdvice).length;
  const counted = [
    `${count("pass")} rules passed`,
    `${count("fail")} failed`,
    `${count("inconclusive")} undecided`,
    ...(advice === 0 ? [] : [`${advice} with advice`]),
    ...(count("suppressed") === 0 ? [] : [`${count("suppressed")} open, accepted for a time`]),
    ...(count("not-applicable") === 0 ? [] : [`${count("not-applicable")} without a subject`]),
    ...(disposable ? ["disposable: nothing is protected"] : []),
  ].join(", ");
  const line = `${passed ? "PASSED" : "FAILED"} ${environment}: ${counted}`;
  // Wrapped like everything else, and coloured then: colours have no width.
  const [first = "", ...more] = indented(line.split(" ")).map((text, index) => (index === 0 ? text.trim() : text));
  return [first.replace(/^[A-Z]+/, passed ? paint.green : paint.red), ...more].join("\n");
}
