/** JUnit XML: each rule is a test case, in the suite of its group of the checklist. */
import builder from "junit-report-builder";
import { CHECKLIST } from "../../policy/checklist";
import type { RuleResult } from "../../policy/verdict";
import { type GateReport, type ReportedFinding, resourceName } from "./report";

export function junitReport(report: GateReport): string {
  const xml = builder.newBuilder().name(`Palisade: ${report.stack}`);
  for (const { id, title } of CHECKLIST) {
    const rules = report.rules.filter((rule) => rule.id.startsWith(`${id}-`));
    if (rules.length === 0) continue;
    const suite = xml.testSuite().name(title);
    for (const rule of rules) {
      const test = suite.testCase().className(`palisade.${id}`).name(`${rule.id} ${rule.policy}`);
      const about = report.findings.filter(({ policy }) => policy === rule.policy);
      switch (outcomeOf(rule)) {
        case "failed":
          test.failure(linesOf(about.filter(({ suppression }) => suppression === undefined)).join("\n"), rule.outcome);
          break;
        case "skipped":
          test.skipped();
          test.standardOutput(linesOf(about).join("\n") || "the stack has nothing that this rule looks at");
          break;
        default:
          test.standardOutput([`${rule.checked} checked`, ...linesOf(about)].join("\n"));
      }
    }
  }
  return `${xml.build()}\n`;
}

/** What is accepted for a time has not passed: it is skipped, like what has no subject. */
function outcomeOf({ outcome, level }: RuleResult): "failed" | "skipped" | "passed" {
  if (outcome === "suppressed" || outcome === "not-applicable") return "skipped";
  return level === "mandatory" && outcome !== "pass" ? "failed" : "passed";
}

function linesOf(findings: readonly ReportedFinding[]): readonly string[] {
  return findings.map(({ urn, outcome, message, suppression }) => {
    const verb = outcome === "fail" ? "" : "could not be decided: ";
    const accepted =
      suppression === undefined ? "" : ` (accepted until ${suppression.expires} by ${suppression.owner})`;
    return `${resourceName(urn)}: ${verb}${message}${accepted}`;
  });
}
