import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { secretsNew } from "../../cli/secrets";
import { readBundle } from "../../pki/bundle-yaml";
import {
  at,
  copy,
  decrypted,
  files,
  inFolder,
  modeOf,
  refusal,
  START,
  secrets,
  textOf,
  useFiles,
} from "./secrets-files";

useFiles();

describe("secrets new", () => {
  const ONLY_OWNER =
    "writes a good bundle that only the recipient can read, for its owner alone, and nothing beside it";
  it.each([0, 0o777])(`${ONLY_OWNER}, under the mask %i`, async (mask) => {
    const before = process.umask(mask);
    const ended = secrets("new", "--recipient", files().recipient, "-o", "prod.age");
    process.umask(before);
    expect(ended).toEqual({ code: 0, stdout: "written: prod.age (encrypted to 1 recipient)\n", stderr: "" });
    expect(inFolder()).toEqual(["prod.age"]);
    expect(modeOf("prod.age")).toBe(0o600);
    expect(readBundle(await decrypted(textOf("prod.age")), new Date())).toHaveProperty("bundle");
  });

  it.each([[[]], [["-o", "-"]]])("prints it armored, and nothing else, with %j", async (args) => {
    const { code, stdout, stderr } = secrets("new", "--recipient", files().recipient, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n[\s\S]*-----END AGE ENCRYPTED FILE-----\n$/);
    expect(readBundle(await decrypted(stdout), new Date())).toHaveProperty("bundle");
    expect(inFolder()).toEqual([]);
  });

  it("writes plain text only where it is asked for by name, for its owner alone, with a warning", () => {
    const ended = secrets("new", "--plain-text", "-o", "plain.yaml");
    expect(ended).toEqual({
      code: 0,
      stdout: "written: plain.yaml (plain text)\n",
      stderr:
        "plain.yaml: holds every key of the cluster in plain text; encrypt it (npm run secrets -- encrypt), and remove it\n",
    });
    expect(modeOf("plain.yaml")).toBe(0o600);
    expect(readBundle(textOf("plain.yaml"), new Date())).toHaveProperty("bundle");
  });

  it("overwrites nothing", () => {
    writeFileSync(join(files().folder, "prod.age"), "mine");
    expect(secrets("new", "--recipient", files().recipient, "-o", "prod.age")).toEqual({
      code: 2,
      stdout: "",
      stderr: "prod.age: exists already; name another file, or move that one away: nothing is ever overwritten\n",
    });
    expect(textOf("prod.age")).toBe("mine");
  });

  it("lets one of two win that write the same file at the same time", async () => {
    const args = [START, "secrets", "new", "--plain-text", "-o", "prod.yaml"];
    const both = [1, 2].map(
      () =>
        new Promise<number | null>((resolve) => {
          spawn(process.execPath, args, { cwd: files().folder, stdio: "ignore" }).on("exit", resolve);
        }),
    );
    expect((await Promise.all(both)).sort()).toEqual([0, 2]);
    expect(inFolder()).toEqual(["prod.yaml"]);
    expect(readBundle(textOf("prod.yaml"), new Date())).toHaveProperty("bundle");
  });

  const FORM =
    "--recipient: must be a recipient of age (age1... or age1pq1...); give one that age-keygen prints; keys of SSH and of plugins are not taken";

  const STAYS = "--plain-text: needs a file of its own; give -o FILE: what is printed stays in logs";
  const TAKEN = "exists already; name another file, or move that one away: nothing is ever overwritten";

  it.each<[string, Partial<Parameters<typeof secretsNew>[0]>, string]>([
    ["no recipient", {}, "--recipient: is missing; give at least one, as age-keygen prints it"],
    ["a wrong recipient", { recipients: ["age1abc"] }, FORM],
    [
      "plain text and a recipient",
      { plainText: true, recipients: ["age1abc"], output: "x" },
      "--plain-text: contradicts --recipient; leave one of them out",
    ],
    ["plain text without a file", { plainText: true }, STAYS],
    ["plain text to standard output", { plainText: true, output: "-" }, STAYS],
    [
      "a folder that is not there",
      { plainText: true, output: "a/b.yaml" },
      "a/b.yaml: cannot be written (ENOENT); name a file in an existing folder",
    ],
    ["a folder in the file's place", { plainText: true, output: "." }, `.: ${TAKEN}`],
  ])("refuses %s", async (_, options, message) => {
    expect(await refusal(secretsNew({ recipients: [], plainText: false, ...options }))).toBe(message);
    expect(inFolder()).toEqual([]);
  });

  it("never repeats an identity that was given in a recipient's place", () => {
    const identity = readFileSync(at("key.txt"), "utf8").trim().split("\n").at(-1) ?? "";
    const { code, stderr } = secrets("new", "--recipient", identity);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--recipient: is an identity, and so a secret/);
    expect(stderr).not.toContain(identity.slice(17, 30));
  });

  /** Loaded into the command before everything else. */
  function hooked(hook: string): NodeJS.ProcessEnv {
    const file = join(files().shared, "hook.cjs");
    writeFileSync(file, hook);
    return { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(file)}` };
  }

  const MAKING_FOR_EVER = `
    const Module = require("node:module");
    const load = Module._load;
    Module._load = function (request, ...rest) {
      if (!request.endsWith("/new-bundle")) return load.call(this, request, ...rest);
      return { newBundle: () => { process.stderr.write("making"); return new Promise((end) => setTimeout(end, 60_000)); } };
    };`;

  it("looks for the file before it makes keys", () => {
    copy("key.txt", "x.yaml");
    const { status, stderr } = spawnSync(process.execPath, [START, "secrets", "new", "--plain-text", "-o", "x.yaml"], {
      cwd: files().folder,
      env: hooked(MAKING_FOR_EVER),
      encoding: "utf8",
      timeout: 30_000,
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: `x.yaml: ${TAKEN}\n` });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("leaves nothing when %s ends it while keys are made", async (signal) => {
    const env = hooked(MAKING_FOR_EVER);
    const child = spawn(process.execPath, [START, "secrets", "new", "--plain-text", "-o", "x.yaml"], {
      cwd: files().folder,
      env,
    });
    child.stderr.on("data", (text: Buffer) => {
      if (String(text).includes("making")) child.kill(signal);
    });
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(inFolder()).toEqual([]);
  });

  it("keeps plain text from a disk that keeps no rights of files, and lets it have what is encrypted", async () => {
    // What such a disk, mounted without umask=077, makes of every file.
    const env = hooked(`
      const fs = require("node:fs");
      const open = fs.openSync;
      fs.openSync = (path, ...rest) => {
        const handle = open(path, ...rest);
        if (String(path).endsWith(".new")) fs.fchmodSync(handle, 0o755);
        return handle;
      };`);
    const write = (...args: readonly string[]) => {
      const command = [START, "secrets", "new", ...args];
      const { status, stderr } = spawnSync(process.execPath, command, { cwd: files().folder, env, encoding: "utf8" });
      return { status, stderr };
    };
    expect(write("--plain-text", "-o", "x.yaml")).toEqual({
      status: 2,
      stderr:
        "x.yaml: could be read by others: its disk keeps no rights of files (FAT, exFAT); name another disk, or mount that one with umask=077\n",
    });
    expect(inFolder()).toEqual([]);
    expect(write("--recipient", files().recipient, "-o", "x.age")).toEqual({ status: 0, stderr: "" });
    expect(readBundle(await decrypted(textOf("x.age")), new Date())).toHaveProperty("bundle");
  });

  it.each(["renameSync", "openSync"])("leaves nothing when the disk refuses (%s)", (call) => {
    const env = hooked(`
      const fs = require("node:fs");
      const real = fs.${call};
      fs.${call} = (path, ...rest) => {
        if (!String(path).includes("x.yaml") || ${call === "openSync"} && String(path).includes(".new")) return real(path, ...rest);
        throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      };`);
    const { status, stderr } = spawnSync(process.execPath, [START, "secrets", "new", "--plain-text", "-o", "x.yaml"], {
      cwd: files().folder,
      env,
      encoding: "utf8",
    });
    expect(stderr).toBe("x.yaml: cannot be written (ENOSPC); make room on the disk\n");
    expect(status).toBe(2);
    expect(inFolder()).toEqual([]);
  });
});
