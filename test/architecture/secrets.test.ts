/** No file of the repository holds a private key: test keys are made when tests run. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findPrivateKey } from "../../policy/view/private-key";

const ROOT = resolve(__dirname, "../..");

/** What git would take, so that a file is looked at before it is committed. */
function files(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: ROOT });
  return listed
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "" && name !== "package-lock.json");
}

test("no tracked file holds a private key or an age identity", () => {
  const all = files();
  expect(all.length).toBeGreaterThan(200);
  const found = all.filter((name) => findPrivateKey(readFileSync(join(ROOT, name)).toString("latin1")) !== "none");
  expect(found).toEqual([]);
});
