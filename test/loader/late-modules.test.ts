import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../cli/root";

/** In a process of its own: jest has a module cache of its own. `loaded` tells whether a file of that name was really loaded. */
function printed(script: string): string {
  const recorder = JSON.stringify(join(ROOT, "sandbox", "recorder.ts"));
  const loaded = "(pattern) => Object.keys(require.cache).some((file) => pattern.test(file))";
  const { stdout } = spawnSync(
    process.execPath,
    [
      "--require",
      "./loader/late-modules.cjs",
      "--require",
      "./loader/typescript.cjs",
      "--eval",
      `const recorder = require(${recorder}); const loaded = ${loaded}; ${script}`,
    ],
    { cwd: ROOT, encoding: "utf8" },
  );
  return stdout;
}

it.each([
  ["the TypeScript compiler", "/node_modules.typescript.lib/"],
  ["gRPC", "/grpc-js.build.src.(server|client|channel)/"],
  ["OpenTelemetry", "/opentelemetry.api.build.src.trace/"],
  ["npm's packages", "/pacote|spdx/"],
])("recording needs not %s, and does not load it", (_, pattern) => {
  const script = `recorder.record({ project: "palisade", stack: "test" }, () => ({ a: 1 })).then(() => console.log(loaded(${pattern})))`;
  expect(printed(script)).toBe("false\n");
});

it("of zod's messages it loads English alone, until another language is read", () => {
  const script = `const { z } = require("zod"); const early = loaded(/locales.de.cjs/);
    console.log(early, z.string().safeParse(1).error.issues[0].message);
    z.config(z.locales.de()); console.log(loaded(/locales.de.cjs/), z.string().safeParse(1).error.issues[0].message);`;
  expect(printed(script)).toBe(
    "false Invalid input: expected string, received number\ntrue Ungültige Eingabe: erwartet string, erhalten Zahl\n",
  );
});

it("a module that is a function itself is called as one", () => {
  const script = `const { createRequire } = require("node:module");
    const normalize = createRequire(require.resolve("@pulumi/pulumi"))("normalize-package-data");
    const data = { name: "a", version: "v1.2.3" }; const early = loaded(/spdx/); normalize(data);
    console.log(early, data.version, loaded(/spdx/));`;
  expect(printed(script)).toBe("false 1.2.3 true\n");
});

it("gRPC is whole once something of it is used", () => {
  const script = `const grpc = require("@grpc/grpc-js");
    const { ResourceMonitorClient } = require("@pulumi/pulumi/proto/resource_grpc_pb");
    const client = new ResourceMonitorClient("127.0.0.1:1", grpc.credentials.createInsecure());
    console.log(client instanceof grpc.Client, typeof client.registerResource); client.close();`;
  expect(printed(script)).toBe("true function\n");
});

it("the SDK still finds it when it serialises a function", () => {
  const script =
    'require("@pulumi/pulumi").runtime.serializeFunction(() => 41 + 1).then(({ text }) => console.log(text.includes("41 + 1"), loaded(/node_modules.typescript.lib/)))';
  expect(printed(script)).toBe("true true\n");
});

it("takes what another library puts in the place of a function, or takes away", () => {
  const script = `const semver = require("semver");
    Object.defineProperty(semver, "valid", { configurable: true, enumerable: true, writable: true, value: () => "ours" });
    console.log(semver.valid("1"), require("semver").valid("1"), Object.keys(semver).includes("valid"), delete semver.valid, "valid" in semver);`;
  expect(printed(script)).toBe("ours ours true true false\n");
});
