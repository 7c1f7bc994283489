/** Items of the checklist that no stack decides: the document or the run that proves each, and how old it may be. */
import type { ItemId } from "./checklist";

export interface Evidence {
  readonly id: ItemId;
  /** "document": somebody writes and dates it. "run": a command of this repository that fails where the item does not hold. */
  readonly kind: "document" | "run";
  /** What it is, in a noun phrase. */
  readonly what: string;
  /** Command of a run, as people type it. */
  readonly command?: string;
  /** Days after which it proves nothing any more. */
  readonly longestDays: number;
}

export const EVIDENCE: readonly Evidence[] = [
  {
    id: "CRT-11",
    kind: "document",
    what: "record of the ceremony in which the root authority was made offline or in an HSM, and of the last look at it",
    longestDays: 365,
  },
  {
    id: "CRT-12",
    kind: "run",
    what: "search of every tracked file, and of what the tests print, for keys, tokens and identities",
    command: "npm test -- test/architecture/secrets",
    longestDays: 1,
  },
  {
    id: "BCK-09",
    kind: "document",
    what: "protocol of the last drill of each runbook: compromised authority, compromised node, leaked talosconfig, rebuild",
    longestDays: 180,
  },
  {
    id: "CMP-01",
    kind: "run",
    what: "test that every rule has an id of the checklist, a severity, references and a remedy",
    command: "npm test -- test/policy",
    longestDays: 1,
  },
  {
    id: "CMP-05",
    kind: "document",
    what: "record that the state's bucket is versioned and encrypted with a key of its own, and where logs of the gate are kept",
    longestDays: 180,
  },
  {
    id: "CMP-07",
    kind: "document",
    what: "list of who may sign in or decrypt, with the hardware key of each",
    longestDays: 90,
  },
  {
    id: "CMP-09",
    kind: "run",
    what: "gate: a mandatory rule that could not decide fails, and a rule that failed itself is named",
    command: "npm run gate -- staging",
    longestDays: 1,
  },
];
