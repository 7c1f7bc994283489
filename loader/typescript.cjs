/**
 * Lets Node load the TypeScript of this repository, here and wherever the Pulumi CLI runs the program: types are taken off, never checked (`npm run check`
 * does that), and what was translated once is kept. A loader of all kinds of modules costs a preview more than half a second.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");

const CACHE = join(__dirname, "..", "node_modules", ".cache", "palisade-typescript");
/** Part of each name in the cache: other options give other JavaScript. */
const OPTIONS = {
  loader: "ts",
  format: "cjs",
  platform: "node",
  target: "node20",
  // The SDK reads a map for each stack trace that it takes.
  sourcemap: (process.env.PALISADE_DEBUG ?? process.env.PALISADE_SOURCE_MAPS) ? "inline" : false,
};
const VERSION = require("esbuild/package.json").version;

// Code that was compiled once is read again: from Node 22 on.
Module.enableCompileCache?.(join(__dirname, "..", "node_modules", ".cache", "palisade-compile"));

Module._extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const key = createHash("sha256")
    .update(JSON.stringify([VERSION, OPTIONS, source]))
    .digest("hex");
  module._compile(kept(join(CACHE, `${key}.js`)) ?? translated(source, file, `${key}.js`), file);
};

/** A file that was cut short or changed is none: an empty program would tell the engine that everything may go. */
function kept(file) {
  try {
    const text = readFileSync(file, "utf8");
    const code = text.slice(text.indexOf("\n") + 1);
    return text.startsWith(`${seal(code)}\n`) ? code : undefined;
  } catch {
    return undefined;
  }
}

function seal(code) {
  return `//${createHash("sha256").update(code).digest("hex")}`;
}

function translated(source, file, name) {
  // Loaded where it is needed: most runs translate nothing.
  const { code } = require("esbuild").transformSync(source, { ...OPTIONS, sourcefile: file });
  try {
    mkdirSync(CACHE, { recursive: true });
    const beside = join(CACHE, `${name}.${process.pid}`);
    writeFileSync(beside, `${seal(code)}\n${code}`);
    renameSync(beside, join(CACHE, name));
  } catch {
    // A folder that cannot be written, or a full disk: the next run translates again.
  }
  return code;
}
