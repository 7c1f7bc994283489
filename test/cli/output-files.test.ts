import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOutputFiles } from "../../cli/output-files";

/** A number that no process has: above every limit of process ids. */
const GONE = 99_999_999;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "palisade-output-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const files = (text: string) => ({ "state.json": { text }, "plan.json": {}, "preview.json": {} });
const parent = () => join(root, ".palisade");
const textIn = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as { text: string }).text;

function leftover(name: string, text: string): void {
  mkdirSync(join(parent(), name), { recursive: true });
  writeFileSync(join(parent(), name, "state.json"), JSON.stringify({ text }));
}

it("puts all files in place, and the next ones in their place", () => {
  const folder = writeOutputFiles(root, "staging", files("first"));
  expect(readdirSync(folder).sort()).toEqual(["plan.json", "preview.json", "state.json"]);
  writeOutputFiles(root, "staging", files("second"));
  expect(textIn(folder)).toBe("second");
  expect(readdirSync(parent())).toEqual(["staging"]);
});

it("clears what killed processes left, and nothing of a living one or of another environment", () => {
  leftover(`.staging.${GONE}.new`, "half");
  leftover(`.staging.${process.ppid}.new`, "of a living process");
  leftover(`.prod.${GONE}.new`, "of prod");
  writeOutputFiles(root, "staging", files("whole"));
  expect(readdirSync(parent()).sort()).toEqual([`.prod.${GONE}.new`, `.staging.${process.ppid}.new`, "staging"]);
});

it("gives a former preview back its place when the process that moved it aside was killed, even if this one fails", () => {
  leftover(`.staging.${GONE}.old`, "former");
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  expect(() => writeOutputFiles(root, "staging", { ...files("x"), "plan.json": circular })).toThrow(/circular/);
  expect(textIn(join(parent(), "staging"))).toBe("former");
  expect(readdirSync(parent())).toEqual(["staging"]);
});

it("says what to do where a file is in the folder's place, and leaves it", () => {
  writeFileSync(parent(), "mine");
  expect(() => writeOutputFiles(root, "staging", files("x"))).toThrow(
    ".palisade/staging: cannot be written (EEXIST); remove the file that is in the folder's place, and run the command again",
  );
  expect(readFileSync(parent(), "utf8")).toBe("mine");
});

it("replaces a file of the environment's name", () => {
  mkdirSync(parent());
  writeFileSync(join(parent(), "staging"), "mine");
  expect(textIn(writeOutputFiles(root, "staging", files("x")))).toBe("x");
  expect(existsSync(join(parent(), `.staging.${process.pid}.old`))).toBe(false);
});
