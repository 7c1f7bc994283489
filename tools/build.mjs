/**
 * Builds the real programs that judge and run what Palisade writes: `node tools/build.mjs judge-1.13 judge-1.14 talosctl pulumi engine-judge`.
 * Each is pinned, checksums included, by the go.mod and go.sum beside this file, and lands in .palisade/tools/ (ignored by git).
 * What is built already is left alone. Exit code 0, or 2 with the reason on standard error.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const TOOLS = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(TOOLS);
const OUTPUT = join(ROOT, ".palisade", "tools");

/** Folders beside this file whose Go sources a program is made of; the first has its go.mod. Times are of two cores. */
const PROGRAMS = {
  "judge-1.13": { sources: ["talos-1.13", "judge"], package: ".", time: "2 minutes" },
  "judge-1.14": { sources: ["talos-1.14", "judge"], package: ".", time: "2 minutes" },
  // Nothing of ours is in it: the judge may change without another build of this one.
  talosctl: { sources: ["talos-1.13"], package: "github.com/siderolabs/talos/cmd/talosctl", time: "5 minutes" },
  pulumi: {
    sources: ["pulumi"],
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    time: "5 minutes",
    // Without a version the Automation API takes the program for one that is too old.
    version: {
      variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
      module: "github.com/pulumi/pulumi/pkg/v3",
    },
  },
  "engine-judge": { sources: ["pulumi", "pulumi/engine-judge"], package: "./engine-judge", time: "3 minutes" },
};

const FLAGS = ["-trimpath", "-buildvcs=false", "-mod=readonly"];

class BuildError extends Error {}

function go(directory, args) {
  // A workspace file somewhere above would change the versions, and C would tie the program to this machine.
  const env = { ...process.env, CGO_ENABLED: "0", GOWORK: "off" };
  const run = spawnSync("go", args, { cwd: join(TOOLS, directory), env, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (run.error) throw run.error;
  return run;
}

function wantedGo(directory) {
  const [, version] = /^go (\d+\.\d+(?:\.\d+)?)$/m.exec(readFileSync(join(TOOLS, directory, "go.mod"), "utf8")) ?? [];
  if (version === undefined) throw new BuildError(`tools/${directory}/go.mod: names no version of Go`);
  return version;
}

function isOlder(version, than) {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  const at = b.findIndex((part, index) => part !== (a[index] ?? 0));
  return at >= 0 && (a[at] ?? 0) < b[at];
}

/** Version and platform of the Go that builds the module. */
function toolchain(directory) {
  const wanted = wantedGo(directory);
  const advice = `install Go ${wanted} or newer (go.dev/dl)`;
  let run;
  try {
    run = go(directory, ["env", "GOVERSION", "GOOS", "GOARCH"]);
  } catch (error) {
    if (error.code === "ENOENT") throw new BuildError(`tools/${directory}: go is not on PATH; ${advice}`);
    throw error;
  }
  const [version = "", system, processor] = run.stdout.trim().split(/\s+/);
  const [, number] = /^go(\d+\.\d+(?:\.\d+)?)/.exec(version) ?? [];
  if (run.status !== 0 || number === undefined) {
    throw new BuildError(`tools/${directory}: go env says nothing that is a version\n${run.stderr.trim()}`);
  }
  if (isOlder(number, wanted)) throw new BuildError(`tools/${directory}: go is too old, got ${number}; ${advice}`);
  return [version, system, processor].join(" ");
}

function stampOf(program, toolchainText) {
  const hash = createHash("sha256").update(
    JSON.stringify([toolchainText, program.package, [...FLAGS, linkerFlags(program)]]),
  );
  for (const directory of program.sources) {
    const ours = program.package.startsWith(".") ? /^go\.(mod|sum)$|\.go$/ : /^go\.(mod|sum)$/;
    for (const name of readdirSync(join(TOOLS, directory)).sort()) {
      if (!ours.test(name)) continue;
      hash.update(`\n${directory}/${name}\n`).update(readFileSync(join(TOOLS, directory, name)));
    }
  }
  return hash.digest("hex");
}

/** What the linker leaves out, and the version that it writes in: the one that go.mod pins. */
function linkerFlags({ sources: [directory], version }) {
  if (version === undefined) return "-ldflags=-s -w";
  const pinned = readFileSync(join(TOOLS, directory, "go.mod"), "utf8")
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/^require /, "")
        .split(" "),
    )
    .find(([module]) => module === version.module);
  if (pinned === undefined) throw new BuildError(`tools/${directory}/go.mod: requires no ${version.module}`);
  return `-ldflags=-s -w -X ${version.variable}=${pinned[1]}`;
}

/** The stamp names the program's own digest, too: one that was cut short or changed is built again. */
function isBuilt(file, stamp) {
  if (!existsSync(file) || !existsSync(`${file}.stamp`)) return false;
  const [, digest] = readFileSync(`${file}.stamp`, "utf8").split(" ");
  return readFileSync(`${file}.stamp`, "utf8") === `${stamp} ${digest}` && digest === digestOf(file);
}

function digestOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function build(name) {
  const program = PROGRAMS[name];
  if (program === undefined) {
    throw new BuildError(`tools: there is no program ${name}; use one of ${Object.keys(PROGRAMS).join(", ")}`);
  }
  const [directory] = program.sources;
  const built = toolchain(directory);
  const file = join(OUTPUT, name);
  const stamp = stampOf(program, built);
  if (isBuilt(file, stamp)) return;

  process.stderr.write(`tools: building ${name}, up to ${program.time} the first time\n`);
  mkdirSync(OUTPUT, { recursive: true });
  // Beside its place, because only there a rename is at once; named by process, because two may build at a time.
  const beside = `${file}.${process.pid}`;
  try {
    const run = go(directory, ["build", ...FLAGS, linkerFlags(program), "-o", beside, program.package]);
    if (run.status !== 0) {
      throw new BuildError(`tools/${directory}: ${name} does not build\n${run.stderr.trim()}`);
    }
    const digest = digestOf(beside);
    renameSync(beside, file);
    writeFileSync(`${beside}.stamp`, `${stamp} ${digest}`);
    renameSync(`${beside}.stamp`, `${file}.stamp`);
  } finally {
    rmSync(beside, { force: true });
  }
}

const names = process.argv.slice(2);
try {
  if (names.length === 0) {
    const self = relative(process.cwd(), fileURLToPath(import.meta.url));
    throw new BuildError(`usage: node ${self} <program>..., of ${Object.keys(PROGRAMS).join(", ")}`);
  }
  for (const name of names) build(name);
} catch (error) {
  process.stderr.write(`${error instanceof BuildError ? error.message : error.stack}\n`);
  process.exitCode = 2;
}
