/** What the output may look like: colours only on a terminal that wants them, tables that fit 80 columns. */
import Table from "cli-table3";
import colors from "picocolors";

/** Widest line of any table or tree. */
export const WIDTH = 80;

/** Colours on a terminal that wants them, and where FORCE_COLOR asks. Decided here: the library's own answer is yes wherever CI is set. */
const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
const coloured = !NO_COLOR && (Boolean(FORCE_COLOR) || (process.stdout.isTTY === true && TERM !== "dumb"));
export const paint = colors.createColors(coloured);

export interface Column {
  readonly title: string;
  /** Columns of the terminal, padding included; the widths of a table add up to at most `WIDTH`. */
  readonly width: number;
}

/** A borderless table: readable on a terminal, in a log and when piped. Long cells wrap. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return [paint.dim(drawn(columns, [columns.map(({ title }) => title)])), drawn(columns, rows)].join("\n");
}

/** A table whose rows stand in groups, each below a title of its own. */
export function groupedTable(
  columns: readonly Column[],
  groups: readonly (readonly [title: string, rows: readonly (readonly string[])[]])[],
): string {
  const head = paint.dim(drawn(columns, [columns.map(({ title }) => title)]));
  return [head, ...groups.flatMap(([title, rows]) => [paint.bold(title), drawn(columns, rows)])].join("\n");
}

function drawn(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const grid = new Table({
    colWidths: columns.map((column) => column.width),
    wordWrap: true,
    chars: NO_LINES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1, compact: true },
  });
  for (const row of rows) grid.push([...row]);
  return grid
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const NO_LINES = Object.fromEntries(
  [
    ...["top", "bottom"].flatMap((edge) => [edge, `${edge}-mid`, `${edge}-left`, `${edge}-right`]),
    ...["left", "left-mid", "right", "right-mid", "mid", "mid-mid", "middle"],
  ].map((part) => [part, ""]),
);

/** A long word, such as a path of fields, in lines of at most `width` columns: broken behind its dots and the like, or anywhere. */
export function broken(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const part of text.match(/[^.,=/:;\s[-]*[.,=/:;\s[-]?/g) ?? []) {
    if (line !== "" && line.length + part.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
    while (line.trimEnd().length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line.trimEnd()].join("\n");
}

/** Words in lines of at most `width` columns; a word that is longer is broken. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...broken(word, width).split("\n"));
  }
  return lines;
}

export function heading(text: string): string {
  return `\n${paint.bold(text)}`;
}

/** A terminal that can take a line back. */
const watched = process.stderr.isTTY === true && TERM !== "dumb";

/** One line of progress on standard error, only where a person watches; silent in logs and pipes. */
export function progress(message: string): void {
  if (watched) process.stderr.write(`\r\u001b[2K${message}`);
}

export function progressDone(): void {
  if (watched) process.stderr.write("\r\u001b[2K");
}
