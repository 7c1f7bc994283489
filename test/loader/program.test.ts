import { spawnSync } from "node:child_process";
import { ROOT } from "../../cli/root";

/** What the program's loader says to a Node of this version. */
function loaded(version: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  // What stands for index.ts is loaded to its end.
  const script = `
    const file = require.resolve("./index.ts");
    require.cache[file] = Object.assign(new (require("node:module"))(file), { exports: { machineConfigs: {} } });
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });
    require("./loader/program.cjs");
    console.log("loaded");`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--eval", script], { cwd: ROOT, encoding: "utf8" });
  return { status, stdout, stderr };
}

it.each(["20.19.0", "20.20.2", "22.12.0", "23.0.0", "24.21.0"])("Node %s runs the program", (version) => {
  expect(loaded(version)).toEqual({ status: 0, stdout: "loaded\n", stderr: "" });
});

it.each(["18.20.0", "20.18.3", "21.7.0", "22.11.0"])("Node %s is refused in one line, with what to do", (version) => {
  expect(loaded(version)).toEqual({
    status: 32,
    stdout: "",
    stderr: `palisade: Node on PATH is too old, got ${version}; install Node 24, or at least 20.19 or 22.12, and run the command again\n`,
  });
});

it("fails where the program has not run to its end: the engine would delete what it did not ask for", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--eval", 'require("./loader/program.cjs")'], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toContain("index.ts did not run to its end");
});

/** What the SDK starts the program with, and the files that are loaded by then. */
function tracing(script: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): string {
  const { stdout } = spawnSync(
    process.execPath,
    [
      "--eval",
      `require("./loader/program.cjs"); const tracing = require("@pulumi/pulumi/cmd/run/tracing");
       const loaded = Object.keys(require.cache).some((file) => /opentelemetry.sdk-trace/.test(file)); ${script}`,
      "--",
      ...args,
    ],
    { cwd: ROOT, encoding: "utf8", env: { ...process.env, ...variables } },
  );
  return stdout;
}

it("makes spans that nobody records without the libraries that record them", () => {
  const script = 'const span = tracing.newSpan("a"); span.end(); console.log(span.isRecording(), loaded);';
  expect(tracing(script, [])).toBe("false false\n");
});

it.each([
  ["pulumi up --tracing", ["--tracing", "http://127.0.0.1:9/"], {}],
  ["a trace that the engine began", [], { TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }],
  ["PALISADE_DEBUG", [], { PALISADE_DEBUG: "1" }],
])("leaves the SDK its tracing for %s, which then sees every call", (_, args, variables) => {
  const script = `
    tracing.start("http://127.0.0.1:9/api/v2/spans");
    const grpc = require("@grpc/grpc-js");
    const { ResourceMonitorClient } = require("@pulumi/pulumi/proto/resource_grpc_pb");
    const client = new ResourceMonitorClient("127.0.0.1:1", grpc.credentials.createInsecure());
    console.log(loaded, "__original" in client.registerResource);
    client.close();
    process.exit();`;
  expect(tracing(script, args, variables)).toBe("true true\n");
});
