import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GOLDEN_FOLDER, goldens, textOf } from "./goldens";

const GOLDENS = goldens();
const update = process.env["UPDATE_GOLDEN"] === "1" && process.env["CI"] === undefined;

test.each(GOLDENS.map((golden) => [golden.file, golden] as const))(
  "%s is what is rendered, byte for byte",
  (file, golden) => {
    const path = join(GOLDEN_FOLDER, file);
    if (update) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, textOf(golden));
    }
    expect(textOf(golden)).toBe(readFileSync(path, "utf8"));
  },
);

test("no golden is left over", () => {
  const files = readdirSync(GOLDEN_FOLDER, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yaml"),
  );
  expect(files.sort()).toEqual(GOLDENS.map(({ file }) => file).sort());
});
