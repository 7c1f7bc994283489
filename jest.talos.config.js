/** What the real programs of Talos and Kubernetes say: `*.judge.ts`. `npm run judge` builds them first (tools/build.mjs). */
const base = require("./jest.config.js");

module.exports = {
  ...base,
  roots: ["<rootDir>/test/talos"],
  testMatch: ["**/*.judge.ts"],
};
