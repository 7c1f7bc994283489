const ES_MODULES = "(?:age-encryption|@noble|@scure)";

/** Types are a gate of their own (tsc --noEmit): swc only strips them. */
module.exports = {
  testEnvironment: "<rootDir>/test/secret-scan/environment.ts",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "commonjs" } },
    ],
    // Node requires these modules as they are; jest's own loader does not.
    [`/node_modules/${ES_MODULES}/.+\\.js$`]: [
      "@swc/jest",
      { jsc: { parser: { syntax: "ecmascript" }, target: "es2024" }, module: { type: "commonjs" } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!${ES_MODULES}/)`],
  // A recorded stack holds megabytes per file; a worker that grew is cheaper to restart than to swap.
  workerIdleMemoryLimit: "1GB",
  maxWorkers: 2,
  // A cold cache on a busy machine is no failure: only a test that hangs is.
  testTimeout: 120_000,
};
