import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "../../cli/config-docs";
import { loadEnvironment } from "../../cli/environment";
import { ROOT } from "../../cli/root";
import { run } from "./command";

it("the checked-in docs/configuration.md is what the schema says", () => {
  expect(readFileSync(join(ROOT, "docs", "configuration.md"), "utf8")).toBe(generate());
});

it("addresses that the runbooks name are staging's", () => {
  const { plan } = loadEnvironment({ environment: "staging" });
  const page = readFileSync(join(ROOT, "docs", "architecture.md"), "utf8");
  const named = [...new Set(page.match(/\b10\.\d+\.\d+\.\d+\b/g) ?? [])];
  expect(named).toEqual([plan.controlPlane.nodes.find(({ identity }) => identity === "b")?.address]);
});

it("npm run docs -- --check passes where every page is current", () => {
  expect(run("docs", "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
});
