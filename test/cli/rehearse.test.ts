/** `npm run rehearse`: what it says, and what it refuses before it looks for an engine. The rehearsal itself is npm run rehearse. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsalFolder } from "../../cli/engine/stack-folder";
import { ROOT } from "../../cli/root";
import { run } from "./command";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-rehearse-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("explains itself", () => {
  const { code, stdout, stderr } = run("rehearse", "--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const part of [
    "Stand-ins",
    "--keep",
    "--json",
    "--config <file>",
    "Exit codes:",
    ".palisade/rehearsals/<environment>/",
  ]) {
    expect(stdout.toLowerCase()).toContain(part.toLowerCase());
  }
});

const NONE = "test-none";

it.each<[string, () => readonly string[], string]>([
  ["an environment that is not there", () => [NONE], NONE],
  ["a file that is not there", () => [NONE, "--config", join(folder, "none.yaml")], "--config: the file"],
  ["a folder in the place of a file", () => [NONE, "--config", folder], "--config: the file"],
  ["a file without a name", () => [NONE, "--config", ""], "option '--config <file>'"],
  ["a name that is none", () => ["../staging"], "../staging"],
  ["an unknown option", () => [NONE, "--kep"], "unknown option '--kep'"],
  ["a word too many", () => [NONE, "prod"], "too many arguments"],
])("%s is refused, and nothing is written", (_, args, part) => {
  const { code, stdout, stderr } = run("rehearse", ...args());
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(existsSync(rehearsalFolder(NONE))).toBe(false);
});

it("a stack file with mistakes is refused with all of them, and nothing is written", () => {
  const file = join(folder, "Pulumi.wrong.yaml");
  const text = readFileSync(join(ROOT, "Pulumi.staging.yaml"), "utf8");
  writeFileSync(file, text.replace(/^ {2}palisade:talos:/m, "  palisade:talks:"));
  const { code, stdout, stderr } = run("rehearse", NONE, "--config", file);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("talks");
  expect(existsSync(rehearsalFolder(NONE))).toBe(false);
});
