/** A rehearsal as people read it: a line for each step as it ends, and below it what is wrong. */
import type { FoundPulumi } from "../engine/pulumi-command";
import type { StepResult } from "../rehearsal/step";
import { heading, paint, table, WIDTH, wrapped } from "../terminal";

const COLUMNS = [
  { title: "STEP", width: 24 },
  { title: "SECONDS", width: 8 },
  { title: "OPERATIONS", width: 40 },
  { title: "RESULT", width: 7 },
];

export function rehearsalHeader(environment: string, { version, from }: Pick<FoundPulumi, "version" | "from">): string {
  const titles = COLUMNS.map(({ title, width }) => title.padEnd(width)).join("");
  return [
    wrapped(`Rehearsal of ${environment} on Pulumi ${version} (${from})`, WIDTH)
      .map((line, index) => (index === 0 ? heading(line) : paint.bold(line)))
      .join("\n"),
    "Stand-in providers: nothing real is touched.",
    "",
    paint.dim(titles.trimEnd()),
  ].join("\n");
}

export function renderStep(result: StepResult): string {
  const { name, milliseconds, findings, notHere, remark } = result;
  const row =
    notHere === undefined
      ? [name, (milliseconds / 1000).toFixed(1), remark ?? countsOf(result), findings.length === 0 ? "ok" : "FAILED"]
      : [name, "", notHere, "-"];
  // The title is printed once, above the first step.
  const [, ...lines] = table(COLUMNS, [row]).split("\n");
  return [...lines, ...findings.slice(0, SHOWN).map(shownFinding), ...moreOf(findings)].join("\n");
}

/** Findings of a step that are printed; the others are in --json. */
const SHOWN = 20;

function moreOf(findings: readonly string[]): readonly string[] {
  return findings.length > SHOWN ? [`  and ${findings.length - SHOWN} more: --json has all`] : [];
}

/** Four lines of it: a finding may be a whole error of the engine. */
function shownFinding(text: string): string {
  const [first = "", ...others] = wrapped(text.slice(0, 4 * WIDTH), WIDTH - 4);
  return [`  ${first}`, ...others.map((line) => `    ${line}`)].map((line) => paint.red(line)).join("\n");
}

function countsOf({ counts }: StepResult): string {
  const told = [
    [counts.create, "created"],
    [counts.update, "updated"],
    [counts.replace, "replaced"],
    [counts.delete, "deleted"],
  ] as const;
  const some = told.filter(([count]) => count > 0).map(([count, verb]) => `${count} ${verb}`);
  return some.length === 0 ? "nothing changes" : some.join(", ");
}

export function rehearsalVerdict(environment: string, steps: readonly StepResult[], seconds: number): string {
  const failed = steps.filter(({ findings }) => findings.length > 0).length;
  const done = steps.filter(({ notHere }) => notHere === undefined).length;
  const operations = steps.reduce((sum, step) => sum + step.operations.length, 0);
  const verdict = failed === 0 ? paint.green("PASSED") : paint.red("FAILED");
  const counts = `${done - failed} steps as they should be, ${failed} not, ${operations} operations, ${seconds.toFixed(0)} s`;
  const lines = wrapped(`${environment}: ${counts}`, WIDTH - "PASSED ".length);
  return `\n${verdict} ${lines.join("\n  ")}`;
}

/** `folder`: relative to where people are. */
export function keptNote(folder: string, environment: string): string {
  return [
    "",
    ...wrapped(`Kept in ${folder}:`, WIDTH),
    "  project/  program and stack file",
    "  backend/  state",
    "  cloud/    what the stand-ins made, and their journal",
    "To look at it with the CLI, and to go on with the stand-ins:",
    `  . ${folder}/env.sh`,
    `  cd ${folder}/project`,
    `  pulumi stack -s ${environment}`,
  ].join("\n");
}
