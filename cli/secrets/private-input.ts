/** Files, pipes and standard input that hold secrets: read whole or not at all. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from "node:fs";
import { Socket } from "node:net";
import { isatty } from "node:tty";
import { visible } from "../../config/visible-text";
import { callersPath } from "../callers-path";
import { ExpectedError } from "../exit";
import { modeText } from "../private-mode";
import { codeOf } from "../system-error";
import { holdsIdentity } from "./identity-text";

/** The name under which commands read standard input. */
export const STANDARD_INPUT = "-";

export interface PrivateInput {
  readonly bytes: Buffer;
  /** Rights of a file, such as "0644", where others than its owner may read it. */
  readonly openMode?: string;
}

/** A bundle has 9 kB, and a third more when it is armored. */
const LARGEST = 2 * 1024 * 1024;

/** `file` is relative to where the command was given, or "-". Throws ExpectedError where it cannot be read. */
export async function readPrivateInput(file: string): Promise<PrivateInput> {
  if (holdsIdentity(file)) {
    throw new ExpectedError(
      "a file's name: is an identity, and so a secret that now stands in the history of your shell; name the file that holds it, and think of making another one",
    );
  }
  try {
    return await (file === STANDARD_INPUT ? readStandardInput() : readNamed(file));
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw refusal(file, `cannot be read (${code})`, FIXES[code] ?? "look at the file and its folder");
  }
}

/** What messages call it. */
export function inputName(file: string): string {
  return file === STANDARD_INPUT ? "standard input" : visible(file);
}

/** "x: can be read by others ..."; what the readers of secrets tell on standard error. */
export function openModeWarning(file: string, { openMode }: PrivateInput): readonly string[] {
  if (openMode === undefined) return [];
  const fix = "take that right away (chmod 600), and think of who has read it";
  return [`${inputName(file)}: can be read by others than its owner, got mode ${openMode}; ${fix}`];
}

async function readStandardInput(): Promise<PrivateInput> {
  // It would wait for what nobody knows to type, and show a key while it is typed.
  if (isatty(0)) throw refusal(STANDARD_INPUT, "is a terminal", "pipe the file into the command, or name the file");
  const status = fstatSync(0);
  if (status.isFIFO() || status.isSocket()) return { bytes: await wholeOf(STANDARD_INPUT, [], process.stdin) };
  return readRegular(STANDARD_INPUT, 0, status);
}

async function readNamed(file: string): Promise<PrivateInput> {
  refuseLost(file);
  // Without O_NONBLOCK the opening of a pipe without a writer would hold the program for ever, and no Ctrl-C would end it.
  const handle = openSync(callersPath(file), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  let rest: Socket | undefined;
  try {
    const status = fstatSync(handle);
    if (!status.isFIFO()) return readRegular(file, handle, status);
    const { parts, ended } = partsThere(file, handle);
    if (!ended) rest = new Socket({ fd: handle, readable: true, writable: false });
    return { bytes: await wholeOf(file, parts, rest) };
  } finally {
    if (rest === undefined) closeSync(handle);
    else rest.destroy();
  }
}

function readRegular(file: string, handle: number, status: Stats): PrivateInput {
  if (!status.isFile()) throw refusal(file, "is neither a file nor a pipe", "name a file");
  if (status.size > LARGEST) throw tooLarge(file);
  const open = process.platform !== "win32" && (status.mode & 0o044) !== 0;
  return { bytes: readFileSync(handle), ...(open ? { openMode: modeText(status) } : {}) };
}

/**
 * What a pipe holds now. It has ended where nobody has it open for writing: a writer that comes later is not waited for, since it may never come.
 * Where there is a writer the event loop waits for the rest, which Ctrl-C ends.
 */
function partsThere(file: string, handle: number): { readonly parts: Buffer[]; readonly ended: boolean } {
  const parts: Buffer[] = [];
  try {
    for (;;) {
      const buffer = Buffer.alloc(64 * 1024);
      const count = readSync(handle, buffer);
      if (count > 0) parts.push(buffer.subarray(0, count));
      if (count === 0 && parts.length > 0) return { parts, ended: true };
      if (count === 0) throw refusal(file, "is a pipe into which nobody writes", "look at the command that should");
      if (parts.length * buffer.length > LARGEST) return { parts, ended: false };
    }
  } catch (error) {
    if (codeOf(error) !== "EAGAIN") throw error;
    return { parts, ended: false };
  }
}

async function wholeOf(file: string, parts: Buffer[], rest: AsyncIterable<Buffer> | undefined): Promise<Buffer> {
  let size = Buffer.concat(parts).length;
  for await (const part of rest ?? []) {
    parts.push(part);
    size += part.length;
    if (size > LARGEST) break;
  }
  if (size > LARGEST) throw tooLarge(file);
  if (size === 0) throw refusal(file, "is empty", "look at the command that should have written into it");
  return Buffer.concat(parts);
}

/** Node closes the descriptors 3 to 15 that it was given, and npm is Node: by that number there is now something else, or nothing. */
function refuseLost(file: string): void {
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(file) ?? [];
  if (number !== undefined && Number(number) > 2 && Number(number) < 16) {
    throw refusal(file, "was closed on the way to this command", "pipe it into the command, and name - in its place");
  }
}

function tooLarge(file: string): ExpectedError {
  return refusal(file, "is larger than 2 MiB", "name a secrets bundle or an identity file");
}

const FIXES: Readonly<Record<string, string>> = {
  EACCES: "give yourself the right to read it",
  EISDIR: "name a file",
  ELOOP: "name the file that the links should lead to",
  ENOENT: "name an existing file",
  ENOTDIR: "name an existing file: a part of its path is one itself",
  EPERM: "give yourself the right to read it",
};

export function refusal(file: string, what: string, fix: string): ExpectedError {
  return new ExpectedError(`${inputName(file)}: ${what}; ${fix}`);
}
