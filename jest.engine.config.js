/** What the real Pulumi engine says and does: `*.engine.ts`. The programs are built by tools/build.mjs. */
const base = require("./jest.config.js");

module.exports = {
  ...base,
  roots: ["<rootDir>/test/engine"],
  testMatch: ["**/*.engine.ts"],
  globalSetup: "<rootDir>/test/engine/compiled-pack.ts",
  // An environment that is made, changed and destroyed takes minutes on a busy machine; killed at each type of resource, longer.
  testTimeout: process.env.PALISADE_KILLS === "types" ? 3 * 3_600_000 : 900_000,
};
