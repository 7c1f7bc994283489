/** The Pulumi CLI that a command drives: the one on PATH, else one that is built from its pinned Go module; Pulumi's own download on request. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import { ExpectedError } from "../exit";
import { ROOT } from "../root";
import { progress } from "../terminal";

export interface FoundPulumi {
  readonly command: PulumiCommand;
  /** As it says itself: "3.259.0". */
  readonly version: string;
  readonly from: "PATH" | "tools/pulumi" | "get.pulumi.com";
}

/** "PATH" takes what a person installed; "tools" never does, for runs that must be the same everywhere. */
export type PulumiSource = "PATH" | "tools";

const TOOLS = join(ROOT, ".palisade", "tools");
const BUILT = join(TOOLS, "pulumi-built");
const DOWNLOADED = join(TOOLS, "pulumi-downloaded");

/**
 * Pulumi's own installer is run only where somebody asked for it: nothing here can check what it brings. Throws ExpectedError where no way leads to a CLI, with
 * what was tried.
 */
export async function findPulumi(source: PulumiSource = "PATH", download = false): Promise<FoundPulumi> {
  if (source === "PATH") {
    const found = await onPath();
    if (found !== undefined) return found;
    if (download) return await downloaded();
  }
  const built = await fromModule();
  if (built instanceof PulumiCommand) return described(built, "tools/pulumi");
  throw new ExpectedError(
    [
      `no Pulumi CLI: none on PATH from ${oldestVersion().version} on, and none could be built:`,
      ...built
        .split("\n")
        .slice(0, 3)
        .map((line) => `  ${line}`),
      "Install Pulumi (pulumi.com/docs/install) or Go, or add --download, and run the",
      "command again.",
    ].join("\n"),
  );
}

/** Undefined where there is none, or one that is too old for Pulumi.yaml, which is said on standard error: people expect that theirs is used. */
async function onPath(): Promise<FoundPulumi | undefined> {
  const oldest = oldestVersion();
  try {
    return described(await PulumiCommand.get({ version: oldest }), "PATH");
  } catch {
    const said = spawnSync("pulumi", ["version"], { env: process.env, encoding: "utf8" });
    if (said.error === undefined) {
      const [version = ""] = /^v?\d[\w.+-]{0,40}/.exec(said.stdout.trim()) ?? [];
      process.stderr.write(
        `note: pulumi on PATH is not used: needs version ${oldest.version} or newer of major 3, got ${version || "no version"}\n`,
      );
    }
    return undefined;
  }
}

/** The CLI, or why it could not be built. */
async function fromModule(): Promise<PulumiCommand | string> {
  progress("building the Pulumi CLI of tools/pulumi (5 minutes, once) ...");
  const build = spawnSync(process.execPath, [join(ROOT, "tools", "build.mjs"), "pulumi"], {
    env: process.env,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  // What was built before is as good where Go has gone since.
  if (build.status !== 0 && !isPinned()) return build.stderr.trim();
  // The form of an installation, which the Automation API asks for.
  mkdirSync(join(BUILT, "bin"), { recursive: true });
  const beside = join(BUILT, "bin", `pulumi.${process.pid}`);
  rmSync(beside, { force: true });
  symlinkSync(join(TOOLS, "pulumi"), beside);
  renameSync(beside, join(BUILT, "bin", "pulumi"));
  return await PulumiCommand.get({ root: BUILT, version: pinnedVersion() });
}

/** Whether the built CLI is of the pinned version, by its own word. */
function isPinned(): boolean {
  const said = spawnSync(join(TOOLS, "pulumi"), ["version"], { encoding: "utf8" });
  return said.status === 0 && said.stdout.trim() === `v${pinnedVersion().version}`;
}

async function downloaded(): Promise<FoundPulumi> {
  const version = pinnedVersion();
  progress(`downloading the Pulumi CLI ${version} ...`);
  try {
    return described(await PulumiCommand.install({ root: DOWNLOADED, version }), "get.pulumi.com");
  } catch (error) {
    const [why = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new ExpectedError(
      `--download: got no Pulumi CLI from get.pulumi.com (${why}); install ${version.version} yourself (pulumi.com/docs/install), or leave --download out to build it with Go`,
    );
  }
}

function described(command: PulumiCommand, from: FoundPulumi["from"]): FoundPulumi {
  return { command, version: command.version?.version ?? "unknown", from };
}

/** `requiredPulumiVersion` of Pulumi.yaml. */
function oldestVersion(): SemVer {
  return versionIn("Pulumi.yaml", /^requiredPulumiVersion: ">=([\d.]+)"$/m);
}

/** What tools/pulumi/go.mod pins. */
export function pinnedVersion(): SemVer {
  return versionIn(join("tools", "pulumi", "go.mod"), /github\.com\/pulumi\/pulumi\/pkg\/v3 v([\d.]+)/);
}

function versionIn(file: string, pattern: RegExp): SemVer {
  const path = join(ROOT, file);
  const [, version] = pattern.exec(existsSync(path) ? readFileSync(path, "utf8") : "") ?? [];
  if (version === undefined)
    throw new ExpectedError(`${file}: names no version of Pulumi; restore it from the repository`);
  return new SemVer(version);
}
