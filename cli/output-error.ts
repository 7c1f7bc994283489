/** What a command says where its standard output cannot be written, as on a full disk. */
import { visible } from "../config/visible-text";
import { ExpectedError } from "./exit";

const written: string[] = [];
let onlyCopy = false;

/** Something is in its place. `path`: as the reader of a message knows it. */
export function tellWritten(path: string): void {
  written.push(path);
}

/** What the command makes is in its output and nowhere else, so that a reader who goes away has lost it. */
export function tellOnlyCopy(): void {
  onlyCopy = true;
}

/** None where whoever read the output has just seen enough: the verdict, and its exit code, stand. */
export function outputError(code: string | undefined): ExpectedError | undefined {
  if (code === "EPIPE" && !onlyCopy) return undefined;
  return new ExpectedError(`standard output: cannot be written (${code}); ${rest()}`);
}

function rest(): string {
  if (onlyCopy) return "nothing was kept: run the command again";
  if (written.length === 0) return "make room where it goes, and run the command again";
  return `what the command made is there all the same: ${written.map(visible).join(", ")}`;
}
