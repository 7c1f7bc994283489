/**
 * The Pulumi SDK loads the TypeScript compiler when it is loaded itself, about a sixth of a small preview's time, and uses it only to serialise
 * functions. Imported before the SDK, this module has it loaded when it is first used. Internal to the SDK: where a version has no such file,
 * nothing changes.
 */
import Module from "node:module";

function shimOf(): string | undefined {
  try {
    return require.resolve("@pulumi/pulumi/typescript-shim");
  } catch {
    return undefined;
  }
}

const shim = shimOf();
if (shim !== undefined && require.cache[shim] === undefined) {
  const late = new Module(shim);
  late.filename = shim;
  late.loaded = true;
  late.exports = new Proxy({}, { get: (_, name) => Reflect.get(require("typescript") as object, name) });
  require.cache[shim] = late;
}
