import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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

const files = (text: string) => ({
  "state.json": { text },
  "plan.json": {},
  "preview.json": {},
  machine: { "control-plane-a": `of ${text}\n`, "worker-general": "worker\n" },
});
const parent = () => join(root, ".palisade");
const textIn = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as { text: string }).text;

function leftover(name: string, text: string): void {
  mkdirSync(join(parent(), name), { recursive: true });
  writeFileSync(join(parent(), name, "state.json"), JSON.stringify({ text }));
}

it("puts all files in place, and the next ones in their place", () => {
  const folder = writeOutputFiles(root, "staging", files("first"));
  expect(readdirSync(folder).sort()).toEqual(["machine", "plan.json", "preview.json", "state.json"]);
  writeOutputFiles(root, "staging", files("second"));
  expect(textIn(folder)).toBe("second");
  expect(readFileSync(join(folder, "machine", "control-plane-a.yaml"), "utf8")).toBe("of second\n");
  expect(readdirSync(parent())).toEqual(["staging"]);
});

it("writes machine configurations for their owner alone, whatever the mask, and none of a former preview stays", () => {
  const former = { ...files("first"), machine: { "worker-gone": "gone\n" } };
  const before = process.umask(0);
  try {
    writeOutputFiles(root, "staging", former);
    const folder = join(writeOutputFiles(root, "staging", files("second")), "machine");
    expect(readdirSync(folder).sort()).toEqual(["control-plane-a.yaml", "worker-general.yaml"]);
    const modes = [folder, ...readdirSync(folder).map((name) => join(folder, name))].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  } finally {
    process.umask(before);
  }
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
