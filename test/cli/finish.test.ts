import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../cli/root";

const FINISH = JSON.stringify(join(ROOT, "cli", "finish.ts"));

function runScript(command: string) {
  const script = `require(${FINISH}).finish(async () => { ${command} })`;
  const { status, stderr } = spawnSync(process.execPath, ["--require", "./loader/typescript.cjs", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stderr };
}

it("takes the code that the command set", () => {
  expect(runScript("process.exitCode = 1;")).toEqual({ status: 1, stderr: "" });
});

it("counts a command that ends without a code, or fails after it set one, as not judged", () => {
  expect(runScript("").status).toBe(2);
  expect(runScript('process.exitCode = 0; throw new Error("the disk is full");')).toEqual({
    status: 2,
    stderr: "palisade: the disk is full\n",
  });
});

it("says so when the program waits for something that never comes, where Node would end with 0", () => {
  expect(runScript("process.exitCode = 0; await new Promise(() => {});")).toEqual({
    status: 2,
    stderr: expect.stringContaining("palisade: ended before it was done"),
  });
});

it("tells an error that nothing awaits in one line, without a stack trace", () => {
  const late =
    'setTimeout(() => { throw new Error("too late"); }, 1); await new Promise((end) => setTimeout(end, 60_000));';
  expect(runScript(late)).toEqual({ status: 2, stderr: "palisade: too late\n" });
});
