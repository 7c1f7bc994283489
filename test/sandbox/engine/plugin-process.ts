/** A plugin as the engine starts it: the executable of its name in a folder of stand-ins, below a parent that can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts the plugin as its child, passes on what it says, and lives until it is killed. */
const PARENT = `
  const { spawn } = require("node:child_process");
  const [plugin] = process.argv.slice(1);
  const child = spawn(plugin, ["127.0.0.1:1"], { stdio: ["ignore", "inherit", "inherit"] });
  console.log("plugin " + child.pid);
  child.on("error", () => process.exit(1));
  child.on("exit", (code) => process.exit(code ?? 1));`;

export interface PluginProcess {
  readonly port: number;
  readonly pid: number;
  readonly parent: ChildProcess;
  /** How the parent ended: the signal, or the exit code. */
  readonly parentEnded: Promise<NodeJS.Signals | number | null>;
}

const started: { readonly pid: number; readonly parent: ChildProcess }[] = [];

/** Rejects where the plugin ends before it has said its port, with what it said. */
export async function startPlugin(plugin: string, env: Readonly<Record<string, string>> = {}): Promise<PluginProcess> {
  const parent = spawn(process.execPath, ["--eval", PARENT, plugin], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  parent.stderr.on("data", (data: Buffer) => {
    said += data.toString();
  });
  const parentEnded = new Promise<NodeJS.Signals | number | null>((resolve) => {
    parent.on("exit", (code, signal) => resolve(signal ?? code));
  });
  let pid = 0;
  for await (const line of createInterface({ input: parent.stdout })) {
    const [, told] = /^plugin (\d+)$/.exec(line) ?? [];
    if (told !== undefined) {
      pid = Number(told);
      started.push({ pid, parent });
    } else return { port: Number(line), pid, parent, parentEnded };
  }
  throw new Error(`the plugin ended: ${said}`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** True as soon as the process is gone, false where it stays. */
export async function isGone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** What a test leaves running. */
export function endPlugins(): void {
  for (const { pid, parent } of started.splice(0)) {
    parent.kill("SIGKILL");
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
}
