/**
 * One environment on the real Pulumi engine, in a folder of its own: program, state, Pulumi's home and the cloud of the stand-ins. Nothing of the
 * user's is touched: no login, no plugin, no credentials, no cloud.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ConfigMap, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { SECRET_PLACEHOLDER } from "../../config/secret-values";
import type { StackFile } from "../../config/stack-file";
import { Cloud } from "../../sandbox/engine/cloud";
import { INTERRUPTION, type Interruption } from "../../sandbox/engine/interruption";
import { ExpectedError } from "../exit";
import { PRIVATE_FILE } from "../private-mode";
import { withReadableBundle } from "../program";
import { PROJECT } from "../project";
import type { ExportedState } from "../recovery/exported-state";
import { ROOT } from "../root";
import { engineVariables, forgetUsersSettings, shellVariables } from "./engine-variables";
import { EngineLog } from "./operations";
import { copyProgram, editSource, type SourceEdit } from "./project";
import type { FoundPulumi } from "./pulumi-command";
import { claimFolder } from "./stack-folder";
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
    claimFolder(folder);
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

/** There a stand-in, which is a script, would not be found, and a real provider in its place. */
function refuseWindows(): void {
  if (process.platform === "win32") {
    throw new ExpectedError("the engine's stand-ins do not run on Windows itself; use the Windows Subsystem for Linux");
  }
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
