/** `npm run judge` where it cannot build the judges. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../cli/root";

it("says that Go is missing in one line, and ends with 2 before Jest begins", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "cli", "start.mjs"), "judge"], {
    cwd: ROOT,
    env: { ...process.env, PATH: "/nowhere" },
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(
    /^tools\/talos-1\.13: go is not on PATH; install Go \d+\.\d+\.\d+ or newer \(go\.dev\/dl\)\n$/,
  );
});
