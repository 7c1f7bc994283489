/** Loaded before index.ts (Pulumi.yaml, `nodeargs`), wherever the Pulumi CLI runs the program. */

// Libraries that have ES modules alone are required, which older versions refuse in the middle of a run.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `palisade: Node on PATH is too old, got ${process.versions.node}; install Node 24, or at least 20.19 or 22.12, and run the command again\n`,
  );
  // Pulumi's own code for a program that has said everything itself.
  process.exit(32);
}

// For each of some thousand promises and resources the SDK records a stack trace, and sets the limit of their length itself: that takes longer than all
// the rest of a preview. With the variable set, errors say where they come from.
if (process.env.PALISADE_STACK_TRACES === undefined) {
  Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => {}, configurable: true });
}

require("./late-modules.cjs");
require("./typescript.cjs");
