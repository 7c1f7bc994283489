/** What the output may look like: colours only on a terminal that wants them, tables that fit 80 columns. */
import Table from "cli-table3";
import colors from "picocolors";

/** Widest line of any table or tree. */
export const WIDTH = 80;

/** picocolors honours NO_COLOR, FORCE_COLOR and whether standard output is a terminal. */
export const paint = colors;

export interface Column {
  readonly title: string;
  /** Columns of the terminal, padding included; the widths of a table add up to at most `WIDTH`. */
  readonly width: number;
}

/** A borderless table: readable on a terminal, in a log and when piped. Long cells wrap. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const edges = ["top", "bottom", "mid", "left", "right"] as const;
  const none = Object.fromEntries(
    edges.flatMap((edge) => [
      [edge, ""],
      ...(edge === "left" || edge === "right"
        ? [[`${edge}-mid`, ""]]
        : [
            [`${edge}-mid`, ""],
            [`${edge}-left`, ""],
            [`${edge}-right`, ""],
          ]),
    ]),
  );
  const drawn = new Table({
    head: columns.map((column) => column.title),
    colWidths: columns.map((column) => column.width),
    wordWrap: true,
    chars: { ...none, middle: "", "mid-mid": "", "left-mid": "", "right-mid": "", mid: "" },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2, compact: true },
  });
  for (const row of rows) drawn.push([...row]);
  const [head = "", ...body] = drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  return [paint.dim(head), ...body].join("\n");
}

export function heading(text: string): string {
  return `\n${paint.bold(text)}`;
}

/** One line of progress on standard error, only where a person watches; silent in logs and pipes. */
export function progress(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${message}`);
}

export function progressDone(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}
