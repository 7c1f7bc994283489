/** The files of a preview, under `.palisade/<environment>/` (git-ignored). */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface OutputFiles {
  readonly "state.json": unknown;
  readonly "plan.json": unknown;
  readonly "preview.json": unknown;
}

/**
 * Writes all files or none: they are made in a folder beside the target and take its place at the end, so an interrupted run leaves the former
 * preview whole. Returns the folder.
 */
export function writeOutputFiles(root: string, environment: string, files: OutputFiles): string {
  const parent = join(root, ".palisade");
  const target = join(parent, environment);
  const fresh = join(parent, `.${environment}.${process.pid}.new`);
  const former = join(parent, `.${environment}.${process.pid}.old`);
  mkdirSync(fresh, { recursive: true });
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(fresh, name), `${JSON.stringify(content, null, 2)}\n`);
    }
    rmSync(former, { recursive: true, force: true });
    try {
      renameSync(target, former);
    } catch (error) {
      // By its code alone: where a test has globals of its own, the error is no instance of their Error.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(former, { recursive: true, force: true });
  }
  return target;
}
