/** `npm run gate` as people run it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "sarif";
import type { GateReport } from "../../cli/gate/report";
import { ROOT } from "../../cli/root";
import { recordedResources } from "../stack/recorded-environment";
import { run } from "./command";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-gate-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text?: string): string => {
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};

describe("an environment", () => {
  it("passes, in a file, with the line of the program that makes each resource", () => {
    const out = file("staging.sarif");
    expect(run("gate", "staging", "--format", "sarif", "--out", out)).toEqual({ code: 0, stdout: "", stderr: "" });
    const { runs } = JSON.parse(readFileSync(out, "utf8")) as Log;
    const places = (runs[0]?.results ?? []).map(({ locations }) => locations?.[0]?.physicalLocation);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) {
      const source = readFileSync(join(ROOT, place?.artifactLocation?.uri ?? ""), "utf8").split("\n");
      expect(source[(place?.region?.startLine ?? 0) - 1]).toMatch(/\bnew \w|\bsuper\(/);
    }
    expect(readdirSync(folder)).toEqual(["staging.sarif"]);
  });

  it("is compared with what an earlier run wrote: nothing changes between two runs", () => {
    const before = file("before.json");
    expect(run("gate", "--format", "json", "--out", before).code).toBe(0);
    const { code, stdout } = run("gate", "staging", "--baseline", before, "--format", "json");
    expect(code).toBe(0);
    const { passed, difference } = JSON.parse(stdout) as GateReport & { readonly difference: object };
    expect(passed).toBe(true);
    expect(difference).toEqual({
      new: [],
      worsened: [],
      known: [],
      fixed: [],
      resources: { added: [], changed: [], removed: [] },
    });
  });
});

describe("a state", () => {
  const opened = async () => {
    const resources = await recordedResources("staging");
    return JSON.stringify({
      version: 3,
      deployment: {
        resources: resources.map((resource) =>
          resource.urn.endsWith("::security-groups-worker-ingress-admin-to-worker-talos-api")
            ? {
                ...resource,
                inputs: { ...resource.inputs, cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: null },
                outputs: { ...resource.outputs, cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: null },
              }
            : resource,
        ),
      },
    });
  };

  it("that violates a rule fails, names it, and shows no value", async () => {
    const { code, stdout } = run("gate", "--state", file("opened.json", await opened()));
    expect(code).toBe(1);
    expect(stdout).toContain("INF-03 talos-api-must-admit-administrators-only: failed");
    expect(stdout).not.toContain("0.0.0.0/0");
    expect(stdout.trimEnd().split("\n").at(-2)).toMatch(/^FAILED staging: \d+ rules passed, 1 failed, 0 undecided/);
  });

  it("fails for what is new alone, with a baseline", async () => {
    const state = file("opened.json", await opened());
    const baseline = file("opened-baseline.json");
    expect(run("gate", "--state", state, "--format", "json", "--out", baseline).code).toBe(1);
    const again = run("gate", "--state", state, "--baseline", baseline, "--format", "markdown");
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("| findings: new / worse / known / fixed | 0 / 0 / 1 / 0 |");
  });

  it("without anything that a rule looks at does not pass", () => {
    const { code, stdout } = run("gate", "--state", file("empty.json", '{"version":3,"deployment":{}}'));
    expect(code).toBe(1);
    expect(stdout).toContain("0 resources");
    expect(stdout).toContain("FAILED state: 0 rules passed");
  });
});

describe("what cannot be judged is told in one line, with exit code 2, and leaves nothing", () => {
  const EXPORT = "name the file that `pulumi stack export` wrote\n";

  it.each([
    ["a missing state", ["--state", "missing.json"], `--state: cannot be read (ENOENT); ${EXPORT}`],
    ["a folder", ["--state", "."], `--state: is not a regular file; ${EXPORT}`],
    ["no JSON", ["--state", "text"], `--state: is not JSON; ${EXPORT}`],
    ["no state", ["--state", "null"], `--state: has no "deployment"; ${EXPORT}`],
    ["no list", ["--state", "object"], `--state: "deployment.resources" is no list; ${EXPORT}`],
    ["a resource without a URN", ["--state", "no-urn"], `--state: resource 1 has no urn or type; ${EXPORT}`],
    [
      "a state and an environment",
      ["staging", "--state", "text"],
      "--state: judges a file alone; leave the environment and --config out\n",
    ],
    ["a baseline of another stack", ["staging", "--baseline", "other"], "--baseline: is the report of another stack; "],
    ["a baseline that is none", ["staging", "--baseline", "text"], "--baseline: is not JSON; "],
  ])("%s", (_, args, message) => {
    file("text", "hello");
    file("null", "null");
    file("object", '{"deployment":{"resources":{}}}');
    file("no-urn", '{"deployment":{"resources":[{"type":"a:b/c:D"}]}}');
    file("other", JSON.stringify({ reportVersion: 1, stack: "prod", findings: [], resources: {} }));
    const known = ["text", "null", "object", "no-urn", "other", "missing.json", "."];
    const placed = args.map((arg) => (known.includes(arg) ? join(folder, arg) : arg));
    const out = file("never.txt");
    const { code, stdout, stderr } = run("gate", ...placed, "--out", out);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(existsSync(out)).toBe(false);
  });

  it("a report that cannot be written", () => {
    const { code, stderr } = run("gate", "--state", file("none.json", '{"deployment":{}}'), "--out", folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--out: cannot be written \(E[A-Z]+\); name a file in a folder that you may write\n$/);
    expect(readdirSync(join(folder, "..")).filter((name) => name.startsWith(`${folder.split("/").at(-1)}.`))).toEqual(
      [],
    );
  });
});
