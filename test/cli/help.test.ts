/** What every command says of itself. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../cli/root";
import { run } from "./command";

/** In a process of its own: jest's loader cannot take the library, which has ES modules alone. */
const PRINT_HELPS = `
  const { commands } = require("./cli/commands");
  const helps = {};
  const visit = (command, above) => {
    const name = [...above, command.name()];
    helps[name.join(" ")] = "";
    command.configureOutput({ writeOut: (part) => { helps[name.join(" ")] += part; } });
    command.outputHelp();
    for (const below of command.commands) visit(below, name);
  };
  visit(commands(), []);
  console.log(JSON.stringify(helps));`;

function allHelps(): Readonly<Record<string, string>> {
  const args = ["--require", "./loader/typescript.cjs", "--eval", PRINT_HELPS];
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return JSON.parse(stdout) as Readonly<Record<string, string>>;
}

const helps = allHelps();

it.each(Object.keys(helps))("help of %s fits 80 columns", (name) => {
  const lines = helps[name]?.split("\n") ?? [];
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.length).toBeGreaterThan(5);
});

it("every npm script has a help", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect(Object.keys(helps)).toEqual(expect.arrayContaining(Object.keys(scripts).map((name) => `palisade ${name}`)));
});

it.each([
  ["judge", ["--help"], "Talos' own programs"],
  ["judge", ["guide", "-h"], "npm run judge -- guide"],
  ["test", ["--help"], "npm test -- test/pki"],
])("help of %s with %j is ours, not Jest's", (command, args, part) => {
  const { code, stdout, stderr } = run(command, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(part);
  expect(stdout).toContain("Exit codes:");
});
