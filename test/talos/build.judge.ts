/** tools/build.mjs with a stand-in for go, in a folder of its own: what it builds is of no account here. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TOOLS = join(__dirname, "../../tools");

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "palisade-build-"));
  mkdirSync(join(root, "bin"));
  cpSync(TOOLS, join(root, "tools"), { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const path = (...below: readonly string[]) => join(root, ...below);
const program = (name: string) => readFileSync(path(".palisade/tools", name), "utf8");

/** Stands in for go: says its version, and builds a file that says how often it built. */
function putGo({ version = "go1.99.0", fails = false }: { version?: string; fails?: boolean } = {}): void {
  const built = fails ? "echo 'cannot find module' >&2; exit 1" : 'echo built >>"$0.log"; cp "$0.log" "$out"';
  const script = `#!/bin/sh
[ "$1" = env ] && { echo ${version}; echo testos; echo testcpu; exit 0; }
while [ $# -gt 0 ]; do [ "$1" = -o ] && out="$2"; shift; done
${built}
`;
  writeFileSync(path("bin/go"), script);
  chmodSync(path("bin/go"), 0o755);
}

function build(...names: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const env = { ...process.env, PATH: `${path("bin")}:/usr/bin:/bin`, CI: "" };
  return spawnSync(process.execPath, [path("tools/build.mjs"), ...names], { env, encoding: "utf8" });
}

it("builds what is asked, once", () => {
  putGo();
  const first = build("judge-1.13", "judge-1.14");
  expect(first).toMatchObject({ status: 0 });
  expect(first.stderr.split("\n").filter((line) => line !== "")).toEqual([
    expect.stringMatching(/^tools: building judge-1\.13, up to \d+ minutes the first time$/),
    expect.stringMatching(/^tools: building judge-1\.14, up to \d+ minutes the first time$/),
  ]);
  expect(build("judge-1.13", "judge-1.14")).toMatchObject({ status: 0, stderr: "" });
  expect([program("judge-1.13"), program("judge-1.14")]).toEqual(["built\n", "built\nbuilt\n"]);
});

it.each([
  ["the module's go.sum", "talos-1.13/go.sum", ["judge-1.13", "talosctl"]],
  ["the module's own source", "talos-1.13/main.go", ["judge-1.13"]],
  ["a source that both judges share", "judge/config.go", ["judge-1.13", "judge-1.14"]],
  ["the go.sum of Pulumi", "pulumi/go.sum", ["pulumi", "engine-judge"]],
  ["the source of the engine's judge", "pulumi/engine-judge/main.go", ["engine-judge"]],
])("builds again after a change of %s what it is a part of", (_, file, affected) => {
  putGo();
  const all = ["judge-1.13", "judge-1.14", "talosctl", "pulumi", "engine-judge"];
  build(...all);
  writeFileSync(path("tools", file), `${readFileSync(path("tools", file), "utf8")}\n`);
  const { stderr } = build(...all);
  expect([...stderr.matchAll(/building (\S+),/g)].map(([, name]) => name)).toEqual(affected);
});

it("builds again for another go, and where the program is gone", () => {
  putGo();
  build("talosctl");
  putGo({ version: "go1.99.1" });
  expect(build("talosctl").stderr).toContain("building talosctl");
  rmSync(path(".palisade/tools/talosctl"));
  expect(build("talosctl").stderr).toContain("building talosctl");
});

it("says which go is wanted where there is none", () => {
  const { status, stderr } = build("judge-1.14");
  expect(status).toBe(2);
  expect(stderr).toBe("tools/talos-1.14: go is not on PATH; install Go 1.26.5 or newer (go.dev/dl)\n");
});

it.each(["go1.26.4", "go1.9", "go1.25.99"])("says which go is wanted where there is %s", (version) => {
  putGo({ version });
  const { status, stderr } = build("judge-1.14");
  expect(status).toBe(2);
  const [, number] = version.split("go");
  expect(stderr).toBe(`tools/talos-1.14: go is too old, got ${number}; install Go 1.26.5 or newer (go.dev/dl)\n`);
});

it.each(["go1.26.5", "go1.26.8", "go1.27", "go2.0.1"])("is content with %s", (version) => {
  putGo({ version });
  expect(build("judge-1.14").status).toBe(0);
});

it("keeps what was built when another build fails, and tries again", () => {
  putGo();
  build("judge-1.13");
  writeFileSync(path("tools/judge/config.go"), "package judge\n");
  putGo({ fails: true });
  const { status, stderr } = build("judge-1.13");
  expect(status).toBe(2);
  expect(stderr).toContain("tools/talos-1.13: judge-1.13 does not build\ncannot find module\n");
  expect(program("judge-1.13")).toBe("built\n");
  putGo();
  expect(build("judge-1.13").status).toBe(0);
  expect(program("judge-1.13")).toBe("built\nbuilt\n");
});

it("refuses what it does not know", () => {
  putGo();
  expect(build("kubectl")).toMatchObject({
    status: 2,
    stderr: "tools: there is no program kubectl; use one of judge-1.13, judge-1.14, talosctl, pulumi, engine-judge\n",
  });
  expect(build().status).toBe(2);
  expect(existsSync(path(".palisade"))).toBe(false);
});
