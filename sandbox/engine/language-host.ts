/**
 * Stand-in for Pulumi's language host for Node, which comes with Pulumi's own downloads and not with a CLI that is built from its Go module. It
 * starts what the real one starts: `@pulumi/pulumi/cmd/run` with the program, and `cmd/run-policy-pack` with a policy pack.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import type { ServerWritableStream } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { servePlugin, unary } from "./plugin-server";

/** The engine's address is the last argument of every plugin. */
const engineAddress = process.argv.at(-1) ?? "";
const SDK = dirname(require.resolve("@pulumi/pulumi/package.json"));

/** Exit code by which `cmd/run` says that it has told everything itself. */
const TOLD_ALREADY = 32;

servePlugin(LanguageRuntimeService, {
  getPluginInfo: unary(() => new PluginInfo().setVersion("1.0.0")),
  // Plugins of a rehearsal are on PATH: nothing is to be installed.
  getRequiredPlugins: unary(() => new proto.GetRequiredPluginsResponse()),
  getRequiredPackages: unary(() => new proto.GetRequiredPackagesResponse()),
  run: unary(run),
  runPlugin,
});

async function run(request: proto.RunRequest): Promise<proto.RunResponse> {
  const info = request.getInfo();
  const child = spawn(process.execPath, [...nodeArguments(info), join(SDK, "cmd/run"), ...runArguments(request)], {
    cwd: info?.getProgramDirectory() ?? request.getPwd(),
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  const code = await ended(child);
  const response = new proto.RunResponse();
  if (code === TOLD_ALREADY) return response.setBail(true);
  return code === 0 ? response : response.setError(`the program ended with exit code ${code}`);
}

function runArguments(request: proto.RunRequest): readonly string[] {
  const named: Readonly<Record<string, string>> = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(named).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  const entry = request.getInfo()?.getEntryPoint() ?? request.getProgram();
  return [...given, ...(request.getDryrun() ? ["--dry-run"] : []), entry, ...request.getArgsList()];
}

/** `runtime.options.nodeargs` of Pulumi.yaml. */
function nodeArguments(info: proto.ProgramInfo | undefined): readonly string[] {
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const given = options["nodeargs"];
  return typeof given === "string" ? given.split(/\s+/).filter((part) => part !== "") : [];
}

function runPlugin(call: ServerWritableStream<proto.RunPluginRequest, proto.RunPluginResponse>): void {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
  const child = spawn(process.execPath, [join(SDK, "cmd/run-policy-pack"), ...request.getArgsList(), folder], {
    // A pack reads its version from the package.json of the folder that it runs in.
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: variables(request.getEnvList()),
  });
  child.stdout.on("data", (data: Buffer) => call.write(new proto.RunPluginResponse().setStdout(data)));
  child.stderr.on("data", (data: Buffer) => call.write(new proto.RunPluginResponse().setStderr(data)));
  call.on("cancelled", () => child.kill());
  void ended(child).then((code) => {
    call.write(new proto.RunPluginResponse().setExitcode(code));
    call.end();
  });
}

function variables(list: readonly string[]): NodeJS.ProcessEnv {
  if (list.length === 0) return process.env;
  return Object.fromEntries(list.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));
}

const children = new Set<ChildProcess>();
// A program or a pack must not outlive the host that started it.
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

function ended(child: ChildProcess): Promise<number> {
  children.add(child);
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}
