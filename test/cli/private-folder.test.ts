import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExpectedError } from "../../cli/exit";
import { writePrivateFolder } from "../../cli/private-folder";

/** The module itself, of which an import would be a copy. */
const fs = require("node:fs") as typeof import("node:fs");
const FILES = { "a.yaml": "value-of-a-secret\n", "b.yaml": "another\n" };
const callersFolder = process.env["INIT_CWD"];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-private-"));
  process.env["INIT_CWD"] = folder;
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  if (callersFolder === undefined) delete process.env["INIT_CWD"];
  else process.env["INIT_CWD"] = callersFolder;
});

const at = (...names: readonly string[]) => join(folder, ...names);
const modeOf = (path: string) => statSync(path).mode & 0o777;

/** Every path below the test's folder, so that nothing hidden is left out. */
function inFolder(): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

/** The message; the test's folder has to be as it was. */
function refusal(out: string, files: Readonly<Record<string, string>> = FILES): string {
  const before = inFolder();
  try {
    writePrivateFolder(out, files);
  } catch (error) {
    expect(inFolder()).toEqual(before);
    expect(error).toBeInstanceOf(ExpectedError);
    return String((error as Error).message);
  }
  return "nothing was refused";
}

describe("a folder that is written", () => {
  it.each([0, 0o022, 0o077])("is its owner's alone, with its files, under the mask %i", (mask) => {
    const before = process.umask(mask);
    try {
      writePrivateFolder("out", FILES);
    } finally {
      process.umask(before);
    }
    expect(inFolder()).toEqual(["out", "out/a.yaml", "out/b.yaml"]);
    expect([at("out"), at("out", "a.yaml"), at("out", "b.yaml")].map(modeOf)).toEqual([0o700, 0o600, 0o600]);
    expect(readFileSync(at("out", "a.yaml"), "utf8")).toBe(FILES["a.yaml"]);
  });

  it("may be there, if it is empty and private", () => {
    mkdirSync(at("out"), { mode: 0o700 });
    writePrivateFolder(at("out"), FILES);
    expect(inFolder()).toEqual(["out", "out/a.yaml", "out/b.yaml"]);
  });

  it("may be below a link to a folder", () => {
    mkdirSync(at("here"), { mode: 0o700 });
    symlinkSync("here", at("link"));
    writePrivateFolder("link/out", FILES);
    expect(readdirSync(at("here"))).toEqual(["out"]);
  });
});

describe("a folder that is refused, with nothing changed", () => {
  const NEW = "name a folder that is not there yet";

  it.each<[string, () => string, string]>([
    [
      "has something in it",
      () => {
        mkdirSync(at("out"), { mode: 0o700 });
        writeFileSync(at("out", "mine"), "mine");
        return "out";
      },
      `--out: out is not empty; ${NEW}: nothing is overwritten or mixed`,
    ],
    [
      "can be read by everybody",
      () => {
        mkdirSync(at("out"));
        chmodSync(at("out"), 0o755);
        return "out";
      },
      `--out: out can be read by others than its owner, got mode 0755; take that right away (chmod 700), or ${NEW}`,
    ],
    [
      "can be entered by the group",
      () => {
        mkdirSync(at("out"));
        chmodSync(at("out"), 0o710);
        return "out";
      },
      `--out: out can be read by others than its owner, got mode 0710; take that right away (chmod 700), or ${NEW}`,
    ],
    ["is below none", () => "no/out", "--out: no/out is in a folder that does not exist; make that folder first"],
    [
      "is a file",
      () => {
        writeFileSync(at("out"), "mine");
        return "out";
      },
      "--out: out is not a folder; name one that is not there yet",
    ],
    [
      "is a link, which may lead anywhere",
      () => {
        mkdirSync(at("elsewhere"), { mode: 0o700 });
        symlinkSync("elsewhere", at("out"));
        return "out";
      },
      "--out: out is not a folder; name one that is not there yet",
    ],
    [
      "is the one that the person is in, whose shell would be left in a folder that is gone",
      () => {
        mkdirSync(at("here"), { mode: 0o700 });
        symlinkSync("here", at("link"));
        process.env["INIT_CWD"] = at("link");
        return at("here");
      },
      "--out: <folder>/here is the folder that you are in, which another one would replace; name a folder that is not there yet",
    ],
    [
      "is below a file",
      () => {
        writeFileSync(at("mine"), "mine");
        return "mine/out";
      },
      "--out: mine/out cannot be written (ENOTDIR); name one below folders: a part of its path is a file",
    ],
    [
      "has a name that a terminal would obey",
      () => "no/\u001b[2Jout",
      "--out: no/\\u001b[2Jout is in a folder that does not exist; make that folder first",
    ],
  ])("because it %s", (_, prepare, message) => {
    expect(refusal(prepare()).replace(folder, "<folder>")).toBe(message);
  });

  it.each([
    ["ENOSPC", "make room on the disk"],
    ["EACCES", "give yourself the right to write into the folder that it is in"],
    ["EPERM", "give yourself the right to write into the folder that it is in"],
    ["EIO", "look at the folder, and run the command again"],
  ])("because the system refuses a file in the middle (%s)", (code, fix) => {
    const write = fs.writeFileSync;
    jest.spyOn(fs, "writeFileSync").mockImplementation((path, ...rest) => {
      if (String(path).endsWith("b.yaml")) throw Object.assign(new Error("refused"), { code });
      write(path, ...rest);
    });
    expect(refusal("out")).toBe(`--out: out cannot be written (${code}); ${fix}`);
  });

  // As a bind mount of the same disk is, and the root of another one.
  it("because it is a mount point, which the system says when it is replaced, or its disk before", () => {
    mkdirSync(at("out"), { mode: 0o700 });
    const below = "name a folder below it that is not there yet: a mount point cannot be replaced";
    jest.spyOn(fs, "renameSync").mockImplementation(() => {
      throw Object.assign(new Error("refused"), { code: "EBUSY" });
    });
    expect(refusal("out")).toBe(`--out: out cannot be written (EBUSY); ${below}`);
    const lstat = fs.lstatSync;
    jest.spyOn(fs, "lstatSync").mockImplementation(((path: string, options: object) => {
      const status = lstat(path, options);
      return status === undefined ? status : Object.assign(status, { dev: -1 });
    }) as typeof lstat);
    const write = jest.spyOn(fs, "writeFileSync");
    expect(refusal("out")).toBe(`--out: out is a mount point; ${below}`);
    expect(write).not.toHaveBeenCalled();
  });

  it("because its disk keeps no rights of files, before a key is written", () => {
    const make = fs.mkdtempSync;
    // What such a disk, mounted without umask=077, makes of every folder.
    jest.spyOn(fs, "mkdtempSync").mockImplementation(((prefix: string) => {
      const made = make(prefix);
      chmodSync(made, 0o755);
      return made;
    }) as typeof make);
    const write = jest.spyOn(fs, "writeFileSync");
    expect(refusal("out")).toBe(
      "--out: out could be read by others: its disk keeps no rights of files (FAT, exFAT); name another disk, or mount that one with umask=077",
    );
    expect(write).not.toHaveBeenCalled();
  });

  it("and no right is asked for twice, which such a disk refuses", () => {
    const chmod = jest.spyOn(fs, "chmodSync");
    writePrivateFolder("out", FILES);
    expect(chmod).not.toHaveBeenCalled();
  });

  it("because somebody writes into it at the same time", () => {
    mkdirSync(at("out"), { mode: 0o700 });
    const rename = fs.renameSync;
    jest.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      writeFileSync(at("out", "theirs"), "theirs");
      rename(from, to);
    });
    expect(() => writePrivateFolder("out", FILES)).toThrow(`--out: out cannot be written (ENOTEMPTY); ${NEW}`);
    expect(inFolder()).toEqual(["out", "out/theirs"]);
  });

  it("and a defect of the program is told as one", () => {
    jest.spyOn(fs, "renameSync").mockImplementation(() => {
      throw new TypeError("a defect");
    });
    expect(() => writePrivateFolder("out", FILES)).toThrow(TypeError);
    expect(inFolder()).toEqual([]);
  });
});
