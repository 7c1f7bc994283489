/** Types are a gate of their own (tsc --noEmit): swc only strips them. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "commonjs" } },
    ],
  },
  // A recorded stack holds megabytes per file; a worker that grew is cheaper to restart than to swap.
  workerIdleMemoryLimit: "1GB",
  maxWorkers: 2,
  // A cold cache on a busy machine is no failure: only a test that hangs is.
  testTimeout: 120_000,
};
