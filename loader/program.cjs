/**
 * Loaded before index.ts (Pulumi.yaml, `nodeargs`), wherever the Pulumi CLI runs the program. PALISADE_DEBUG=1 leaves everything as the SDK has it: errors
 * say where they come from, and `pulumi up --debug` tells each call of the engine.
 */

const Module = require("node:module");
const { createRequire } = Module;

// Libraries that have ES modules alone are required, which older versions refuse in the middle of a run.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `palisade: Node on PATH is too old, got ${process.versions.node}; install Node 24, or at least 20.19 or 22.12, and run the command again\n`,
  );
  // Pulumi's own code for a program that has said everything itself.
  process.exit(32);
}

require("./late-modules.cjs");
require("./typescript.cjs");

if (process.env.PALISADE_DEBUG === undefined) {
  // For each of some thousand promises and resources the SDK records a stack trace, and sets the limit of their length itself.
  Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => {}, configurable: true });
  // It also sends the engine three messages for each resource, one after the other, which are shown with --debug alone.
  require("@pulumi/pulumi/log").debug = () => Promise.resolve();
  // It asks V8's debugger about each file that is loaded, to name files in errors of functions that it serialises: index.ts gives it none.
  ofSdk("runtime/closure/v8Hooks", (file) => {
    require(file).isInitializedAsync = () => Promise.resolve();
  });
  // 260 modules of OpenTelemetry, for spans that nobody asked for.
  if (process.env.TRACEPARENT === undefined && !process.argv.some((argument) => argument.startsWith("--tracing"))) {
    ofSdk("cmd/run/tracing", (file) => {
      const { trace } = createRequire(file)("@opentelemetry/api");
      const standIn = new Module(file);
      standIn.exports = { newSpan: (name) => trace.getTracer("nodejs-runtime").startSpan(name) };
      require.cache[file] = standIn;
    });
  }
}

/** Where a version of the SDK has no such module, nothing changes. */
function ofSdk(name, change) {
  let file;
  try {
    file = require.resolve(`@pulumi/pulumi/${name}`);
  } catch {
    return;
  }
  change(file);
}

// A program that ends well without having made anything tells the engine to delete all that there is.
process.on("exit", (code) => {
  const program = require.cache[require("node:path").join(__dirname, "..", "index.ts")];
  if (code !== 0 || Object.keys(program?.exports ?? {}).includes("machineConfigs")) return;
  process.stderr.write("index.ts did not run to its end: nothing may be concluded from what it registered\n");
  process.exitCode = 1;
});
