/** Folders of files that hold secrets: for their owner alone, and whole or not there. */
import { lstatSync, mkdtempSync, readdirSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { visible } from "../config/visible-text";
import { callersPath } from "./callers-path";
import { ExpectedError } from "./exit";
import { tellWritten } from "./output-error";
import { isOpenToOthers, modeText, NO_RIGHTS, NO_RIGHTS_FIX, PRIVATE_FILE } from "./private-mode";
import { codeOf } from "./system-error";

/**
 * Writes all files into a folder of that name, relative to where the command was given. They are made in a folder beside it that takes its place
 * at the end, without a turn of the event loop in which a signal could end the process. Throws ExpectedError where the folder is not empty, is
 * open to others, is somebody's current one or cannot be written: then nothing has changed.
 */
export function writePrivateFolder(folder: string, files: Readonly<Record<string, string>>): void {
  const target = callersPath(folder);
  let fresh: string | undefined;
  try {
    checkTarget(folder, target);
    fresh = mkdtempSync(join(dirname(target), `.${basename(target)}.`));
    // The system makes it 0700, and is not asked again: where a disk keeps no rights, that fails or does nothing. What counts is what it became.
    if (isOpenToOthers(statSync(fresh))) throw problem(folder, NO_RIGHTS, NO_RIGHTS_FIX);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(fresh, name), text, { mode: PRIVATE_FILE, flag: "wx" });
    }
    // Replaces an empty folder, and fails at any other.
    renameSync(fresh, target);
    fresh = undefined;
    tellWritten(folder);
  } catch (error) {
    throw refused(folder, error);
  } finally {
    if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true });
  }
}

const NEW = "name a folder that is not there yet";
const MOUNT_POINT = "name a folder below it that is not there yet: a mount point cannot be replaced";

function checkTarget(folder: string, target: string): void {
  const status = lstatSync(target, { throwIfNoEntry: false });
  const above = statSync(dirname(target), { throwIfNoEntry: false });
  if (status === undefined) {
    // An existing folder above is needed: one that is made on the way would be left behind by a failure.
    if (above?.isDirectory() !== true) {
      throw problem(folder, "is in a folder that does not exist", "make that folder first");
    }
    return;
  }
  if (!status.isDirectory()) throw problem(folder, "is not a folder", "name one that is not there yet");
  if (readdirSync(target).length > 0) {
    throw problem(folder, "is not empty", `${NEW}: nothing is overwritten or mixed`);
  }
  if (isOpenToOthers(status)) {
    const fix = `take that right away (chmod 700), or ${NEW}`;
    throw problem(folder, `can be read by others than its owner, got mode ${modeText(status)}`, fix);
  }
  if (isSame(status, statSync(callersPath("."), { throwIfNoEntry: false }))) {
    throw problem(folder, "is the folder that you are in, which another one would replace", NEW);
  }
  // Asked before anything is written: who mounts memory there wants no key on the disk above.
  if (above !== undefined && above.dev !== status.dev) throw problem(folder, "is a mount point", MOUNT_POINT);
}

function isSame(one: Stats, other: Stats | undefined): boolean {
  return one.ino === other?.ino && one.dev === other.dev;
}

function problem(folder: string, what: string, fix: string): ExpectedError {
  return new ExpectedError(`--out: ${visible(folder)} ${what}; ${fix}`);
}

const RIGHT = "give yourself the right to write into the folder that it is in";

const FIXES: Readonly<Record<string, string>> = {
  EACCES: RIGHT,
  // A mount of the same disk looks like any folder until it should be replaced.
  EBUSY: MOUNT_POINT,
  EDQUOT: "make room on the disk",
  ENAMETOOLONG: "give it a shorter name",
  ENOSPC: "make room on the disk",
  ENOTDIR: "name one below folders: a part of its path is a file",
  ENOTEMPTY: NEW,
  EPERM: RIGHT,
  EROFS: "name a folder on a disk that can be written",
};

function refused(folder: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return problem(folder, `cannot be written (${code})`, FIXES[code] ?? "look at the folder, and run the command again");
}
