/** One step of a rehearsal: what the engine did, held against what it should do. */
import type { EngineRun } from "../engine/engine-stack";
import { type NetChange, netChanges, type Step } from "../engine/operations";
import type { ExpectedChange } from "./expected";
import { changedTogether } from "./order";

export interface StepResult {
  readonly name: string;
  readonly milliseconds: number;
  readonly counts: Readonly<Record<NetChange["change"], number>>;
  /** What is wrong; empty where all is as it should be. */
  readonly findings: readonly string[];
  /** Why the step does not apply to this environment; nothing was run. */
  readonly notHere?: string;
  /** What people should know of a step that went well. */
  readonly remark?: string;
  /** In the order in which they began, as "delete-replaced Instance control-plane-a". */
  readonly operations: readonly string[];
}

export interface Expectation {
  /** Undefined where any change is as good, as in the first run. */
  readonly changes?: readonly ExpectedChange[];
  /** The preview of the same change: what it promised. */
  readonly promised?: EngineRun;
  /** Resources of the kubeconfig of one day may be made anew, since its half-day is over. */
  readonly renewal: boolean;
}

export function stepOf(name: string, run: EngineRun, expectation: Expectation): StepResult {
  const changes = run.log.changes;
  return {
    name,
    milliseconds: run.milliseconds,
    counts: countsOf(changes),
    findings: [
      ...failures(run),
      ...(expectation.changes === undefined ? [] : compared(changes, expectation.changes, expectation.renewal)),
      ...(expectation.promised === undefined ? [] : kept(expectation.promised, run)),
      ...changedTogether(changes).map((pair) => `control planes changed at the same time: ${pair}`),
    ],
    operations: changes.map(({ kind, urn }) => `${kind} ${nameOf(urn)}`),
  };
}

export function notHere(name: string, reason: string): StepResult {
  return { name, milliseconds: 0, counts: NOTHING, findings: [], notHere: reason, operations: [] };
}

const NOTHING: StepResult["counts"] = { create: 0, update: 0, replace: 0, delete: 0 };

/** The first lines of a text that may be long. */
const SHOWN_LINES = 6;

function failures({ log, succeeded, printed }: EngineRun): readonly string[] {
  const mandatory = log.violations
    .filter(({ level }) => level === "mandatory")
    .map(
      ({ policy, urn, message }) => `policy ${policy} refuses ${nameOf(urn)}: ${message.split("\n").at(-1)?.trim()}`,
    );
  const told = log.errors.map((text) => text.split("\n").slice(0, SHOWN_LINES).join(" "));
  if (succeeded || mandatory.length + told.length > 0) return [...mandatory, ...told];
  return [`the engine failed: ${printed.trim().split("\n").slice(-SHOWN_LINES).join(" ")}`];
}

/** The kubeconfig's key, request and certificate have this in their names. */
const RENEWED = /^replace \S+ kubernetes-access/;

function compared(steps: readonly Step[], expected: readonly ExpectedChange[], renewal: boolean): readonly string[] {
  const wanted = new Set<string>(expected);
  const happened = new Set(netChanges(steps).map(({ urn, change }) => `${change} ${nameOf(urn)}`));
  return [
    ...[...happened]
      .filter((change) => !wanted.has(change) && !(renewal && RENEWED.test(change)))
      .map((change) => `not expected: ${change}`),
    ...[...wanted].filter((change) => !happened.has(change)).map((change) => `did not happen: ${change}`),
  ].toSorted();
}

/** What the preview promised and `up` did otherwise. */
function kept(promised: EngineRun, run: EngineRun): readonly string[] {
  const told = (log: EngineRun["log"]) =>
    new Set(netChanges(log.changes).map(({ urn, change }) => `${change} ${nameOf(urn)}`));
  const [before, after] = [told(promised.log), told(run.log)];
  return [
    ...failures(promised).map((text) => `in its preview: ${text}`),
    ...[...after].filter((change) => !before.has(change)).map((change) => `the preview had not told: ${change}`),
    // An update whose value turns out to be the same is none: a preview can only say too much.
    ...[...before]
      .filter((change) => !after.has(change) && !change.startsWith("update "))
      .map((change) => `the preview had told, and it did not happen: ${change}`),
  ];
}

function countsOf(steps: readonly Step[]): StepResult["counts"] {
  const counts = { ...NOTHING };
  for (const { change } of netChanges(steps)) counts[change]++;
  return counts;
}

/** "Instance control-plane-a" of a URN. */
export function nameOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split(":").at(-1)} ${name.join("::")}`;
}
