/** The files of a preview, under `.palisade/<environment>/` (git-ignored). */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "./exit";
import { tellWritten } from "./output-error";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./private-mode";
import { codeOf, isRunning } from "./system-error";

const FOLDER = ".palisade";

export interface OutputFiles {
  readonly "state.json": unknown;
  readonly "plan.json": unknown;
  readonly "preview.json": unknown;
  /** YAML by name, below `machine/`: throw-away secrets are in it, so that only its owner reads it. */
  readonly machine: Readonly<Record<string, string>>;
}

/**
 * Writes all files or none: they are made in a folder beside the target and take its place at the end, without a turn of the event loop in
 * which a signal could end the process. What a killed process left is put right. Returns the folder; throws ExpectedError where the system
 * refuses.
 */
export function writeOutputFiles(root: string, environment: string, files: OutputFiles): string {
  const parent = join(root, FOLDER);
  const target = join(parent, environment);
  const fresh = join(parent, `.${environment}.${process.pid}.new`);
  try {
    mkdirSync(parent, { recursive: true });
    clearLeftovers(parent, environment, target);
    mkdirSync(fresh);
    const { machine, ...json } = files;
    for (const [name, content] of Object.entries(json)) {
      writeFileSync(join(fresh, name), `${JSON.stringify(content, null, 2)}\n`);
    }
    mkdirSync(join(fresh, "machine"), { mode: PRIVATE_FOLDER });
    for (const [name, text] of Object.entries(machine)) {
      writeFileSync(join(fresh, "machine", `${name}.yaml`), text, { mode: PRIVATE_FILE });
    }
    replace(target, fresh, join(parent, `.${environment}.${process.pid}.old`));
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new ExpectedError(
      `${FOLDER}/${environment}: cannot be written (${code}); ${FIXES[code] ?? "look at the folder"}, and run the command again`,
    );
  }
  tellWritten(target);
  return target;
}

const FIXES: Readonly<Record<string, string>> = {
  EACCES: "give yourself the right to write there",
  EEXIST: "remove the file that is in the folder's place",
  ENOSPC: "make room on the disk",
  ENOTDIR: "remove the file that is in the folder's place",
  EROFS: "use a copy of the project on a disk that can be written",
};

/** Another preview of the same environment may put its own folder there in between: then that one is replaced. */
function replace(target: string, fresh: string, former: string): void {
  const ATTEMPTS = 100;
  for (let attempt = 1; ; attempt++) {
    ignoring(["ENOENT"], () => renameSync(target, former));
    try {
      renameSync(fresh, target);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !["ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
    } finally {
      rmSync(former, { recursive: true, force: true });
    }
  }
}

/** Folders of processes that are gone: a former preview goes back to its place if there is none, everything else goes. */
function clearLeftovers(parent: string, environment: string, target: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, kind] = new RegExp(`^\\.${environment}\\.(\\d+)\\.(new|old)$`).exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const leftover = join(parent, name);
    if (kind === "old" && !existsSync(target)) ignoring(["ENOTEMPTY", "EEXIST"], () => renameSync(leftover, target));
    rmSync(leftover, { recursive: true, force: true });
  }
}

function ignoring(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!codes.includes(codeOf(error) ?? "")) throw error;
  }
}
