/** Options before which -- is missing, as the real npm treats them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../cli/root";
import type { Ended } from "./command";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-npm-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `npm run --silent ...` of a person with these variables and this .npmrc, and nothing of the npm that runs the tests. */
function npm(
  args: readonly string[],
  { env = {}, settings = "" }: { readonly env?: Readonly<Record<string, string>>; readonly settings?: string } = {},
): Ended {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)));
  const userconfig = join(folder, "npmrc");
  writeFileSync(userconfig, settings);
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", ...args], {
    cwd: ROOT,
    env: { ...own, NPM_CONFIG_USERCONFIG: userconfig, ...env },
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

// Elsewhere npm's environment cannot be seen, and a note has to do.
(process.platform === "linux" ? it : it.skip).each([
  [["preview", "--json"], "--json", "npm run preview -- --json"],
  [["preview", "prod", "--json"], "--json", "npm run preview -- prod --json"],
  [["preview", "--config=stack.yaml"], "--config", "npm run preview -- --config <file>"],
  [["docs", "--check"], "--check", "npm run docs -- --check"],
  [
    ["machine-configs", "prod", "--secrets", "x", "--out", "y"],
    "--secrets and --out",
    "npm run machine-configs -- <environment> --secrets <file> --out <folder>",
  ],
  [["secrets", "check", "x.yaml", "--json"], "--json", "npm run secrets -- check x.yaml --json"],
  [
    ["secrets", "new", "--plain-text", "-o", "x.yaml"],
    "-o and --plain-text",
    "npm run secrets -- new -o <file> --plain-text",
  ],
])("%j is refused, and nothing is done", (args, kept, line) => {
  const { code, stdout, stderr } = npm(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `npm kept ${kept} for itself; put -- before: ${line}\n` });
  // With --json npm has something to say itself.
  expect(stdout).toMatch(/^(?:\{\s*"error": [\s\S]*)?$/);
});

it("where npm's environment cannot be seen, a note says it, and the command is done", () => {
  const hook = join(folder, "hook.cjs");
  writeFileSync(
    hook,
    `const fs = require("node:fs");
    const read = fs.readFileSync;
    fs.readFileSync = (path, ...rest) => {
      if (String(path).startsWith("/proc/")) throw Object.assign(new Error("none"), { code: "ENOENT" });
      return read(path, ...rest);
    };`,
  );
  const { code, stdout, stderr } = npm(["images", "--json"], { env: { NODE_OPTIONS: `--require ${hook}` } });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^staging: Talos /);
  expect(stderr).toBe(
    "note: unless you have set npm_config_json: npm kept --json for itself; put -- before: npm run images -- --json\n",
  );
});

const SETTINGS = "json=true\nconfig=elsewhere\n";
const VARIABLES = { npm_config_json: "true", npm_config_config: "elsewhere" };

it.each([
  ["npm's settings", { settings: SETTINGS }],
  ["the environment", { env: VARIABLES }],
  ["the environment, in capitals", { env: { NPM_CONFIG_JSON: "true", NPM_CONFIG_CONFIG: "elsewhere" } }],
])("an option's name in %s is none", (_, given) => {
  const { code, stdout } = npm(["images"], given);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^staging: Talos /);
});

it("an option behind -- is one, whatever is set", () => {
  const { code, stdout } = npm(["images", "--json", "--", "--json"], { settings: SETTINGS });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toBeInstanceOf(Array);
});
