/** No file of the repository holds a secret of a cluster: test keys are made when tests run. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { secretIn } from "../secret-scan/secret-text";

const ROOT = resolve(__dirname, "../..");

/** What git would take, so that a file is looked at before it is committed. */
function files(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: ROOT });
  return listed
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "" && name !== "package-lock.json");
}

test("no tracked file holds a private key, an age identity, a token or a key of 32 bytes", () => {
  const all = files();
  expect(all.length).toBeGreaterThan(200);
  const found = all.flatMap((name) => {
    const kind = secretIn(readFileSync(join(ROOT, name)).toString("latin1"));
    return kind === undefined ? [] : [`${name}: ${kind}`];
  });
  expect(found).toEqual([]);
});
