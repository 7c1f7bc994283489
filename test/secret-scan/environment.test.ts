/** Runs Jest on small files of tests that give a secret away, each in one way. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "palisade-secret-scan-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Secrets are put together where they are needed, so that this file holds none. */
const MADE = `
const { randomBytes } = require("node:crypto");
const key = "-----BEGIN EC PRIVATE" + " KEY-----";
const token = randomBytes(3).toString("hex") + "." + "0" + randomBytes(8).toString("hex").slice(1);
const secretbox = randomBytes(32).toString("base64");
`;

const GIVEN_AWAY: Readonly<Record<string, readonly [body: string, message: string]>> = {
  "prints a key": ['test("a", () => console.log(key))', "the test printed a private key"],
  "prints a token": ['test("a", () => console.error("token: %s", token))', "the test printed a token"],
  "writes a key of 32 bytes": [
    'test("a", () => void process.stdout.write("key: " + secretbox + "\\n"))',
    "the test printed a key of 32 bytes",
  ],
  "fails with a token": [
    'test("a", () => expect({ token }).toEqual({ token: "other" }))',
    "the test failed with a message that holds a token: it is not shown",
  ],
  "throws a cause with a key": [
    'test("a", () => { throw new Error("no", { cause: new Error(key) }) })',
    "the test failed with a message that holds a private key: it is not shown",
  ],
  "fails in a hook": [
    'beforeAll(() => { throw new Error(secretbox) }); test("a", () => undefined)',
    "the test failed with a message that holds a key of 32 bytes: it is not shown",
  ],
  "has a token for a name": ["test(token, () => undefined)", "a test or a group of them has a token in its name"],
  "groups by a key": [
    'describe(key, () => test("a", () => undefined))',
    "a test or a group of them has a private key in its name",
  ],
  "prints after its tests": [
    'test("a", () => undefined); afterAll(() => console.log(token))',
    "between its tests or after them, the file printed a token",
  ],
};

function ended(body: string) {
  writeFileSync(join(folder, "given-away.test.js"), `${MADE}${body};\n`);
  const config = {
    rootDir: ROOT,
    roots: [folder],
    testEnvironment: join(__dirname, "environment.ts"),
    transform: { "^.+\\.ts$": "@swc/jest" },
  };
  const jest = join(ROOT, "node_modules/jest/bin/jest.js");
  const run = spawnSync(process.execPath, [jest, "--config", JSON.stringify(config), "--runInBand"], {
    encoding: "utf8",
    cwd: ROOT,
  });
  return { code: run.status, text: `${run.stdout}${run.stderr}` };
}

it.each(Object.entries(GIVEN_AWAY))("a file that %s fails", (_, [body, message]) => {
  const { code, text } = ended(body);
  expect(code).toBe(1);
  expect(text.includes(message)).toBe(true);
});

it("what it fails with or is called is not printed by Jest either", () => {
  for (const way of ["fails with a token", "throws a cause with a key", "fails in a hook", "has a token for a name"]) {
    const { text } = ended(GIVEN_AWAY[way]?.[0] ?? "");
    expect([way, /[a-z0-9]{6}\.0[a-f0-9]{15}|PRIVATE KEY|[A-Za-z0-9+/]{43}=/.test(text)]).toEqual([way, false]);
  }
});

it("a file that gives nothing away passes", () => {
  const { code } = ended('test("a", () => { console.log("abcdef.0123456789abcdef"); expect(key).not.toBe(token) })');
  expect(code).toBe(0);
});
