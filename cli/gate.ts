/** `npm run gate`: judges an environment, or an exported state, for a pull request. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { RULES } from "../policy/catalogue";
import { judge, type State } from "../policy/judge";
import type { Suppressions } from "../policy/suppressions";
import type { ThrowAwayKeys } from "../sandbox/throw-away-keys";
import { callersPath } from "./callers-path";
import { loadEnvironment } from "./environment";
import { ExitCode, ExpectedError } from "./exit";
import { differenceOf, readBaseline } from "./gate/baseline";
import { gateReport } from "./gate/report";
import { readStateFile, readText } from "./gate/state-file";
import type { GateFormat } from "./gate-commands";
import { recordProgram } from "./program";
import { ROOT } from "./root";
import { acceptedFindings } from "./suppressions";
import { progress, progressDone } from "./terminal";

export interface GateArgs {
  /** What is judged: an environment of the repository, or the file of a state. */
  readonly subject:
    | { readonly environment: string; readonly file?: string; readonly keys: ThrowAwayKeys }
    | { readonly state: string };
  readonly format: GateFormat;
  /** Report of an earlier run with which this one is compared. */
  readonly baseline?: string;
  /** File for the report, in place of standard output. */
  readonly out?: string;
}

interface Subject {
  readonly stack: string;
  readonly from: string;
  readonly state: State;
  /** What is written down: secrets have no value. */
  readonly reported: State;
  readonly disposable: boolean;
}

/** The exit code: 0 passed, 1 failed. Throws ExpectedError or ConfigError where it could not be judged. */
export async function gate(args: GateArgs, suppressions: Suppressions = acceptedFindings()): Promise<number> {
  const subject = await subjectOf(args.subject).finally(progressDone);
  const verdict = judge(subject.state, RULES, suppressions);
  const report = gateReport(subject.stack, subject.from, subject.reported, verdict);
  const difference =
    args.baseline === undefined ? undefined : differenceOf(report, baselineOf(args.baseline, subject.stack));
  const passed =
    difference === undefined
      ? verdict.passed
      : verdict.counts.pass > 0 && difference.fresh.length + difference.worsened.length === 0;
  const text = textOf();
  if (args.out === undefined) process.stdout.write(text);
  else write(args.out, text);
  return passed ? ExitCode.passed : ExitCode.failed;

  function textOf(): string {
    switch (args.format) {
      case "json":
        return `${JSON.stringify({ ...report, passed, ...(difference === undefined ? {} : { difference: told(difference) }) }, null, 2)}\n`;
      case "sarif": {
        const { sarifLog } = require("./gate/sarif") as typeof import("./gate/sarif");
        return `${JSON.stringify(sarifLog(report, version()), null, 2)}\n`;
      }
      case "junit": {
        const { junitReport } = require("./gate/junit") as typeof import("./gate/junit");
        return junitReport(report);
      }
      case "markdown": {
        const { markdownComment } = require("./gate/markdown") as typeof import("./gate/markdown");
        return markdownComment(report, difference, passed);
      }
      default: {
        const { gateText } = require("./gate/text") as typeof import("./gate/text");
        return gateText(report, verdict, { difference, disposable: subject.disposable, passed });
      }
    }
  }
}

/** Of the findings their fingerprints alone: they are in the report already. */
function told({ fresh, worsened, known, fixed, resources }: ReturnType<typeof differenceOf>) {
  const prints = (findings: typeof fresh) => findings.map(({ fingerprint }) => fingerprint);
  return { new: prints(fresh), worsened: prints(worsened), known: prints(known), fixed, resources };
}

async function subjectOf(subject: GateArgs["subject"]): Promise<Subject> {
  if ("state" in subject) {
    const { stack, state } = readStateFile(subject.state);
    return { stack, from: basename(subject.state), state, reported: state, disposable: false };
  }
  progress("recording the program's resources ...");
  const { stackFile, plan } = loadEnvironment(subject);
  const { judged, deployment } = await recordProgram(stackFile, "recorded", subject.keys, ROOT);
  return {
    stack: plan.environment,
    from: subject.file === undefined ? `Pulumi.${plan.environment}.yaml` : basename(subject.file),
    state: judged,
    reported: deployment,
    disposable: plan.facts.disposable,
  };
}

function baselineOf(file: string, stack: string) {
  const fix = `name a file that \`npm run gate -- ${stack} --format json --out FILE\` wrote`;
  const read = readBaseline(readText("--baseline", file, fix), stack);
  if ("wrong" in read) throw new ExpectedError(`--baseline: ${read.wrong}; ${fix}`);
  return read;
}

/** Whole or not at all. */
function write(file: string, text: string): void {
  const path = callersPath(file);
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ExpectedError(`--out: cannot be written (${code}); name a file in a folder that you may write`);
  }
}

function version(): string {
  const { version: of } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly version: string };
  return of;
}
