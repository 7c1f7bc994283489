/**
 * Loaded before index.ts (Pulumi.yaml, `nodeargs`), wherever the Pulumi CLI runs the program. TypeScript is translated without a check of its types,
 * which `npm run check` does: the language host's own way takes seconds and a gigabyte at every preview.
 */
const { join } = require("node:path");
const module_ = require("node:module");

// From Node 22 on.
module_.enableCompileCache?.(join(__dirname, "node_modules", ".cache", "palisade-compile"));

// For each of some thousand promises and resources the SDK records a stack trace, which takes longer than all the rest of a preview. With the
// variable set, errors say where they come from.
if (process.env.PALISADE_STACK_TRACES === undefined) Error.stackTraceLimit = 0;

require("tsx/cjs");
