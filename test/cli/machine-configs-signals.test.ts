/** Ctrl-C in the middle of `npm run machine-configs`. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copy, files, inFolder, START, useFiles } from "./secrets-files";

useFiles();

const ARGS = ["staging", "--secrets", "bundle.yaml", "--out", "out"];

function put(name: string, text: string): void {
  writeFileSync(join(files().folder, name), text, { mode: 0o600 });
}

// Rendering is one turn of the event loop, in which no signal is heard.
it("a signal that comes while everything is rendered leaves nothing either", () => {
  copy("good.yaml", "bundle.yaml");
  put(
    "signal.cjs",
    `const Module = require("node:module");
    const load = Module._load;
    Module._load = function (request, ...rest) {
      const loaded = load.call(this, request, ...rest);
      if (!request.endsWith("/user-data")) return loaded;
      return {
        ...loaded,
        encodeUserData: (...args) => {
          process.kill(process.pid, "SIGINT");
          return loaded.encodeUserData(...args);
        },
      };
    };`,
  );
  const { status } = spawnSync(process.execPath, [START, "machine-configs", ...ARGS], {
    cwd: files().folder,
    env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(join(files().folder, "signal.cjs"))}` },
  });
  expect(status).toBe(130);
  expect(inFolder()).toEqual(["bundle.yaml", "signal.cjs"]);
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s in the middle ends it with %i, and leaves nothing", async (signal, expected) => {
  copy("good.yaml", "bundle.yaml");
  // Everything is rendered, and nothing is in its place yet.
  put(
    "pause.cjs",
    `const Module = require("node:module");
    const load = Module._load;
    Module._load = function (request, ...rest) {
      const loaded = load.call(this, request, ...rest);
      if (!request.endsWith("/bundle-file")) return loaded;
      return {
        ...loaded,
        readBundleFile: async (...args) => {
          const read = await loaded.readBundleFile(...args);
          process.stderr.write("read\\n");
          await new Promise((resolve) => setTimeout(resolve, 60_000));
          return read;
        },
      };
    };`,
  );
  const child = spawn(process.execPath, [START, "machine-configs", ...ARGS], {
    cwd: files().folder,
    env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(join(files().folder, "pause.cjs"))}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (text: Buffer) => {
    if (String(text).includes("read")) child.kill(signal);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(expected);
  expect(inFolder()).toEqual(["bundle.yaml", "pause.cjs"]);
  expect(existsSync(join(files().folder, "out"))).toBe(false);
});
