/** The life of one environment on the real engine: made, unchanged, changed, refused, destroyed. */

import type { Interruption } from "../../sandbox/engine/interruption";
import type { EngineRun, EngineStack } from "../engine/engine-stack";
import { checkedEnvironment, type LoadedEnvironment } from "../environment";
import { DRIFT, makeDrift } from "./drift";
import { anotherImage, EDITS, type Edit, image, liftProtection, type Situation } from "./edits";
import { recover } from "./recovery";
import { nameOf, notHere, type StepResult, stepOf } from "./step";

export interface Watcher {
  /** A step begins; `total` counts those of the whole rehearsal. */
  began(name: string, place: number, total: number): void;
  /** The engine has begun another operation of the step. */
  moved(operations: number): void;
  ended(result: StepResult): void;
}

const STEPS_BESIDE_EDITS = [
  "up",
  "no change",
  "refresh",
  "drift found",
  "drift undone",
  "no change at the end",
  "destroy while protected",
  "destroy",
];

const KILLED = "engine killed";
const SECOND = "b";

export class Rehearsal {
  private readonly stack: EngineStack;
  private readonly watcher: Watcher;
  private now: Situation;
  private place = 0;
  private shown = "";
  private lastRun = Date.now();

  constructor(stack: EngineStack, start: LoadedEnvironment, watcher: Watcher) {
    this.stack = stack;
    this.now = { ...start, first: start };
    this.watcher = watcher;
  }

  static readonly length = STEPS_BESIDE_EDITS.length + EDITS.length + 2;

  /** Ends at the first step that has a finding: what comes after would be about another state than people think. */
  async run(): Promise<readonly StepResult[]> {
    const results: StepResult[] = [];
    for (const step of this.steps()) {
      const result = await step();
      results.push(result);
      this.watcher.ended(result);
      if (result.findings.length > 0) break;
    }
    return results;
  }

  private steps(): readonly (() => Promise<StepResult>)[] {
    return [
      () => this.first(),
      () => this.unchanged("no change", "preview"),
      () => this.unchanged("refresh", "refresh"),
      () => this.driftFound(),
      () => this.driftUndone(),
      ...EDITS.flatMap((edit) => [() => this.edit(edit), ...(edit === image ? [() => this.killed()] : [])]),
      () => this.unchanged("no change at the end", "preview"),
      () => this.refused(),
      () => this.edit(liftProtection),
      () => this.destroyed(),
    ];
  }

  private async first(): Promise<StepResult> {
    const promised = await this.engine("up", "preview");
    // Rules about the whole stack are asked when all is made: what the preview refuses is not begun.
    if (!promised.succeeded) return this.judged("up", promised, {});
    const run = await this.engine("up", "up");
    const result = this.judged("up", run, { promised });
    const { update, replace, delete: deleted } = result.counts;
    return {
      ...result,
      findings: [
        ...result.findings,
        ...(update + replace + deleted === 0 ? [] : ["the first run did more than create"]),
        ...(run.log.policyPacks.includes("palisade") ? [] : ["the engine did not run the policy pack"]),
      ],
    };
  }

  private async unchanged(name: string, operation: "preview" | "refresh"): Promise<StepResult> {
    return this.judged(name, await this.engine(name, operation), { changes: [] });
  }

  /** Somebody changes one resource by hand and deletes another: without this, a refresh that never sees anything would pass, too. */
  private async driftFound(): Promise<StepResult> {
    makeDrift(this.stack.cloud());
    return this.judged("drift found", await this.engine("drift found", "refresh"), { changes: DRIFT.found });
  }

  private async driftUndone(): Promise<StepResult> {
    const promised = await this.engine("drift undone", "preview");
    const run = await this.engine("drift undone", "up");
    return this.judged("drift undone", run, { changes: DRIFT.undone, promised });
  }

  private async edit(edit: Edit): Promise<StepResult> {
    const prepared = edit.prepare(this.now);
    if ("notHere" in prepared) return this.absent(edit.name, prepared.notHere);
    const before = this.now.plan;
    this.now = { ...this.now, ...checkedEnvironment(prepared.stackFile) };
    if (prepared.source !== undefined) this.stack.edit(prepared.source);
    await this.stack.configure(prepared.stackFile);
    const promised = await this.engine(edit.name, "preview");
    const run = await this.engine(edit.name, "up");
    const result = this.judged(edit.name, run, { changes: edit.expected(before, this.now.plan), promised });
    return { ...result, milliseconds: promised.milliseconds + run.milliseconds };
  }

  /**
   * The engine is killed when the new instance of the second control plane is there and the engine has not heard of it. What follows is what an operator does,
   * and ends with one instance for each control plane.
   */
  private async killed(): Promise<StepResult> {
    const prepared = anotherImage.prepare(this.now);
    if ("notHere" in prepared) return this.absent(KILLED, prepared.notHere);
    const before = this.stack.cloud().resources.length;
    const urn = this.stack
      .cloud()
      .resources.find((resource) => resource.urn.endsWith(`aws:ec2/instance:Instance::control-plane-${SECOND}`))?.urn;
    if (urn === undefined) return this.absent(KILLED, `there is no control plane ${SECOND}`);
    this.now = { ...this.now, ...checkedEnvironment(prepared.stackFile) };
    await this.stack.configure(prepared.stackFile);
    const run = await this.engine(KILLED, "up", { at: { operation: "create", urn }, moment: "after" });
    const recovered = await recover(this.stack);
    const rest = await this.engine(KILLED, "up");
    const again = await this.engine(KILLED, "preview");
    const left = this.stack.cloud().resources;
    const result = this.judged(KILLED, rest, {});
    return {
      ...result,
      milliseconds: run.milliseconds + rest.milliseconds + again.milliseconds,
      operations: [...run.log.changes, ...rest.log.changes].map(({ kind, urn: of }) => `${kind} ${nameOf(of)}`),
      findings: [
        ...result.findings,
        ...(run.succeeded ? ["the engine was not killed"] : []),
        ...(recovered.found === 1 ? [] : [`${recovered.found} lost creations were found, must be 1`]),
        ...again.log.changes.map(({ kind, urn: of }) => `not done after the recovery: ${kind} ${nameOf(of)}`),
        ...(left.length === before ? [] : [`${left.length} resources in the cloud, were ${before}`]),
      ],
      remark: "lock and lost instance found, converged",
    };
  }

  /** Keys, buckets and log groups of an environment that may not be lost: a destroy is refused before it has deleted anything. */
  private async refused(): Promise<StepResult> {
    const name = "destroy while protected";
    if (this.now.config.protection.disposable) return this.absent(name, "it is disposable: nothing is protected");
    const before = this.stack.cloud().resources.length;
    const run = await this.engine(name, "destroy");
    const left = this.stack.cloud().resources.length;
    const guarded = run.log.errors.some((text) => /destroy-guard.*cannot be deleted\s.*protected/s.test(text));
    return {
      ...this.judged(name, run, {}),
      findings: [
        ...(run.succeeded ? ["nothing stood against it"] : []),
        ...(guarded || run.succeeded
          ? []
          : [`it failed, and not because of destroy-guard: ${run.log.errors.join(" ")}`]),
        ...(left === before ? [] : [`${before - left} resources are gone`]),
      ],
      remark: "refused, nothing is gone",
    };
  }

  private async destroyed(): Promise<StepResult> {
    const result = this.judged("destroy", await this.engine("destroy", "destroy"), {});
    const left = this.stack.cloud().resources.map(({ type, id }) => `left behind: ${type} ${id}`);
    return { ...result, findings: [...result.findings, ...left] };
  }

  private began(name: string): void {
    if (name === this.shown) return;
    this.shown = name;
    this.place++;
    this.watcher.began(name, this.place, Rehearsal.length);
  }

  private absent(name: string, reason: string): StepResult {
    this.began(name);
    return notHere(name, reason);
  }

  private async engine(
    name: string,
    operation: "preview" | "up" | "refresh" | "destroy",
    interruption?: Interruption,
  ): Promise<EngineRun> {
    this.began(name);
    let operations = 0;
    return await this.stack[operation]({
      ...(interruption === undefined ? {} : { interruption }),
      onStep: () => {
        operations++;
        this.watcher.moved(operations);
      },
    });
  }

  private judged(
    name: string,
    run: EngineRun,
    expectation: Pick<Parameters<typeof stepOf>[2], "changes" | "promised">,
  ): StepResult {
    const renewal = halfDay(this.lastRun) !== halfDay(Date.now());
    this.lastRun = Date.now();
    return stepOf(name, run, { ...expectation, renewal });
  }
}

/** The kubeconfig is made anew with each half-day, UTC. */
function halfDay(time: number): number {
  return Math.floor(time / 43_200_000);
}
