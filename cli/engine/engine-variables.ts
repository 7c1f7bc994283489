/** Environment variables of the engine and of all that it starts; the same for a shell. */
import { dirname, isAbsolute, join } from "node:path";
import { CLOUD_FOLDER } from "../../sandbox/engine/names";
import { shellWord } from "../recovery/shell";

/**
 * The user's own settings of Pulumi and AWS would go to every process: a debugged provider in a stand-in's place, another backend, flags of the CLI. They are
 * taken out of this process, since the Automation API hands on all that it has.
 */
export function forgetUsersSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(?:PULUMI_|AWS_|NODE_OPTIONS$)/.test(name)) delete process.env[name];
  }
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
export function shellVariables(variables: Readonly<Record<string, string>>, cli: string): string {
  const { PATH = "", ...others } = variables;
  const path = isAbsolute(cli) ? `${join(PATH.split(":")[0] ?? "")}:${dirname(cli)}` : (PATH.split(":")[0] ?? "");
  const lines = Object.entries({ ...others, PULUMI_HOME: join(dirname(others[CLOUD_FOLDER] ?? ""), "home") })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return `${[...lines, `export PATH=${shellWord(path)}:"$PATH"`].join("\n")}\n`;
}
