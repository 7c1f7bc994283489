/** Files that hold secrets, written for their owner alone, whole or not at all, and never over another file. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { visible } from "../../config/visible-text";
import { callersPath } from "../callers-path";
import { ExpectedError } from "../exit";
import { tellWritten } from "../output-error";
import { isOpenToOthers, NO_RIGHTS, NO_RIGHTS_FIX, PRIVATE_FILE } from "../private-mode";
import { codeOf } from "../system-error";

/** Throws ExpectedError where something has that name already; asked before long work, and again by the writing itself. */
export function refuseExisting(file: string): void {
  if (/[/\\]$/.test(file)) throw refused(file, "is the name of a folder", "name a file in an existing folder");
  let there: boolean;
  try {
    there = lstatSync(callersPath(file), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw systemRefusal(file, error);
  }
  if (there) throw exists(file);
}

/**
 * Writes a file that was not there, readable by its owner alone, whole or not at all: it is made beside its place, in one turn of the event
 * loop, so that no signal ends the process in between. A disk that keeps no rights of files gets only what is encrypted. Throws ExpectedError
 * where the system refuses.
 */
export function writeNewFile(file: string, text: string, { encrypted }: { readonly encrypted: boolean }): void {
  const target = callersPath(file);
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  let claimed = false;
  try {
    const handle = openSync(fresh, "wx", PRIVATE_FILE);
    try {
      if (!encrypted && isOpenToOthers(fstatSync(handle))) throw refused(file, NO_RIGHTS, NO_RIGHTS_FIX);
      writeFileSync(handle, text, { flush: true });
    } finally {
      closeSync(handle);
    }
    // Taking the name first keeps the rename from replacing what another process put there in between.
    closeSync(openSync(target, "wx", PRIVATE_FILE));
    claimed = true;
    renameSync(fresh, target);
    claimed = false;
    tellWritten(file);
    flushFolder(dirname(target));
  } catch (error) {
    throw codeOf(error) === "EEXIST" ? exists(file) : systemRefusal(file, error);
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

const RIGHT = "give yourself the right to write into its folder";
const ROOM = "make room on the disk";

const FIXES: Readonly<Record<string, string>> = {
  EACCES: RIGHT,
  EDQUOT: ROOM,
  ENAMETOOLONG: "give it a shorter name",
  ENOENT: "name a file in an existing folder",
  ENOSPC: ROOM,
  ENOTDIR: "name a file in an existing folder",
  EPERM: RIGHT,
  EROFS: "name a file on a disk that can be written",
};

function systemRefusal(file: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return refused(file, `cannot be written (${code})`, FIXES[code] ?? "look at the folder that it is in");
}

function exists(file: string): ExpectedError {
  return refused(file, "exists already", "name another file, or move that one away: nothing is ever overwritten");
}

function refused(file: string, what: string, fix: string): ExpectedError {
  return new ExpectedError(`${visible(file)}: ${what}; ${fix}`);
}
