/** A copy of the program, as a Pulumi project of its own: it can be edited and run without a hand on the working tree. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root";

/** What `pulumi up` reads. */
const PROGRAM = [
  "Pulumi.yaml",
  "package.json",
  "tsconfig.json",
  "loader",
  "index.ts",
  "pki",
  "config",
  "model",
  "components",
] as const;

/** A change of one source file: `find` occurs exactly once. */
export interface SourceEdit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export function copyProgram(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of PROGRAM) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
}

/** Throws an Error where the text is not there exactly once: the edit no longer fits the program. */
export function editSource(folder: string, { file, find, replace }: SourceEdit): void {
  const path = join(folder, file);
  const parts = readFileSync(path, "utf8").split(find);
  if (parts.length !== 2) {
    throw new Error(
      `${file}: holds "${find}" ${parts.length - 1} times, must hold it once; adapt the rehearsal's edit`,
    );
  }
  writeFileSync(path, parts.join(replace));
}
