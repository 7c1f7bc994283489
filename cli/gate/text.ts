/** The gate for people at a terminal. */
import type { Verdict } from "../../policy/verdict";
import { renderVerdict, verdictLine } from "../render/verdict";
import { heading } from "../terminal";
import type { Difference } from "./baseline";
import { type GateReport, resourceName } from "./report";

export function gateText(
  report: GateReport,
  verdict: Verdict,
  {
    difference,
    disposable,
    passed,
  }: { readonly difference?: Difference | undefined; readonly disposable: boolean; readonly passed: boolean },
): string {
  return `${[
    heading(`Policies: ${report.stack} (${report.from}), ${Object.keys(report.resources).length} resources`),
    renderVerdict(verdict),
    ...(difference === undefined ? [] : ["", differenceText(difference)]),
    "",
    verdictLine(report.stack, { ...verdict, passed }, disposable),
  ].join("\n")}\n`;
}

function differenceText({ fresh, worsened, known, fixed, resources }: Difference): string {
  const { added, changed, removed } = resources;
  return [
    heading("Since the baseline"),
    `findings: ${fresh.length} new, ${worsened.length} worse, ${known.length} known, ${fixed.length} fixed`,
    `resources: ${added.length} added, ${changed.length} changed, ${removed.length} removed`,
    ...fresh.map(({ policy, urn }) => `  new    ${policy}: ${resourceName(urn)}`),
    ...worsened.map(({ policy, urn }) => `  worse  ${policy}: ${resourceName(urn)}`),
    ...fixed.map(({ policy, urn }) => `  fixed  ${policy}: ${resourceName(urn)}`),
  ].join("\n");
}
