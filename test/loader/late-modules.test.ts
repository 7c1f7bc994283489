import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../cli/root";

/** In a process of its own: jest has a module cache of its own. */
function printed(script: string): string {
  const recorder = JSON.stringify(join(ROOT, "sandbox", "recorder.ts"));
  const loaded = "() => Object.keys(require.cache).some((file) => /node_modules.typescript.lib/.test(file))";
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

it("recording needs no TypeScript compiler, and loads none", () => {
  const script =
    'recorder.record({ project: "palisade", stack: "test" }, () => ({ a: 1 })).then(() => console.log(loaded()))';
  expect(printed(script)).toBe("false\n");
});

it("the SDK still finds it when it serialises a function", () => {
  const script =
    'require("@pulumi/pulumi").runtime.serializeFunction(() => 41 + 1).then(({ text }) => console.log(text.includes("41 + 1"), loaded()))';
  expect(printed(script)).toBe("true true\n");
});
