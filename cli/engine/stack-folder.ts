/** Where the folder of a stack on the engine is, and whose it is: one process works in it at a time. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "../exit";
import { PRIVATE_FOLDER } from "../private-mode";
import { ROOT } from "../root";
import { isRunning } from "../system-error";

/** A folder of this process alone; what an ended one left in it goes. Throws ExpectedError where another one is at work in it. */
export function claimFolder(folder: string): void {
  const owner = join(folder, "pid");
  const pid = existsSync(owner) ? Number(readFileSync(owner, "utf8")) : undefined;
  if (pid !== undefined && pid !== process.pid && isRunning(pid)) {
    throw new ExpectedError(`${folder}: is in use by process ${pid}; wait until it has ended, or end it`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  writeFileSync(owner, String(process.pid));
}

/** The folder of an environment's rehearsal. */
export function rehearsalFolder(environment: string): string {
  return join(ROOT, ".palisade", "rehearsals", environment);
}

/** Beside the rehearsal of the same environment, which may have been kept. Folders of previews that were killed go. */
export function previewFolder(environment: string): string {
  const parent = join(ROOT, ".palisade", "rehearsals");
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = Number(/^\.preview-.+-(\d+)$/.exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isRunning(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, `.preview-${environment}-${process.pid}`);
}
