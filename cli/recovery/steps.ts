/** The way out of an interrupted run, as commands in order. */
import type { PendingOperation } from "./pending";

export interface Step {
  /** What it is for. */
  readonly why: string;
  readonly commands: readonly (readonly string[])[];
}

/** Stands in a printed command where an id has to be put in. */
export const ID_PLACEHOLDER = "ID";

const BEFORE = "../before.json";
const REPAIRED = "../repaired.json";

export function recoverySteps(environment: string, pending: readonly PendingOperation[]): readonly Step[] {
  if (pending.length === 0) return [];
  const stack = ["-s", environment];
  const cancel: Step = {
    why: "take the lock away, once no other run is at work",
    commands: [["pulumi", "cancel", ...stack]],
  };
  const up: Step = { why: "go on: read what it replaces or deletes first", commands: [["pulumi", "up", ...stack]] };
  if (pending.every(({ meaning }) => meaning === "again" || meaning === "cleared")) {
    return [
      cancel,
      {
        why: "read what the cloud has now, and forget what was pending",
        commands: [["pulumi", "refresh", ...stack, "--clear-pending-creates"]],
      },
      up,
    ];
  }
  const lookups = pending.flatMap(({ command }) => (command === undefined ? [] : [["aws", ...command]]));
  const accounts = [...new Set(pending.flatMap(({ account }) => account ?? []))];
  const where = accounts.length === 0 ? "the environment's account" : `account ${accounts.join(", ")}`;
  return [
    cancel,
    { why: "keep the state as it is", commands: [["pulumi", "stack", "export", ...stack, "--file", BEFORE]] },
    {
      why: `look for what was made, in ${where}; note each id`,
      commands: [["aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text"], ...lookups],
    },
    {
      why: "make the repaired state; put the ids in, or --absent NAME where none is there",
      commands: [
        [
          ...["npm", "run", "recover", "--", environment, "--state", BEFORE, "-o", REPAIRED],
          ...pending
            .filter(({ meaning }) => meaning === "unknown")
            .flatMap(({ label, id }) => ["--found", `${label}=${id ?? ID_PLACEHOLDER}`]),
        ],
      ],
    },
    {
      why: "put it in place, and read what the cloud has now",
      commands: [
        ["pulumi", "stack", "import", ...stack, "--file", REPAIRED],
        ["pulumi", "refresh", ...stack],
      ],
    },
    up,
  ];
}
