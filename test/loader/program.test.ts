import { spawnSync } from "node:child_process";
import { ROOT } from "../../cli/root";

/** What the program's loader says to a Node of this version. */
function loaded(version: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  // What stands for index.ts is loaded to its end.
  const script = `
    const file = require.resolve("./index.ts");
    require.cache[file] = Object.assign(new (require("node:module"))(file), { exports: { machineConfigs: {} } });
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });
    require("./loader/program.cjs");
    console.log("loaded");`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--eval", script], { cwd: ROOT, encoding: "utf8" });
  return { status, stdout, stderr };
}

it.each(["20.19.0", "20.20.2", "22.12.0", "23.0.0", "24.21.0"])("Node %s runs the program", (version) => {
  expect(loaded(version)).toEqual({ status: 0, stdout: "loaded\n", stderr: "" });
});

it.each(["18.20.0", "20.18.3", "21.7.0", "22.11.0"])("Node %s is refused in one line, with what to do", (version) => {
  expect(loaded(version)).toEqual({
    status: 32,
    stdout: "",
    stderr: `palisade: Node on PATH is too old, got ${version}; install Node 24, or at least 20.19 or 22.12, and run the command again\n`,
  });
});

it("fails where the program has not run to its end: the engine would delete what it did not ask for", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--eval", 'require("./loader/program.cjs")'], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toContain("index.ts did not run to its end");
});
