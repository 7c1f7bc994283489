/** Files that hold secrets: read whole or not at all, written for their owner alone and never over another file. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { visible } from "../../config/visible-text";
import { callersPath } from "../callers-path";
import { ExpectedError } from "../exit";
import { PRIVATE_FILE } from "../private-mode";
import { codeOf } from "../system-error";

export interface PrivateFile {
  readonly bytes: Buffer;
  /** Rights of the file, such as "0644", where others than its owner may read it. */
  readonly openMode?: string;
}

/** A bundle has 9 kB, and a third more when it is armored. */
const LARGEST = 2 * 1024 * 1024;

/** `file` is relative to where the command was given. Throws ExpectedError where it cannot be read. */
export function readPrivateFile(file: string): PrivateFile {
  let handle: number | undefined;
  try {
    // A pipe without a writer would hold the program for ever.
    handle = openSync(callersPath(file), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = fstatSync(handle);
    if (!status.isFile()) throw refusal(file, "is not a regular file", "name a file");
    if (status.size > LARGEST) throw refusal(file, "is larger than 2 MiB", "name a secrets bundle or an identity file");
    const rights = status.mode & 0o777;
    const open = process.platform !== "win32" && (rights & 0o044) !== 0;
    return {
      bytes: readFileSync(handle),
      ...(open ? { openMode: rights.toString(8).padStart(4, "0") } : {}),
    };
  } catch (error) {
    throw systemRefusal(file, "cannot be read", error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** "x: can be read by others ..."; what the readers of secrets tell on standard error. */
export function openModeWarning(file: string, { openMode }: PrivateFile): readonly string[] {
  if (openMode === undefined) return [];
  const fix = "take that right away (chmod 600), and think of who has read it";
  return [`${visible(file)}: can be read by others than its owner, got mode ${openMode}; ${fix}`];
}

/** Throws ExpectedError where something has that name already; asked before long work, and again by the writing itself. */
export function refuseExisting(file: string): void {
  if (lstatSync(callersPath(file), { throwIfNoEntry: false }) !== undefined) throw exists(file);
}

/**
 * Writes a file that was not there, readable by its owner alone, whole or not at all: it is made beside its place, in one turn of the event
 * loop, so that no signal ends the process in between. Throws ExpectedError where the system refuses.
 */
export function writeNewFile(file: string, text: string): void {
  const target = callersPath(file);
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  let claimed = false;
  try {
    writeFileSync(fresh, text, { flag: "wx", mode: PRIVATE_FILE, flush: true });
    // Taking the name first keeps the rename from replacing what another process put there in between.
    closeSync(openSync(target, "wx", PRIVATE_FILE));
    claimed = true;
    renameSync(fresh, target);
    claimed = false;
    flushFolder(dirname(target));
  } catch (error) {
    throw codeOf(error) === "EEXIST" ? exists(file) : systemRefusal(file, "cannot be written", error);
  } finally {
    rmSync(fresh, { force: true });
    if (claimed) rmSync(target, { force: true });
  }
}

/** The name is on the disk too before anyone is told to remove the plain file. Not every system lets folders be flushed. */
function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The file is there all the same.
  }
}

const FIXES: Readonly<Record<string, string>> = {
  EACCES: "give yourself the right to it",
  EISDIR: "name a file",
  ENOENT: "name an existing file, or one in an existing folder",
  ENOSPC: "make room on the disk",
  ENOTDIR: "name a file in an existing folder",
  EPERM: "give yourself the right to it",
  EROFS: "name a file on a disk that can be written",
};

function systemRefusal(file: string, what: string, error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined
    ? error
    : refusal(file, `${what} (${code})`, FIXES[code] ?? "look at the file and its folder");
}

function exists(file: string): ExpectedError {
  return refusal(file, "exists already", "name another file, or move that one away: nothing is ever overwritten");
}

export function refusal(file: string, what: string, fix: string): ExpectedError {
  return new ExpectedError(`${visible(file)}: ${what}; ${fix}`);
}
