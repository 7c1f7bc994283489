import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate, main } from "../../cli/config-docs";

test("the checked-in docs/configuration.md is what the schema says", () => {
  expect(readFileSync("docs/configuration.md", "utf8")).toBe(generate());
});

test("--check refuses a file that is not current, and names the command", () => {
  const root = mkdtempSync(join(tmpdir(), "palisade-config-docs-"));
  const told: unknown[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((line) => told.push(line));
  const error = jest.spyOn(console, "error").mockImplementation((line) => told.push(line));
  try {
    mkdirSync(join(root, "docs"));
    expect(main(["--check"], root)).toBe(1);
    expect(main([], root)).toBe(0);
    expect(main(["--check"], root)).toBe(0);
    writeFileSync(join(root, "docs", "configuration.md"), "old");
    expect(main(["--check"], root)).toBe(1);
  } finally {
    log.mockRestore();
    error.mockRestore();
    rmSync(root, { recursive: true });
  }
  const stale = "docs/configuration.md: is not what config/schema.ts says; run npm run docs and commit the result";
  expect(told).toEqual([stale, "docs/configuration.md written", "docs/configuration.md is current", stale]);
});
