/** What a tired person types. */
import { at, copy, inFolder, secrets, useFiles } from "./secrets-files";

useFiles();

const EMPTY = "argument '' is invalid. It is empty, as a variable that the shell does not know; name one.";

it.each<[string, readonly string[], string]>([
  ["no file", ["check", ""], `error: command-argument value '' is invalid for argument 'file'. ${EMPTY.slice(24)}`],
  ["an identity without a name", ["check", "a", "--identity", ""], `error: option '--identity <file>' ${EMPTY}`],
  ["an output without a name", ["new", "-o", ""], `error: option '-o, --output <file>' ${EMPTY}`],
  [
    "a folder that is not there, which would become a file",
    ["new", "--plain-text", "-o", "backup/"],
    "backup/: is the name of a folder; name a file in an existing folder",
  ],
  [
    "a name that is too long",
    ["new", "--plain-text", "-o", "x".repeat(300)],
    `${"x".repeat(300)}: cannot be written (ENAMETOOLONG); give it a shorter name`,
  ],
])("%s is refused in one message", (_, args, message) => {
  const { code, stdout, stderr } = secrets(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.replace("(run with --help for examples)\n", "")).toBe(`${message}\n`);
  expect(inFolder()).toEqual([]);
});

describe("an identity that is given in the place of its file", () => {
  const TYPED = `AGE-SECRET-KEY-1${"Q".repeat(58)}`;

  it.each<[string, (identity: string) => readonly string[], string]>([
    ["as option", (identity) => ["check", at("good.age"), "--identity", identity], "name the file that holds it"],
    ["as file", (identity) => ["check", identity.toLowerCase()], "name the file that holds it"],
    ["as a word too many", (identity) => ["check", at("good.age"), identity], "too many arguments"],
    ["as a word too many of new", (identity) => ["new", identity], "too many arguments"],
  ])("is never repeated (%s)", (_, args, part) => {
    const { code, stdout, stderr } = secrets(...args(TYPED));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(part);
    expect(stderr.toUpperCase()).not.toContain("QQQQ");
  });

  it("is no part of the name of a file that others have named", () => {
    copy("good.yaml", "AGE-SECRET-KEYS.yaml");
    expect(secrets("check", "AGE-SECRET-KEYS.yaml").code).toBe(0);
  });
});
