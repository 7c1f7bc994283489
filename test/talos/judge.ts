/** Asks the real programs. Secrets pass through pipes only; no file, no argument and no message of ours holds one. */
import { spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Answers, Request } from "./operations";

/** Minor version of Talos. */
export type Contract = "1.13" | "1.14";
export const CONTRACTS: readonly Contract[] = ["1.13", "1.14"];

const PROGRAMS = join(__dirname, "../../.palisade/tools");
const MOST_OUTPUT = 2 ** 28;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A file of secrets is read as /dev/stdin. What Node hands on as standard input is a socket, which cannot be opened by that name;
 * what cat hands on is a pipe.
 */
const PIPED = 'cat | "$0" "$@"';

function run(program: string, args: readonly string[], input: string): Ended {
  const path = join(PROGRAMS, program);
  const { error, status, stdout, stderr } = spawnSync("sh", ["-c", PIPED, path, ...args], {
    input,
    encoding: "utf8",
    maxBuffer: MOST_OUTPUT,
  });
  if (error) throw error;
  if (status === null) throw new Error(`${program}: was ended by a signal`);
  return { code: status, stdout, stderr };
}

/**
 * Answers of one process, in the order of the requests. Throws where the judge could not do its work; that something is wrong
 * with what it judges is an answer.
 */
export function judge<const Requests extends readonly Request[]>(
  contract: Contract,
  requests: Requests,
): Answers<Requests> {
  const { code, stdout, stderr } = run(`judge-${contract}`, [], JSON.stringify(requests));
  if (code !== 0 || stderr !== "") throw new Error(`judge-${contract}: ended with code ${code}`);
  const answers = JSON.parse(stdout) as readonly { readonly failure?: string }[];
  for (const [index, { failure }] of answers.entries()) {
    if (failure !== undefined) throw new Error(`judge-${contract}: ${requests[index]?.op}: ${failure}`);
  }
  return answers as unknown as Answers<Requests>;
}

/** Answer to one request; a batch is as fast as one. */
export function ask<const One extends Request>(contract: Contract, request: One): Answers<[One]>[0] {
  return judge<[One]>(contract, [request])[0];
}

/** Runs talosctl 1.13; its input is /dev/stdin. There is none of 1.14: that judge has `validate` and `generate`. */
export function talosctl(args: readonly string[], { input = "" }: { readonly input?: string } = {}): Ended {
  return run("talosctl", args, input);
}

/** Exit codes of one talosctl a text, each read from standard input, in their order; as many at once as there are cores. */
export async function talosctlEach(args: readonly string[], texts: readonly string[]): Promise<readonly number[]> {
  const codes: number[] = new Array<number>(texts.length).fill(-1);
  const waiting = texts.entries();
  const work = async () => {
    for (const [index, text] of waiting) codes[index] = await talosctlCode(args, text);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return codes;
}

function talosctlCode(args: readonly string[], input: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const stdio = ["pipe", "ignore", "ignore"] as const;
    const child = spawn("sh", ["-c", PIPED, join(PROGRAMS, "talosctl"), ...args], { stdio: [...stdio] });
    child.on("error", reject);
    child.on("close", (code) => (code === null ? reject(new Error("talosctl was ended by a signal")) : resolve(code)));
    // talosctl may refuse before it has read everything.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
