/** What the engine did, from its events: one entry for each step of a resource, with its place in the order. */
import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation";

/** Steps as the engine names them; a replacement is "create-replacement" and "delete-replaced", in one order or the other. */
export type StepKind =
  | "create"
  | "update"
  | "delete"
  | "create-replacement"
  | "delete-replaced"
  | "replace"
  | "read"
  | "refresh"
  | "same"
  | "discard-replaced"
  | "remove-pending-replace";

export interface Step {
  readonly kind: StepKind;
  readonly urn: string;
  readonly type: string;
  /** Place of the event that began it, and of the one that ended it; undefined where it did not end. */
  readonly began: number;
  readonly ended: number | undefined;
  readonly failed: boolean;
}

export interface Violation {
  readonly policy: string;
  readonly urn: string;
  readonly level: string;
  readonly message: string;
}

/** The engine adds one for each package that the program names no provider for: nothing of the program's, and nothing in the world. */
const DEFAULT_PROVIDER = /::pulumi:providers:\w+::default/;

/** Kinds that change something in the world. */
const CHANGING: ReadonlySet<string> = new Set(["create", "update", "delete", "create-replacement", "delete-replaced"]);

interface StackSummary {
  readonly policyAnalyzeStackSummaryEvent?: { readonly policyPackName: string };
}

export class EngineLog {
  private readonly events: EngineEvent[] = [];

  readonly add = (event: EngineEvent): void => {
    this.events.push(event);
  };

  /** In the order in which they began. */
  get steps(): readonly Step[] {
    const open = new Map<string, number>();
    const steps: { -readonly [K in keyof Step]: Step[K] }[] = [];
    this.events.forEach((event, place) => {
      const begun = event.resourcePreEvent?.metadata;
      if (begun !== undefined && !DEFAULT_PROVIDER.test(begun.urn)) {
        open.set(`${begun.op} ${begun.urn}`, steps.length);
        steps.push({
          kind: begun.op as StepKind,
          urn: begun.urn,
          type: begun.type,
          began: place,
          ended: undefined,
          failed: false,
        });
      }
      const done = event.resOutputsEvent?.metadata ?? event.resOpFailedEvent?.metadata;
      if (done === undefined) return;
      const step = steps[open.get(`${done.op} ${done.urn}`) ?? open.get(`refresh ${done.urn}`) ?? -1];
      if (step === undefined) return;
      // Only its end tells what a refresh has found: that nothing was changed, or what was.
      if (step.kind === "refresh" && done.op !== "same") step.kind = done.op as StepKind;
      step.ended = place;
      step.failed = event.resOpFailedEvent !== undefined;
    });
    return steps;
  }

  /** Those that change something. */
  get changes(): readonly Step[] {
    return this.steps.filter(({ kind }) => CHANGING.has(kind));
  }

  get violations(): readonly Violation[] {
    return this.events.flatMap(({ policyEvent }) =>
      policyEvent === undefined
        ? []
        : [
            {
              policy: policyEvent.policyName,
              urn: policyEvent.resourceUrn ?? "",
              level: policyEvent.enforcementLevel,
              message: policyEvent.message,
            },
          ],
    );
  }

  /** Names of the policy packs whose rules about the whole stack were asked. */
  get policyPacks(): readonly string[] {
    return this.events.flatMap((event) => {
      // The engine tells it; the Automation API's types do not know of it.
      const summary = (event as StackSummary).policyAnalyzeStackSummaryEvent;
      return summary === undefined ? [] : [summary.policyPackName];
    });
  }

  /** Resources as the engine saw the program ask for them; secrets without their values. */
  get asked(): readonly StepEventStateMetadata[] {
    return this.events.flatMap(({ resourcePreEvent }) => {
      const state = resourcePreEvent?.metadata.new;
      return state === undefined || state === null ? [] : [state];
    });
  }

  /** What the engine and the program said that is not an answer to a step. */
  get errors(): readonly string[] {
    return this.events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
    );
  }
}

export interface NetChange {
  readonly urn: string;
  readonly change: "create" | "update" | "replace" | "delete";
}

/** Steps by resource: the two of a replacement are one change. Sorted. */
export function netChanges(steps: readonly Pick<Step, "kind" | "urn">[]): readonly NetChange[] {
  const changes = new Map<string, NetChange["change"]>();
  for (const { kind, urn } of steps) {
    if (kind === "create-replacement" || kind === "delete-replaced") changes.set(urn, "replace");
    else if (kind === "create" || kind === "update" || kind === "delete") changes.set(urn, kind);
  }
  return [...changes].map(([urn, change]) => ({ urn, change })).toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
}
