/**
 * One environment on the real Pulumi engine, in a folder of its own: program, state, Pulumi's home and the cloud of the stand-ins. Nothing of the
 * user's is touched: no login, no plugin, no credentials, no cloud.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { type ConfigMap, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import type { StackFile } from "../../config/stack-file";
import { Cloud } from "../../sandbox/engine/cloud";
import { INTERRUPTION, type Interruption } from "../../sandbox/engine/interruption";
import { CLOUD_FOLDER } from "../../sandbox/engine/names";
import { ExpectedError } from "../exit";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../private-mode";
import { withReadableBundle } from "../program";
import { PROJECT } from "../project";
import type { ExportedState } from "../recovery/exported-state";
import { shellWord } from "../recovery/shell";
import { ROOT } from "../root";
import { isRunning } from "../system-error";
import { EngineLog } from "./operations";
import { copyProgram, editSource, type SourceEdit } from "./project";
import type { FoundPulumi } from "./pulumi-command";
import { writeStandIns } from "./stand-ins";

export interface EngineRun {
  readonly log: EngineLog;
  /** The engine's own word; false where it failed, was refused by a policy, or was killed. */
  readonly succeeded: boolean;
  /** What the CLI printed, both streams. */
  readonly printed: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly interruption?: Interruption;
  /** With `false` the policies are not asked. */
  readonly policies?: boolean;
  /** Of this run alone. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Called for each step that begins. */
  readonly onStep?: (urn: string) => void;
}

/** What a backend of files keeps. */
interface Checkpoint {
  readonly version: number;
  readonly checkpoint: { readonly latest?: ExportedState["deployment"] };
}

type Operation = "preview" | "up" | "refresh" | "destroy";

export class EngineStack {
  readonly folder: string;
  private readonly stack: Stack;
  private readonly variables: Record<string, string>;
  private running: { readonly abort: AbortController; readonly ended: Promise<unknown> } | undefined;

  private constructor(folder: string, stack: Stack, variables: Record<string, string>) {
    this.folder = folder;
    this.stack = stack;
    this.variables = variables;
  }

  /** A new stack; what a former one left in the folder is removed. */
  static async create(folder: string, pulumi: FoundPulumi, stackFile: StackFile): Promise<EngineStack> {
    refuseWindows();
    forgetUsersSettings();
    claim(folder);
    try {
      return await EngineStack.made(folder, pulumi, stackFile);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private static async made(folder: string, pulumi: FoundPulumi, stackFile: StackFile): Promise<EngineStack> {
    const project = join(folder, "project");
    copyProgram(project);
    writeStandIns(join(folder, "bin"), pulumi.command.command);
    writeFileSync(join(folder, "passphrase"), randomBytes(16).toString("hex"), { mode: PRIVATE_FILE });
    const variables = engineVariables(folder);
    writeFileSync(join(folder, "env.sh"), shellVariables(variables, pulumi.command.command));
    for (const name of ["home", "backend", "cloud"]) mkdirSync(join(folder, name));
    const workspace = await LocalWorkspace.create({
      workDir: project,
      pulumiHome: join(folder, "home"),
      pulumiCommand: pulumi.command,
      secretsProvider: "passphrase",
      envVars: variables,
    });
    const made = new EngineStack(
      folder,
      await workspaceStack(workspace, stackFile.environment),
      workspace.envVars as Record<string, string>,
    );
    await made.configure(stackFile);
    return made;
  }

  /** Replaces the stack's whole configuration. */
  async configure(stackFile: StackFile): Promise<void> {
    const wanted = await configMap(stackFile);
    const gone = Object.keys(await this.stack.getAllConfig()).filter((key) => !(key in wanted));
    if (gone.length > 0) await this.stack.removeAllConfig(gone);
    await this.stack.setAllConfig(wanted);
  }

  edit(edit: SourceEdit): void {
    editSource(join(this.folder, "project"), edit);
  }

  preview(options: RunOptions = {}): Promise<EngineRun> {
    return this.run("preview", options);
  }

  up(options: RunOptions = {}): Promise<EngineRun> {
    return this.run("up", options);
  }

  refresh(options: RunOptions = {}): Promise<EngineRun> {
    return this.run("refresh", options);
  }

  destroy(options: RunOptions = {}): Promise<EngineRun> {
    return this.run("destroy", options);
  }

  /** Removes the lock of an update that is not running any more. */
  async cancel(): Promise<void> {
    await this.stack.cancel();
  }

  /** As `pulumi stack export`: secrets are encrypted, which the Automation API's own export undoes. */
  exported(): ExportedState {
    const file = join(this.folder, "backend", ".pulumi", "stacks", PROJECT, `${this.stack.name}.json`);
    const { version, checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
    return { version, deployment: checkpoint.latest ?? {} };
  }

  /** As `pulumi stack import`. Rejects where the engine refuses the state. */
  async import(state: ExportedState): Promise<void> {
    await this.stack.importStack(state);
  }

  /** What the stand-ins made, as it is now. */
  cloud(): Cloud {
    return new Cloud(join(this.folder, "cloud"));
  }

  /** Ends a run that is under way, as Ctrl-C does, and waits until the engine is gone. */
  async stop(): Promise<void> {
    this.running?.abort.abort();
    await this.running?.ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(operation: Operation, options: RunOptions): Promise<EngineRun> {
    const log = new EngineLog();
    const printed: string[] = [];
    const abort = new AbortController();
    const shared = {
      signal: abort.signal,
      onEvent: (event: Parameters<EngineLog["add"]>[0]) => {
        log.add(event);
        const urn = event.resourcePreEvent?.metadata.urn;
        if (urn !== undefined) options.onStep?.(urn);
      },
      onOutput: (text: string) => printed.push(text),
      onError: (text: string) => printed.push(text),
      color: "never" as const,
      suppressProgress: true,
    };
    const policed = { ...shared, ...(options.policies === false ? {} : { policyPacks: [join(ROOT, "policy")] }) };
    const ofThisRun = {
      ...options.variables,
      ...(options.interruption === undefined ? {} : { [INTERRUPTION]: JSON.stringify(options.interruption) }),
    };
    Object.assign(this.variables, ofThisRun);
    const start = performance.now();
    const ended = this.call(operation, shared, policed).then(
      () => true,
      () => false,
    );
    this.running = { abort, ended };
    const succeeded = await ended;
    this.running = undefined;
    for (const name of Object.keys(ofThisRun)) delete this.variables[name];
    return { log, succeeded, printed: printed.join(""), milliseconds: performance.now() - start };
  }

  private async call(operation: Operation, shared: object, policed: object): Promise<unknown> {
    switch (operation) {
      case "preview":
        return await this.stack.preview(policed);
      case "up":
        return await this.stack.up(policed);
      case "refresh":
        return await this.stack.refresh(shared);
      case "destroy":
        return await this.stack.destroy(shared);
    }
  }
}

async function workspaceStack(workspace: LocalWorkspace, name: string): Promise<Stack> {
  const { Stack: Stacks } = require("@pulumi/pulumi/automation") as typeof import("@pulumi/pulumi/automation");
  return await Stacks.create(name, workspace);
}

/**
 * The user's own settings of Pulumi and AWS would go to every process: a debugged provider in a stand-in's place, another backend, flags of the CLI. They are
 * taken out of this process, since the Automation API hands on all that it has.
 */
function forgetUsersSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(?:PULUMI_|AWS_|NODE_OPTIONS$)/.test(name)) delete process.env[name];
  }
}

/** There a stand-in, which is a script, would not be found, and a real provider in its place. */
function refuseWindows(): void {
  if (process.platform === "win32") {
    throw new ExpectedError("the engine's stand-ins do not run on Windows itself; use the Windows Subsystem for Linux");
  }
}

/** A folder of this process alone; what an ended one left in it goes. Throws ExpectedError where another one is at work in it. */
function claim(folder: string): void {
  const owner = join(folder, "pid");
  const pid = existsSync(owner) ? Number(readFileSync(owner, "utf8")) : undefined;
  if (pid !== undefined && pid !== process.pid && isRunning(pid)) {
    throw new ExpectedError(`${folder}: is in use by process ${pid}; wait until it has ended, or end it`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  writeFileSync(owner, String(process.pid));
}

/** An environment in which the real providers cannot be found, and would find no credentials. */
export function engineVariables(folder: string): Record<string, string> {
  return {
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    // Without files of metadata beside each blob: one of those, half written by a killed engine, makes the whole state unreadable.
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    [CLOUD_FOLDER]: join(folder, "cloud"),
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** What a shell needs to go on with the CLI that was used, its stand-ins and its state. */
function shellVariables(variables: Readonly<Record<string, string>>, cli: string): string {
  const { PATH = "", ...others } = variables;
  const path = isAbsolute(cli) ? `${join(PATH.split(":")[0] ?? "")}:${dirname(cli)}` : (PATH.split(":")[0] ?? "");
  const lines = Object.entries({ ...others, PULUMI_HOME: join(dirname(others[CLOUD_FOLDER] ?? ""), "home") })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return `${[...lines, `export PATH=${shellWord(path)}:"$PATH"`].join("\n")}\n`;
}

/** Secrets of the stack file cannot be read without its key: throw-away values stand for them. */
async function configMap(stackFile: StackFile): Promise<ConfigMap> {
  const { values, secretKeys } = await withReadableBundle(stackFile);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      { value: value === SECRET_PLACEHOLDER ? THROW_AWAY : value, secret: secretKeys.includes(key) },
    ]),
  );
}

/** The one secret that is neither a bundle nor its identity is the alarms' webhook. */
const THROW_AWAY = "https://alarms.example.com/rehearsal";

/** The folder of an environment's rehearsal. */
export function rehearsalFolder(environment: string): string {
  return join(ROOT, ".palisade", "rehearsals", environment);
}

/** Beside the rehearsal of the same environment, which may have been kept. Folders of previews that were killed go. */
export function previewFolder(environment: string): string {
  const parent = join(ROOT, ".palisade", "rehearsals");
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = Number(/^\.preview-.+-(\d+)$/.exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isRunning(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, `.preview-${environment}-${process.pid}`);
}
