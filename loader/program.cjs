/** Loaded before index.ts (Pulumi.yaml, `nodeargs`), wherever the Pulumi CLI runs the program. */

// For each of some thousand promises and resources the SDK records a stack trace, and sets the limit of their length itself: that takes longer than all
// the rest of a preview. With the variable set, errors say where they come from.
if (process.env.PALISADE_STACK_TRACES === undefined) {
  Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => {}, configurable: true });
}

require("./late-modules.cjs");
require("./typescript.cjs");
