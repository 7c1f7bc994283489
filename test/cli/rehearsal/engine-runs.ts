/** Runs of the engine as its events would have told them. */
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import type { EngineRun } from "../../../cli/engine/engine-stack";
import { EngineLog } from "../../../cli/engine/operations";

/** "replace Instance control-plane-a" is two steps of the engine. */
export function runOf(
  changes: readonly string[],
  given: Partial<EngineRun> = {},
  more: readonly Partial<EngineEvent>[] = [],
) {
  const log = new EngineLog();
  const add = (event: Partial<EngineEvent>) => log.add({ sequence: 0, timestamp: 0, ...event });
  for (const change of changes) {
    const [kind = "", type = "", name = ""] = change.split(" ");
    const urn = urnOf(type, name);
    for (const op of kind === "replace" ? ["delete-replaced", "create-replacement"] : [kind]) {
      const metadata = { op: op as OpType, urn, type: `aws:x/y:${type}`, provider: "" };
      add({ resourcePreEvent: { metadata } });
      add({ resOutputsEvent: { metadata } });
    }
  }
  for (const event of more) add(event);
  return { log, succeeded: true, printed: "", milliseconds: 1500, ...given };
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::palisade::palisade:aws:Thing$aws:x/y:${type}::${name}`;
}

export function told(message: string): Partial<EngineEvent> {
  return { diagnosticEvent: { message, color: "never", severity: "error" } };
}

export function refused(
  policyName: string,
  resourceUrn: string,
  enforcementLevel: "mandatory" | "warning",
): Partial<EngineEvent> {
  return {
    policyEvent: {
      resourceUrn,
      policyName,
      enforcementLevel,
      policyPackName: "palisade",
      policyPackVersion: "1",
      policyPackVersionTag: "1",
      message: "no",
      color: "never",
    },
  };
}
