/** A comment for a pull request: what it changes and what stands against it, in about ten lines, with the rest folded. */
import type { Difference } from "./baseline";
import { failing, type GateReport, type ReportedFinding, resourceName, tallyOf } from "./report";

/** Of each list that is shown; the rest is counted. */
const SHOWN = 20;

export function markdownComment(report: GateReport, difference: Difference | undefined, passed: boolean): string {
  const { stack } = report;
  const tally = tallyOf(report);
  const against = difference === undefined ? failing(report) : [...difference.fresh, ...difference.worsened];
  const lines = [
    `### Palisade: ${stack} ${passed ? "passed" : "**failed**"}`,
    "",
    "| Rules | |",
    "|---|---|",
    `| passed / failed / undecided | ${tally.passed} / ${tally.failed} / ${tally.undecided} |`,
    `| open, accepted for a time | ${tally.open} |`,
    `| advice / without a subject | ${tally.advice} / ${tally.withoutSubject} |`,
    ...(difference === undefined
      ? [`| resources | ${Object.keys(report.resources).length} |`]
      : changedRows(difference)),
    "",
    ...folded(
      `${against.length} ${difference === undefined ? "findings" : "new or worse findings"}`,
      against.map(findingLine),
    ),
    ...(difference === undefined
      ? []
      : [
          ...folded(`${difference.known.length} known findings`, difference.known.map(findingLine)),
          ...folded(
            `${difference.fixed.length} fixed`,
            difference.fixed.map(({ policy, urn }) => `- ${code(policy)} ${code(resourceName(urn))}`),
          ),
          ...folded("Resources that change", changedLines(difference)),
        ]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function changedRows({ fresh, worsened, known, fixed, resources }: Difference): readonly string[] {
  const { added, changed, removed } = resources;
  return [
    `| findings: new / worse / known / fixed | ${fresh.length} / ${worsened.length} / ${known.length} / ${fixed.length} |`,
    `| resources: added / changed / removed | ${added.length} / ${changed.length} / ${removed.length} |`,
  ];
}

function changedLines({ resources }: Difference): readonly string[] {
  const lines = (sign: string, urns: readonly string[]) =>
    urns.map((urn) => `- ${sign} ${code(resourceName(urn))} (${code(typeOf(urn))})`);
  return [...lines("+", resources.added), ...lines("~", resources.changed), ...lines("-", resources.removed)];
}

function findingLine({ id, policy, urn, outcome, message, remediation, source }: ReportedFinding): string {
  const verb = outcome === "fail" ? "" : "could not be decided: ";
  const place = source === undefined ? "" : ` (${source.file}:${source.line})`;
  return `- **${id}** ${code(policy)} ${code(resourceName(urn))}: ${verb}${text(message)}${text(place)}. ${text(remediation)}`;
}

function folded(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - SHOWN;
  const shown = rest > 0 ? [...lines.slice(0, SHOWN), `- and ${rest} more`] : lines;
  return [`<details><summary>${title}</summary>`, "", ...shown, "", "</details>"];
}

/** A name in the stack may hold what Markdown or HTML would take for its own. */
function code(value: string): string {
  return `\`${value.replaceAll("`", "'").replaceAll("\n", " ")}\``;
}

function text(value: string): string {
  return value
    .replace(/[\\`*_[\]<>|#]/g, "\\$&")
    .replaceAll("\n", " ")
    .replaceAll("@", "&#64;");
}

function typeOf(urn: string): string {
  return (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
}
