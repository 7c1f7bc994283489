/** The pending operations of a stack and the way out, for a person at three in the morning. */
import { visible } from "../../config/visible-text";
import { broken, heading, paint, table } from "../terminal";
import type { Meaning, PendingOperation } from "./pending";
import { shellLine } from "./shell";
import type { Step } from "./steps";

const MEANINGS: Readonly<Record<Meaning, string>> = {
  unknown: "may be there or not: look",
  made: "made, and not noted yet: is taken in",
  cleared: "left nothing: is cleared",
  again: "the next run does it again",
};

const NAME_WIDTH = 38;

const LOCK = [
  "A lock is a file in the state's backend that a run makes and removes; one that",
  "was killed leaves it. Then every command says who made it and when:",
  '  "the stack is currently locked ...: created by USER@HOST (pid N) at TIME"',
  "It is stale where that run has ended: ask its user, or on HOST: ps -p N.",
  "Only then: pulumi cancel. It stops no run; two at once would spoil the state.",
];

export function renderReport(
  environment: string,
  pending: readonly PendingOperation[],
  steps: readonly Step[],
): string {
  if (pending.length === 0) {
    return [
      `${visible(environment)}: nothing is pending.`,
      heading("If it is locked all the same"),
      ...LOCK,
      `  ${visible(shellLine(["pulumi", "cancel", "-s", environment]))}`,
      "",
    ].join("\n");
  }
  return [
    `${visible(environment)}: a run was interrupted; pending operations: ${pending.length}.`,
    "",
    table(
      [
        { title: "RESOURCE", width: NAME_WIDTH + 2 },
        { title: "WHILE", width: 10 },
        { title: "MEANS", width: 30 },
      ],
      pending.map(({ label, operation, meaning }) => [
        broken(visible(label), NAME_WIDTH),
        visible(operation),
        MEANINGS[meaning],
      ]),
    ),
    ...lookupLines(pending),
    heading("The lock"),
    ...LOCK,
    heading("The way out, in order"),
    ...steps.flatMap(({ why, commands }, index) => [
      `${index + 1}. ${why}`,
      ...commands.map((command) => paint.bold(`   ${visible(shellLine(command))}`)),
    ]),
    "",
    "pulumi refresh --import-pending-creates is no way out: the CLI (3.259) drops",
    "what it names, and the next run makes it a second time.",
    "",
  ].join("\n");
}

function lookupLines(pending: readonly PendingOperation[]): readonly string[] {
  const unknown = pending.filter(({ meaning }) => meaning === "unknown");
  if (unknown.length === 0) return [];
  return [
    heading("What to look for"),
    "A command prints the id where the resource is there, and nothing (or that it",
    "does not exist) where it is not.",
    ...unknown.flatMap(({ label, command, note, known }) => [
      "",
      paint.bold(visible(label)),
      ...(command === undefined ? [] : [`  ${visible(shellLine(["aws", ...command]))}`]),
      ...(note === undefined ? [] : [broken(`(${note})`, 78).replace(/^/gm, "  ")]),
      ...known.map((id) => `  not ${visible(id)}: the state has it already`),
    ]),
  ];
}
