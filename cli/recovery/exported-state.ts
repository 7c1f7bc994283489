/** A stack's state as `pulumi stack export` writes it: where it comes from, and what a recovery reads in it. */
import { spawnSync } from "node:child_process";
import { readFileSync, readSync, statSync } from "node:fs";
import { isatty } from "node:tty";
import { visible } from "../../config/visible-text";
import type { PropertyMap } from "../../sandbox/deployment";
import { callersPath } from "../callers-path";
import { ExpectedError } from "../exit";
import { PROJECT } from "../project";
import { ROOT } from "../root";
import { codeOf } from "../system-error";

/** A resource in an export: what is empty is left out there. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: PropertyMap;
  readonly outputs?: PropertyMap;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  /** Replaced, and not deleted yet. */
  readonly delete?: boolean;
  /** Deleted already: it keeps the place of the one that is to come. */
  readonly pendingReplacement?: boolean;
}

export interface StateOperation {
  /** "creating", "updating", "deleting", "reading" or "importing". */
  readonly type: string;
  readonly resource: StateResource;
}

export interface ExportedState {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly StateOperation[];
  };
}

const STANDARD_INPUT = "-";
/** An environment has 2 MB. */
const LARGEST = 256 * 1024 * 1024;
/** Bytes at a time. */
const PART = 64 * 1024;
/** Milliseconds between two looks at a pipe that has nothing yet. */
const PAUSE = 10;
const EXPORT_AGAIN = "name what pulumi stack export --file wrote";

/** From the user's own backend, or from `file` ("-" for standard input). Throws ExpectedError where there is no such state. */
export function readState(environment: string, file: string | undefined): ExportedState {
  const name = file === undefined ? "pulumi stack export" : file === STANDARD_INPUT ? "standard input" : visible(file);
  const state = parsed(file === undefined ? exportedBy(environment) : textOf(file, name), name);
  for (const urn of urnsOf(state)) {
    const { stack, project } = ownerOf(urn) ?? {};
    if (stack === undefined || project === undefined) {
      throw new ExpectedError(`${name}: has a resource of no stack, got ${visible(urn)}; ${EXPORT_AGAIN}`);
    }
    if (project !== PROJECT) {
      throw new ExpectedError(
        `${name}: is the state of another project, got ${visible(project)}; name an export of ${PROJECT}`,
      );
    }
    if (stack !== environment) {
      throw new ExpectedError(`${name}: is the state of another stack, got ${visible(stack)}; name that environment`);
    }
  }
  return state;
}

function exportedBy(environment: string): string {
  const { error, status, stdout } = spawnSync("pulumi", ["stack", "export", "--stack", environment], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: LARGEST,
    stdio: ["inherit", "pipe", "inherit"],
  });
  if (codeOf(error) === "ENOENT") {
    throw new ExpectedError("pulumi: is not on PATH; install it, or name an export of the state with --state FILE");
  }
  if (error !== undefined || status !== 0) {
    const how = codeOf(error) ?? `exit code ${status}`;
    throw new ExpectedError(`pulumi stack export: failed (${how}); see what it says itself, or give --state FILE`);
  }
  return stdout;
}

function textOf(file: string, name: string): string {
  if (file === STANDARD_INPUT && isatty(0)) {
    throw new ExpectedError(`${name}: is a terminal; pipe an export into the command, or name its file`);
  }
  try {
    if (file === STANDARD_INPUT) return standardInput();
    const path = callersPath(file);
    if (!statSync(path).isFile()) throw new ExpectedError(`${name}: is no regular file; ${EXPORT_AGAIN}`);
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new ExpectedError(`${name}: cannot be read (${code}); ${EXPORT_AGAIN}`);
  }
}

/** A pipe that does not block says EAGAIN as long as its writer is slower: readFileSync would give up. */
function standardInput(): string {
  const parts: Buffer[] = [];
  const part = Buffer.alloc(PART);
  for (;;) {
    try {
      const length = readSync(0, part);
      if (length === 0) return Buffer.concat(parts).toString("utf8");
      parts.push(Buffer.from(part.subarray(0, length)));
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

/** Never repeats what it could not read: an export may hold secrets in clear. */
function parsed(text: string, name: string): ExportedState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ExpectedError(`${name}: is no JSON; ${EXPORT_AGAIN}`);
  }
  if (!isState(value)) throw new ExpectedError(`${name}: is no exported state; ${EXPORT_AGAIN}`);
  return value;
}

function isState(value: unknown): value is ExportedState {
  const deployment = isObject(value) ? value["deployment"] : undefined;
  if (!isObject(deployment)) return false;
  const { resources = [], pending_operations: pending = [] } = deployment;
  return (
    Array.isArray(resources) &&
    resources.every(isResource) &&
    Array.isArray(pending) &&
    pending.every((one) => isObject(one) && typeof one["type"] === "string" && isResource(one["resource"]))
  );
}

function isResource(value: unknown): value is StateResource {
  return isObject(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of every resource: a state that was put together of two may be another stack's in any place. */
function urnsOf({ deployment }: ExportedState): readonly string[] {
  const pending = (deployment.pending_operations ?? []).map(({ resource }) => resource);
  return [...(deployment.resources ?? []), ...pending].map(({ urn }) => urn);
}

/** "urn:pulumi:<stack>::<project>::<types>::<name>". */
function ownerOf(urn: string): { readonly stack?: string; readonly project?: string } | undefined {
  return /^urn:pulumi:(?<stack>[^:]+)::(?<project>[^:]+)::[^:]/.exec(urn)?.groups;
}
