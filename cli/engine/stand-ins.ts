/** A folder of executables that the engine finds before every real plugin: providers that touch no cloud, and a language host where the CLI brings none. */
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../root";

export const PROVIDERS = ["aws", "kubernetes", "random", "tls"] as const;

const LANGUAGE_HOST = "pulumi-language-nodejs";
const EXECUTABLE = 0o700;

/** `cli` is the Pulumi executable: a language host of its own lies beside it and is used. */
export function writeStandIns(folder: string, cli: string): void {
  mkdirSync(folder, { recursive: true });
  for (const provider of PROVIDERS) write(folder, `pulumi-resource-${provider}`, `provider-plugin.ts ${provider}`);
  if (!hasLanguageHost(cli)) write(folder, LANGUAGE_HOST, "language-host.ts");
}

function write(folder: string, name: string, start: string): void {
  const script = [
    "#!/bin/sh",
    `exec '${quoted(process.execPath)}' --require '${quoted(join(ROOT, "loader", "typescript.cjs"))}' '${quoted(join(ROOT, "sandbox", "engine"))}'/${start} "$@"`,
    "",
  ].join("\n");
  writeFileSync(join(folder, name), script, { mode: EXECUTABLE });
}

/** For a text between single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", `'\\''`);
}

function hasLanguageHost(cli: string): boolean {
  const places = cli.includes("/") ? [cli] : (process.env["PATH"] ?? "").split(":").map((part) => join(part, cli));
  const found = places.find((place) => existsSync(place));
  return found !== undefined && existsSync(join(dirname(realpathSync(found)), LANGUAGE_HOST));
}
