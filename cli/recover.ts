/** `npm run recover -- <environment>`: what an interrupted run left, and the way out. It changes neither the stack nor the cloud. */
import { visible } from "../config/visible-text";
import { ExitCode, ExpectedError } from "./exit";
import { readState } from "./recovery/exported-state";
import { type PendingOperation, pendingOperations } from "./recovery/pending";
import { printedId } from "./recovery/printed-id";
import { repaired } from "./recovery/repair";
import { renderReport } from "./recovery/report";
import { recoverySteps } from "./recovery/steps";
import { refuseExisting, writeNewFile } from "./secrets/private-file";

/** Exit codes: 0 nothing pending, or the repaired state is written; 1 something is pending; 2 it could not be read. */
export function recover(options: {
  readonly environment: string;
  /** An export; "-" for standard input. Without one the Pulumi CLI is asked. */
  readonly state?: string;
  readonly json: boolean;
  /** Where the repaired state goes: a file that is not there yet. */
  readonly output?: string;
  /** "NAME=ID". */
  readonly found: readonly string[];
  readonly absent: readonly string[];
}): number {
  const { environment, state: file, output, json } = options;
  if (output === undefined && (options.found.length > 0 || options.absent.length > 0)) {
    throw new ExpectedError("-o: is missing; name the file of the repaired state, or leave --found and --absent out");
  }
  if (output !== undefined) refuseExisting(output);
  const found = answers(options.found);
  const state = readState(environment, file);
  const pending = pendingOperations(state);
  if (output === undefined) return report(environment, pending, json);
  if (pending.length === 0) throw new ExpectedError("-o: nothing is pending, and so there is nothing to repair");
  const repair = repaired(state, pending, { found, absent: options.absent }, printedId);
  // Secrets are as encrypted as they were in the export, which may have been made with --show-secrets.
  writeNewFile(output, `${JSON.stringify(repair.state, null, 4)}\n`, { encrypted: false });
  const { adopted, cleared } = repair;
  const lines = [
    ...adopted.map((urn) => `taken in  ${visible(urn)}`),
    ...cleared.map((urn) => `cleared   ${visible(urn)}`),
  ];
  process.stdout.write(
    json ? `${JSON.stringify({ environment, adopted, cleared }, null, 2)}\n` : `${lines.join("\n")}\n`,
  );
  return ExitCode.passed;
}

function report(environment: string, pending: readonly PendingOperation[], json: boolean): number {
  const steps = recoverySteps(environment, pending);
  process.stdout.write(
    json ? `${JSON.stringify({ environment, pending, steps }, null, 2)}\n` : renderReport(environment, pending, steps),
  );
  return pending.length === 0 ? ExitCode.passed : ExitCode.failed;
}

/** Throws ExpectedError where a name has two ids: the last one would win unseen. */
function answers(texts: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, id] of texts.map(answer)) {
    if (found.has(name)) {
      throw new ExpectedError(
        `--found: ${visible(name)} is there twice, got ${visible(id)} too; leave one of them out`,
      );
    }
    found.set(name, id);
  }
  return found;
}

/** A name has no "=", an id may have one. */
function answer(text: string): readonly [name: string, id: string] {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) {
    throw new ExpectedError(`--found: is no NAME=ID, got ${visible(text)}; take both from the list and its command`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
