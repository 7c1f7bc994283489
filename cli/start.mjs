/**
 * Entry of every npm script: installs what is missing once, then runs the command on Node 24. Plain JavaScript without dependencies, because
 * on a fresh clone nothing is installed and `node` may be 20.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_MAJOR = 24;
/** Exit code for "could not be judged": bad input or a tool's error, never a verdict. */
const TOOL_ERROR = 2;

/** Packages without which no command can say what is missing. */
const NEEDED = ["esbuild", "commander", "jest"];
const INSTALL = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
/**
 * Nearly everything that a recording makes stays alive until its end: a small young generation would be copied, and a small old one searched, again
 * and again for nothing. MiB; neither is taken before it is needed.
 */
const NODE_OPTIONS = ["--min-semi-space-size=64", "--max-semi-space-size=64", "--initial-old-space-size=3000"];

/** Commands that tell the line of the program that made a resource: the JavaScript that runs has other lines. */
const TELLS_LINES = ["gate"];

/** Commands that are suites of tests over real programs: the programs of tools/build.mjs that they ask, and Jest's configuration. */
const SUITES = {
  judge: { programs: ["judge-1.13", "judge-1.14", "talosctl"], config: "jest.talos.config.js" },
  engine: { programs: ["pulumi", "engine-judge"], config: "jest.engine.config.js" },
};

// A mask that takes the owner's own rights would leave files and folders that not even they can read.
process.umask(process.umask(0o077) & 0o077);

process.on("uncaughtException", (error) => fail(`palisade: cannot start (${error.message})`));

const [command = "--help", ...args] = process.argv.slice(2);

installOnce();
const node = nodeBinary();
for (const nodeArgs of steps(command, args)) {
  const code = await run(node, nodeArgs);
  if (code !== 0) process.exit(code);
}

/**
 * Runs `npm ci` unless the last complete install was of this very lockfile and is still there. The stamp is written last, so a Ctrl-C leaves no
 * half install in use.
 */
function installOnce() {
  const lock = createHash("sha256").update(lockfile()).digest("hex");
  const stamp = join(ROOT, "node_modules", ".palisade-lock");
  const whole = NEEDED.every((name) => existsSync(join(ROOT, "node_modules", name, "package.json")));
  if (whole && existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  process.stderr.write("Installing the dependencies pinned in package-lock.json (once, about half a minute) ...\n");
  const npm = process.env.npm_execpath;
  const installed =
    npm === undefined
      ? spawnSync("npm", INSTALL, {
          cwd: ROOT,
          stdio: ["ignore", "pipe", "inherit"],
          shell: process.platform === "win32",
        })
      : spawnSync(process.execPath, [npm, ...INSTALL], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  if (installed.status !== 0) {
    fail(
      "npm ci failed: the dependencies are not installed. Check that the npm registry can be reached and that package.json and package-lock.json agree, then run the command again.",
    );
  }
  writeFileSync(stamp, lock);
}

function lockfile() {
  try {
    return readFileSync(join(ROOT, "package-lock.json"));
  } catch (error) {
    return fail(`package-lock.json: cannot be read (${error.code}); restore it from the repository.`);
  }
}

/** This process's Node when it is new enough, else the one that came with the dependencies. */
function nodeBinary() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return process.execPath;
  const installed = join(ROOT, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(installed)) return installed;
  return fail(
    `Node ${NODE_MAJOR} is needed, got ${process.versions.node}, and node_modules holds no Node for ${process.platform}-${process.arch}; install Node ${NODE_MAJOR}, or delete node_modules if it is not whole, and run the command again.`,
  );
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  return process.exit(TOOL_ERROR);
}

/** Where the person was, which relative paths are meant from: npm runs scripts in the project's folder and tells it; a variable of another npm run may be inherited. */
function callersDirectory() {
  const byNpm = process.env.npm_package_json === join(ROOT, "package.json") && process.cwd() === ROOT;
  return (byNpm ? process.env.INIT_CWD : undefined) ?? process.cwd();
}

/** Arguments of Node, one process after the other as long as they end with 0. */
function steps(name, rest) {
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const asksHelp = rest.includes("--help") || rest.includes("-h");
  if (name === "test" && !asksHelp) return [[jest, ...rest]];
  const suite = SUITES[name];
  if (suite !== undefined && !asksHelp) {
    return [
      [join(ROOT, "tools", "build.mjs"), ...suite.programs],
      [jest, "--config", join(ROOT, suite.config), ...rest],
    ];
  }
  const main = [
    ...NODE_OPTIONS,
    ...(TELLS_LINES.includes(name) ? ["--enable-source-maps"] : []),
    "--require",
    join(ROOT, "cli", "guard.cjs"),
    "--require",
    join(ROOT, "loader", "late-modules.cjs"),
    "--require",
    join(ROOT, "loader", "typescript.cjs"),
    join(ROOT, "cli", "main.ts"),
    name,
    ...rest,
  ];
  return [main];
}

/** The exit code. This process only waits and passes signals on. A terminal's Ctrl-C reaches the child twice, which ends once. */
function run(node, nodeArgs) {
  const child = spawn(node, nodeArgs, {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...process.env,
      INIT_CWD: callersDirectory(),
      ...(nodeArgs.includes("--enable-source-maps") ? { PALISADE_SOURCE_MAPS: "1" } : {}),
      NODE_COMPILE_CACHE: join(ROOT, "node_modules", ".cache", "palisade-compile"),
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}`));
  return new Promise((resolve) => {
    child.on("exit", (code, signal) =>
      resolve(signal === null ? (code ?? TOOL_ERROR) : 128 + constants.signals[signal]),
    );
  });
}
