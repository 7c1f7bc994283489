/** Folders of files that hold secrets: for their owner alone, and whole or not there. */
import { chmodSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { visible } from "../config/visible-text";
import { callersPath } from "./callers-path";
import { ExpectedError } from "./exit";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./private-mode";
import { codeOf } from "./system-error";

const OTHERS = 0o077;

/**
 * Writes all files into a folder of that name, relative to where the command was given. They are made in a folder beside it that takes its place
 * at the end, without a turn of the event loop in which a signal could end the process. Throws ExpectedError where the folder is not empty, is
 * open to others or cannot be written: then nothing has changed.
 */
export function writePrivateFolder(folder: string, files: Readonly<Record<string, string>>): void {
  const target = callersPath(folder);
  let fresh: string | undefined;
  try {
    checkTarget(folder, target);
    fresh = mkdtempSync(join(dirname(target), `.${basename(target)}.`));
    chmodSync(fresh, PRIVATE_FOLDER);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(fresh, name), text, { mode: PRIVATE_FILE, flag: "wx" });
    }
    // Replaces an empty folder, and fails at any other.
    renameSync(fresh, target);
    fresh = undefined;
  } catch (error) {
    throw refused(folder, error);
  } finally {
    if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true });
  }
}

function checkTarget(folder: string, target: string): void {
  const status = lstatSync(target, { throwIfNoEntry: false });
  if (status === undefined) {
    // An existing folder above is needed: one that is made on the way would be left behind by a failure.
    if (statSync(dirname(target), { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw problem(folder, "is in a folder that does not exist", "make that folder first");
    }
    return;
  }
  if (!status.isDirectory()) throw problem(folder, "is not a folder", "name one that is not there yet");
  const rights = status.mode & 0o777;
  if (process.platform !== "win32" && (rights & OTHERS) !== 0) {
    throw problem(
      folder,
      `can be read by others than its owner, got mode ${rights.toString(8).padStart(4, "0")}`,
      "take that right away (chmod 700), or name a folder that is not there yet",
    );
  }
  if (readdirSync(target).length > 0) {
    throw problem(folder, "is not empty", "name a folder that is not there yet: nothing is overwritten or mixed");
  }
}

function problem(folder: string, what: string, fix: string): ExpectedError {
  return new ExpectedError(`--out: ${visible(folder)} ${what}; ${fix}`);
}

const FIXES: Readonly<Record<string, string>> = {
  EACCES: "give yourself the right to write there",
  ENOSPC: "make room on the disk",
  ENOTDIR: "name one below folders: a part of its path is a file",
  ENOTEMPTY: "name a folder that is not there yet",
  EROFS: "name a folder on a disk that can be written",
};

function refused(folder: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return problem(folder, `cannot be written (${code})`, FIXES[code] ?? "look at the folder, and run the command again");
}
