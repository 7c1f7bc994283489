import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, formatProblem } from "../../config/error";
import { readFileText } from "../../config/file-text";
import { readStackFile } from "../../config/stack-file";

const directory = mkdtempSync(join(tmpdir(), "palisade-file-text-"));
afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

test("text in UTF-8 is read, its byte order mark is not", () => {
  expect(readFileText(written("a", "é\n"))).toEqual({ text: "é\n" });
  expect(readFileText(written("b", "\ufeffconfig: {}\n"))).toEqual({ text: "config: {}\n" });
});

test.each([
  ["Latin-1", Buffer.from("pl\u00e4tform", "latin1")],
  ["UTF-16", Buffer.from("\ufeffconfig: {}", "utf16le")],
])("%s is told as what it is", (name, bytes) => {
  expect(readFileText(written(name, bytes))).toEqual({
    fault: { wrong: "is not UTF-8 text", fix: "save it as UTF-8" },
  });
});

test("what cannot be read is told with what to do", () => {
  expect(readFileText(join(directory, "nowhere"))).toEqual({
    fault: { wrong: "cannot be read (ENOENT)", fix: "name an existing stack file" },
  });
  expect(readFileText(join(written("file", ""), "below"))).toEqual({
    fault: { wrong: "cannot be read (ENOTDIR)", fix: "put a stack file there, or name another" },
  });
});

test.each(["/dev/zero", directory])("%s is not read: it may have no end", (path) => {
  expect(readFileText(path)).toEqual({
    fault: { wrong: "is not a regular file", fix: "put a stack file there, or name another" },
  });
});

test("a file of more than 1 MiB is not read", () => {
  expect(readFileText(written("large", "#".repeat(1024 * 1024)))).toHaveProperty("text");
  expect(readFileText(written("larger", "#".repeat(1024 * 1024 + 1)))).toEqual({
    fault: { wrong: "is larger than 1 MiB", fix: "name a stack file: they have a few kilobytes" },
  });
});

test("a directory in place of a stack file is a problem like any other", () => {
  mkdirSync(join(directory, "Pulumi.qa.yaml"));
  const told = (() => {
    try {
      return readStackFile(directory, "qa");
    } catch (error) {
      return error instanceof ConfigError ? error.problems.map(formatProblem) : error;
    }
  })();
  expect(told).toEqual(["Pulumi.qa.yaml: is not a regular file; put a stack file there, or name another"]);
});
