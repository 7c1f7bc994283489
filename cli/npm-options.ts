/**
 * Options that npm took for its own. Of `npm run preview --json` npm passes only the words that are no options on, and sets npm_config_json: without
 * a word the command would do something else than was asked, such as `docs --check` that writes.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, Option } from "commander";
import { visible } from "../config/visible-text";
import { ExpectedError } from "./exit";
import { ROOT } from "./root";
import { withoutIdentities } from "./secrets/identity-text";

/** One that may have been kept. */
interface Spelled {
  readonly option: Option;
  /** As it was given: "--output" or "-o". */
  readonly name: string;
  /** As npm's settings have it: "plain-text". */
  readonly key: string;
  /** What npm hands it on as. */
  readonly variable: string;
}

/**
 * Throws ExpectedError where npm kept an option of this command. A setting of that name in an .npmrc or in the environment looks the same to the
 * command, and is none: npm is asked for the former, and Linux for the latter. Elsewhere the environment cannot be told apart, so a line on
 * standard error has to do.
 */
export function refuseKeptOptions(program: Command, args: readonly string[], env: NodeJS.ProcessEnv): void {
  if (!isScriptOfNpm(args, env)) return;
  const command = commandOf(program, args);
  const set = command.options
    .flatMap(spellings)
    .filter(({ variable, option }) => env[variable] && !isGiven(option, args));
  if (set.length === 0) return;
  const settings = environmentOfNpm();
  const kept = withoutSettings(
    set.filter(({ variable }) => settings?.has(variable) !== true),
    env,
  );
  if (kept.length === 0) return;
  const names = kept.map(({ name }) => name).join(" and ");
  const message = `npm kept ${names} for itself; put -- before: ${rightLine(command, args, kept)}`;
  if (settings !== undefined) throw new ExpectedError(message);
  const variables = kept.map(({ variable }) => variable).join(" and ");
  process.stderr.write(`note: unless you have set ${variables}: ${message}\n`);
}

/** This very command: another npm run, whose variables are inherited, may be above it. */
function isScriptOfNpm([name]: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const ours = env["npm_package_json"] === join(ROOT, "package.json") && env["npm_lifecycle_event"] === name;
  return ours && env["npm_config_user_agent"]?.startsWith("npm/") === true && env["npm_execpath"] !== undefined;
}

/** npm passes the names of commands on, with all other words that are no options. */
function commandOf(program: Command, [name, ...rest]: readonly string[]): Command {
  const below = program.commands.find((command) => command.name() === name);
  return below === undefined ? program : commandOf(below, rest);
}

function spellings(option: Option): readonly Spelled[] {
  return [option.long, option.short].flatMap((name) => {
    if (typeof name !== "string") return [];
    const key = name.replace(/^--?/, "");
    return [{ option, name, key, variable: `npm_config_${key.replaceAll("-", "_")}` }];
  });
}

function isGiven({ long, short }: Option, args: readonly string[]): boolean {
  return args.some((arg) => arg === long || arg === short || arg.startsWith(`${long}=`));
}

/** Names of the variables that npm was started with, of the nearest npm above this process. None where they cannot be known. */
function environmentOfNpm(): ReadonlySet<string> | undefined {
  const FURTHEST = 6;
  try {
    let pid = process.ppid;
    for (let steps = 0; steps < FURTHEST; steps++) {
      // npm gives itself the title "npm run preview".
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("npm ")) {
        const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return new Set(variables.map((variable) => variable.split("=", 1)[0] ?? ""));
      }
      // Behind the name, which is in parentheses and may have any character: state and parent.
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      pid = Number(parent);
    }
  } catch {
    // Not Linux, or the process is another user's.
  }
  return undefined;
}

/** Those that no .npmrc sets: a third of a second, only where there is something to ask. */
function withoutSettings(spelled: readonly Spelled[], env: NodeJS.ProcessEnv): readonly Spelled[] {
  if (spelled.length === 0) return spelled;
  const rest = Object.entries(env).filter(([name]) => !spelled.some(({ variable }) => variable === name));
  // Of several names npm prints "name=value"; of a single one the value alone.
  const asked = [env["npm_execpath"] ?? "", "config", "get", "registry", ...spelled.map(({ key }) => key)];
  const { stdout, status } = spawnSync(process.execPath, asked, {
    cwd: ROOT,
    env: Object.fromEntries(rest),
    encoding: "utf8",
  });
  if (status !== 0) return [];
  const lines = stdout.split("\n");
  return spelled.filter(({ key }) => ["undefined", "false"].some((value) => lines.includes(`${key}=${value}`)));
}

/** As the command should have been given; words are repeated only where none of them can be the value of an option. */
function rightLine(command: Command, args: readonly string[], kept: readonly Spelled[]): string {
  const [script = "", ...words] = args;
  const below = command.name() === script ? [] : [command.name()];
  const required = command.registeredArguments.filter((argument) => argument.required);
  const given = kept.some(({ option }) => option.required)
    ? [...below, ...required.map((argument) => `<${argument.name()}>`)]
    : words.map((word) => visible(withoutIdentities(word)));
  // "-o <file>" of "-o, --output <file>".
  const options = kept.map(({ option, name }) => [name, ...(/<.*>/.exec(option.flags) ?? [])].join(" "));
  return ["npm run", script, "--", ...given, ...options].join(" ");
}
