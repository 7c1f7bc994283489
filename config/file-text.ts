/** Text of a file that someone names: a regular file of bounded size, in UTF-8. A pipe or a device would be read for ever. */
import { readFileSync, statSync } from "node:fs";

const LARGEST = 1024 * 1024;

export interface FileFault {
  /** "cannot be read (EACCES)". */
  readonly wrong: string;
  readonly fix: string;
}

const REASONS: ReadonlyMap<string, FileFault> = new Map([
  ["ENOENT", { wrong: "cannot be read (ENOENT)", fix: "name an existing stack file" }],
  ["EACCES", { wrong: "cannot be read (EACCES)", fix: "give yourself the right to read it" }],
  ["EPERM", { wrong: "cannot be read (EPERM)", fix: "give yourself the right to read it" }],
]);

function faultOf(error: unknown): FileFault {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown error";
  return REASONS.get(code) ?? { wrong: `cannot be read (${code})`, fix: "put a stack file there, or name another" };
}

export function readFileText(path: string): { readonly text: string } | { readonly fault: FileFault } {
  let bytes: Buffer;
  try {
    const status = statSync(path);
    if (!status.isFile())
      return { fault: { wrong: "is not a regular file", fix: "put a stack file there, or name another" } };
    if (status.size > LARGEST)
      return { fault: { wrong: "is larger than 1 MiB", fix: "name a stack file: they have a few kilobytes" } };
    bytes = readFileSync(path);
  } catch (error) {
    return { fault: faultOf(error) };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { fault: { wrong: "is not UTF-8 text", fix: "save it as UTF-8" } };
  }
}
