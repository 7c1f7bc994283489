/**
 * What the Pulumi SDK loads at its start and needs for other work only: the TypeScript compiler and npm's tree of packages (to serialise functions), and the
 * Automation API (to drive the CLI). Together half of a second of every preview. Each is loaded when something of it is first used. Internal to the SDK:
 * where a version has no such module, nothing changes.
 */
const Module = require("node:module");
const { createRequire } = Module;

const LATE = ["@pulumi/pulumi/typescript-shim", "@pulumi/pulumi/automation", "@npmcli/arborist"];

const fromSdk = createRequire(resolved(require, "@pulumi/pulumi") ?? __filename);

for (const name of LATE) {
  const file = resolved(fromSdk, name);
  if (file !== undefined && require.cache[file] === undefined) require.cache[file] = late(file);
}

function resolved(from, name) {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

/** Stands in the cache until something of it is read. */
function late(file) {
  const standIn = new Module(file);
  standIn.filename = file;
  standIn.loaded = true;
  let real;
  const load = () => {
    if (real === undefined) {
      delete require.cache[file];
      real = require(file);
    }
    return real;
  };
  standIn.exports = new Proxy(
    {},
    {
      // Asked by every import, before anything of the module is.
      get: (_, name) => (name === "__esModule" && real === undefined ? true : Reflect.get(load(), name)),
      set: (_, name, value) => Reflect.set(load(), name, value),
      has: (_, name) => Reflect.has(load(), name),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => {
        const descriptor = Reflect.getOwnPropertyDescriptor(load(), name);
        return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
      },
    },
  );
  return standIn;
}
