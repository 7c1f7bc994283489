/**
 * What libraries load at their start and need for other work only: the TypeScript compiler and npm's packages (the SDK serialises functions with them), the
 * Automation API (to drive the CLI), gRPC (where there is an engine), zod's messages in fifty languages. Together half of a second of every preview. Each
 * is loaded when something of it is first used. Internal to the libraries: where a version has no such module, nothing changes.
 */
const Module = require("node:module");
const { createRequire } = Module;

/** Who imports it, what, and whether its exports are read by name: every import asks `__esModule` first, and takes another module for its default export. */
const LATE = [
  ["@pulumi/pulumi", "@pulumi/pulumi/typescript-shim", true],
  ["@pulumi/pulumi", "@pulumi/pulumi/automation", true],
  ["@pulumi/pulumi", "@npmcli/arborist", true],
  ["@pulumi/pulumi", "normalize-package-data", false],
  ["@pulumi/pulumi", "semver", true],
  ["@pulumi/pulumi", "@opentelemetry/api", true],
  ["@pulumi/pulumi", "@grpc/grpc-js", true],
  ["@pulumi/pulumi", "@pulumi/pulumi/proto/engine_grpc_pb", true],
  ["@pulumi/pulumi", "@pulumi/pulumi/proto/resource_grpc_pb", true],
  ["@pulumi/pulumi", "@pulumi/pulumi/proto/callback_grpc_pb", true],
  ["@pulumi/pulumi", "@pulumi/pulumi/proto/provider_grpc_pb", true],
  ["zod", "zod/v4/locales", true],
];

for (const [importer, name, byName] of LATE) {
  const file = resolved(createRequire(resolved(require, importer) ?? __filename), name);
  if (file !== undefined && require.cache[file] === undefined) require.cache[file] = late(file, byName);
}

function resolved(from, name) {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

/** Stands in the cache until something of it is read or called. */
function late(file, byName) {
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
    // A module may be a function itself. An arrow function has no property that a proxy must show.
    () => {},
    {
      apply: (_, receiver, args) => Reflect.apply(load(), receiver, args),
      get: (_, name) => (name === "__esModule" && real === undefined ? byName : Reflect.get(load(), name)),
      set: (_, name, value) => Reflect.set(load(), name, value),
      // OpenTelemetry puts its own functions in the place of others.
      defineProperty: (_, name, descriptor) => Reflect.defineProperty(load(), name, descriptor),
      deleteProperty: (_, name) => Reflect.deleteProperty(load(), name),
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
