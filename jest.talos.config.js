/** What the real programs of Talos and Kubernetes say: `*.judge.ts`. The first run builds them, which takes minutes and needs Go. */
const base = require("./jest.config.js");

module.exports = {
  ...base,
  roots: ["<rootDir>/test/talos"],
  testMatch: ["**/*.judge.ts"],
  globalSetup: "<rootDir>/test/talos/global-setup.ts",
};
