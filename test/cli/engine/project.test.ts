/** The copy of the program that a rehearsal runs and edits. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyProgram, editSource } from "../../../cli/engine/project";
import { checkedEnvironment } from "../../../cli/environment";
import { EDITS } from "../../../cli/rehearsal/edits";
import { ROOT } from "../../../cli/root";
import { readStackFile } from "../../../config/stack-file";
import { ownFolder } from "../../sandbox/engine/cloud-folder";

const folder = ownFolder();
const copy = () => join(folder(), "project");

/** What the program says when it is loaded without an engine, and so without a configuration. */
function loaded(): string {
  const load = 'require("./index.ts")';
  const { stdout, stderr } = spawnSync(process.execPath, ["--require", "./loader/typescript.cjs", "--eval", load], {
    cwd: copy(),
    encoding: "utf8",
  });
  return `${stdout}${stderr}`;
}

it("is all that the program needs", () => {
  copyProgram(copy());
  const said = loaded();
  expect(said).not.toMatch(/Cannot find module|MODULE_NOT_FOUND/);
  expect(said).toContain("palisade:");
});

it("is another file than the one that is copied", () => {
  copyProgram(copy());
  const file = "model/ports.ts";
  const before = readFileSync(join(ROOT, file), "utf8");
  const [find = ""] = /^export .*$/m.exec(before) ?? [];
  editSource(copy(), { file, find, replace: `// $& $1\n${find}` });
  expect(readFileSync(join(ROOT, file), "utf8")).toBe(before);
  expect(readFileSync(join(copy(), file), "utf8")).toBe(before.replace(find, () => `// $& $1\n${find}`));
});

it.each([
  ["never", "a b", 0],
  ["twice", "x a x", 2],
])("an edit whose text is there %s is refused, and nothing is written", (_, text, times) => {
  writeFileSync(join(folder(), "a.ts"), text);
  expect(() => editSource(folder(), { file: "a.ts", find: "x", replace: "y" })).toThrow(
    `a.ts: holds "x" ${times} times, must hold it once; adapt the rehearsal's edit`,
  );
  expect(readFileSync(join(folder(), "a.ts"), "utf8")).toBe(text);
});

it("takes every edit of a rehearsal, one on top of the other", () => {
  copyProgram(copy());
  const stackFile = readStackFile(ROOT, "prod");
  const loadedProd = checkedEnvironment(stackFile);
  const sources = EDITS.flatMap((edit) => {
    const prepared = edit.prepare({ ...loadedProd, first: loadedProd });
    return "source" in prepared && prepared.source !== undefined ? [prepared.source] : [];
  });
  expect(sources.map(({ file }) => file)).toEqual(["model/ports.ts", "model/machine/sysctls.ts", "model/ports.ts"]);
  for (const source of sources) {
    editSource(copy(), source);
    expect(readFileSync(join(copy(), source.file), "utf8")).toContain(source.replace);
  }
  expect(loaded()).not.toMatch(/SyntaxError|Transform failed|Cannot find module/);
});
