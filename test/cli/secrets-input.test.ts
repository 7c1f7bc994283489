/** Bundles and identities that come through standard input and pipes, as a shell gives them. */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderBundle } from "../../pki/bundle-yaml";
import type { Ended } from "./command";
import { at, copy, decrypted, files, inFolder, START, textOf, useFiles } from "./secrets-files";

useFiles();

/** `command` is Bash, in which `palisade` is the entry of every npm script. */
function shell(command: string): Ended {
  const script = `palisade() { "${process.execPath}" "${START}" "$@"; }; ${command}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    cwd: files().folder,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

const PASSED = (name: string) => `\nPASSED ${name}: all keys of a cluster, each with its certificate\n`;

describe("standard input", () => {
  it("is checked, from a pipe and from a file, slow or not", () => {
    const commands = [
      `cat "${at("good.yaml")}" | palisade secrets check -`,
      `(head -c 5000; sleep 1; cat) < "${at("good.yaml")}" | palisade secrets check -`,
      `palisade secrets check - < "${at("good.yaml")}"`,
      `cat "${at("good.age")}" | palisade secrets check - --identity "${at("key.txt")}"`,
      `cat "${at("key.txt")}" | palisade secrets check "${at("good.age")}" --identity -`,
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = shell(command);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
      expect(stdout.endsWith(PASSED(command.includes("identity -") ? at("good.age") : "standard input"))).toBe(true);
    }
  });

  it("is encrypted into a file, and has no plain file that stays", async () => {
    const encrypt = `cat "${at("good.yaml")}" | palisade secrets encrypt - --recipient ${files().recipient}`;
    expect(shell(`${encrypt} -o a.age`)).toEqual({
      code: 0,
      stdout: "written: a.age (encrypted to 1 recipient)\n",
      stderr: "",
    });
    expect(await decrypted(textOf("a.age"))).toBe(renderBundle(files().bundle));
    expect(shell(encrypt)).toEqual({
      code: 2,
      stdout: "",
      stderr: "-o: is missing; give a file, or - for standard output: standard input has no name\n",
    });
    expect(inFolder()).toEqual(["a.age"]);
  });

  it.each([
    ["--secrets", `--secrets - --identity`, "good.age", "key.txt"],
    ["--identity", `--identity - --secrets`, "key.txt", "good.age"],
  ])("is %s of machine configurations", (_, options, input, file) => {
    const ended = shell(`cat "${at(input)}" | palisade machine-configs staging ${options} "${at(file)}" --out out`);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
    expect(inFolder()).toEqual(["out"]);
  });

  const HOLDS_ONE = "--identity: is - like the bundle; name a file for one of them: standard input holds one";

  it.each([
    ["that is both", "machine-configs staging --secrets - --identity - --out out", "", HOLDS_ONE],
    [
      "that is empty, as that of a command that failed",
      "secrets check -",
      "false |",
      "standard input: is empty; look at the command that should have written into it",
    ],
    [
      "that never ends",
      "secrets check -",
      "yes |",
      "standard input: is larger than 2 MiB; name a secrets bundle or an identity file",
    ],
    ["that is a folder", "secrets check - <.", "", "standard input: is neither a file nor a pipe; name a file"],
  ])("%s is refused", (_, command, before, message) => {
    expect(shell(`${before} palisade ${command}`)).toEqual({ code: 2, stdout: "", stderr: `${message}\n` });
    expect(inFolder()).toEqual([]);
  });

  // Linux' script gives the command a terminal; that of others has other options.
  (process.platform === "linux" ? it : it.skip)("that is a terminal is refused, and not waited for", () => {
    const command = `"${process.execPath}" "${START}" secrets check -`;
    const { status, stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(stdout.replaceAll("\r", "")).toBe(
      "standard input: is a terminal; pipe the file into the command, or name the file\n",
    );
    expect(status).toBe(2);
  });

  it("is waited for until Ctrl-C", async () => {
    const child = spawn(process.execPath, [START, "secrets", "check", "-"], { stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.write("cluster:\n");
    setTimeout(() => child.kill("SIGINT"), 3000);
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(130);
  });
});

describe("pipes that a shell gives by path", () => {
  it("are read", () => {
    const whole = `palisade secrets check <(cat "${at("good.age")}") --identity <(sleep 1; cat "${at("key.txt")}")`;
    const { code, stdout, stderr } = shell(whole);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/\nPASSED \/dev\/fd\/\d+: all keys/);
    expect(shell(`cat "${at("good.yaml")}" | palisade secrets check /dev/stdin`)).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  it("are read where they have a name of their own, and where their writer is gone already", () => {
    copy("good.yaml", "a.yaml");
    const { code, stderr } = shell("mkfifo pipe; cat a.yaml > pipe & exec 9<pipe; palisade secrets check pipe");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("are refused where nobody writes, or too much", () => {
    writeFileSync(join(files().folder, "large"), Buffer.alloc(3 * 1024 * 1024));
    expect(shell("palisade secrets check <(cat large)").stderr).toMatch(/^\/dev\/fd\/\d+: is larger than 2 MiB; /);
    expect(shell("mkfifo pipe; palisade secrets check pipe")).toEqual({
      code: 2,
      stdout: "",
      stderr: "pipe: is a pipe into which nobody writes; look at the command that should\n",
    });
  });
});
