/** The generated pages under docs/: each is a pure function of the source it describes. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { portMatrixDocument } from "../model/port-table";
import { generate as configurationDocument } from "./config-docs";
import { ExitCode } from "./exit";
import { hardeningDocument } from "./hardening-docs";
import { ROOT } from "./root";

const PAGES: readonly (readonly [string, () => string])[] = [
  ["docs/configuration.md", configurationDocument],
  ["docs/hardening.md", hardeningDocument],
  ["docs/port-matrix.md", portMatrixDocument],
];

/** Writes the pages; with `check` only compares, and tells which are not current. */
export function generateDocs(options: { readonly check: boolean }): number {
  const stale = PAGES.filter(([page, render]) => {
    const file = join(ROOT, page);
    const current = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (current === render()) return false;
    if (!options.check) writeFileSync(file, render());
    return true;
  }).map(([page]) => page);
  if (!options.check) {
    process.stdout.write(stale.length === 0 ? "docs are current\n" : `written: ${stale.join(", ")}\n`);
    return ExitCode.passed;
  }
  if (stale.length === 0) return ExitCode.passed;
  process.stderr.write(`${stale.join(", ")}: not what its source says; run npm run docs and commit the result\n`);
  return ExitCode.failed;
}
