/** Which Pulumi CLI is driven, and what is said where there is none. Nothing is built or downloaded. */
import childProcess from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { findPulumi, pinnedVersion } from "../../../cli/engine/pulumi-command";
import { ROOT } from "../../../cli/root";
import { ownFolder } from "../../sandbox/engine/cloud-folder";

const BUILT = join(ROOT, ".palisade", "tools", "pulumi");
const folder = ownFolder();
const { PATH } = process.env;
let install: jest.SpiedFunction<typeof PulumiCommand.install>;

/** What was built before is as good without Go: hidden here. */
const programs: { spawn: jest.SpiedFunction<typeof childProcess.spawnSync> | undefined } = { spawn: undefined };

beforeEach(() => {
  const real = childProcess.spawnSync;
  programs.spawn = jest
    .spyOn(childProcess, "spawnSync")
    .mockImplementation(((program: string, ...rest: unknown[]) =>
      program === BUILT
        ? { status: null, stdout: "" }
        : (real as (...args: unknown[]) => unknown)(program, ...rest)) as typeof childProcess.spawnSync);
  // No test of this file may reach get.pulumi.com.
  install = jest.spyOn(PulumiCommand, "install").mockRejectedValue(new Error("no network"));
  // With nothing on PATH there is no Go either, and no build.
  process.env["PATH"] = folder();
});
afterEach(() => {
  process.env["PATH"] = PATH;
  jest.restoreAllMocks();
});

/** A program that calls itself Pulumi. */
function pulumiOnPath(says: string): void {
  const file = join(folder(), "pulumi");
  writeFileSync(file, `#!/bin/sh\n${says}\n`);
  chmodSync(file, 0o755);
}

it("takes its version from the pinned module, which is one that Pulumi.yaml allows", () => {
  const required = /^requiredPulumiVersion: ">=([\d.]+)"$/m.exec(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8"))?.[1];
  expect(pinnedVersion().version).toMatch(/^3\.\d+\.\d+$/);
  expect(required).toBeDefined();
  expect(pinnedVersion().compare(required ?? "")).toBeGreaterThanOrEqual(0);
});

it("takes the CLI on PATH, and says which version it is", async () => {
  pulumiOnPath('echo "v3.999.1"');
  const found = await findPulumi();
  expect([found.version, found.from, found.command.command]).toEqual(["3.999.1", "PATH", "pulumi"]);
  expect(install).not.toHaveBeenCalled();
});

it.each([
  ["is too old", 'echo "v3.1.0"', "v3.1.0"],
  ["is of another major version", 'echo "v2.9.0"', "v2.9.0"],
  ["is broken", "exit 1", "no version"],
  ["says no version", 'echo "hello"', "no version"],
])("passes over a CLI on PATH that %s, and says so", async (_, says, got) => {
  const notes = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  pulumiOnPath(says);
  await expect(findPulumi()).rejects.toThrow("no Pulumi CLI: none on PATH from 3.");
  expect(notes.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith("note:"))).toEqual([
    expect.stringMatching(
      new RegExp(`^note: pulumi on PATH is not used: needs version 3\\.[\\d.]+ or newer of major 3, got ${got}\\n$`),
    ),
  ]);
});

it("says what was tried, and what to do, where none is found", async () => {
  const notes = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const said = await findPulumi().then(
    () => "",
    (error: Error) => `${error.name}: ${error.message}`,
  );
  expect(said.split("\n")).toEqual([
    expect.stringMatching(/^ExpectedError: no Pulumi CLI: none on PATH from 3\.\d+\.\d+ on, and none could be built:$/),
    expect.stringMatching(/^ {2}tools\/pulumi: go is not on PATH; install Go [\d.]+ or newer \(go\.dev\/dl\)$/),
    "Install Pulumi (pulumi.com/docs/install) or Go, or add --download, and run the",
    "command again.",
  ]);
  expect(notes.mock.calls.filter(([text]) => String(text).startsWith("note:"))).toEqual([]);
  expect(install).not.toHaveBeenCalled();
});

it("takes what was built before where there is no Go any more", async () => {
  programs.spawn?.mockImplementation(((program: string) =>
    program === BUILT
      ? { status: 0, stdout: `v${pinnedVersion().version}\n` }
      : { status: 2, stderr: "tools/pulumi: go is not on PATH" }) as unknown as typeof childProcess.spawnSync);
  const get = jest.spyOn(PulumiCommand, "get").mockResolvedValue(
    Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, {
      command: "b",
      version: pinnedVersion(),
    }),
  );
  expect((await findPulumi("tools")).from).toBe("tools/pulumi");
  expect(get).toHaveBeenCalledTimes(1);
});

it("asks for the pinned version when it downloads, into the project's own folder", async () => {
  const command = Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, {
    command: "downloaded",
    version: pinnedVersion(),
  });
  install.mockResolvedValue(command);
  const found = await findPulumi("PATH", true);
  expect(found).toEqual({ command, version: pinnedVersion().version, from: "get.pulumi.com" });
  expect(install.mock.calls).toEqual([
    [{ root: join(ROOT, ".palisade", "tools", "pulumi-downloaded"), version: pinnedVersion() }],
  ]);
});

it("never takes the CLI on PATH for runs that must be the same everywhere", async () => {
  pulumiOnPath('echo "v3.999.1"; : > "$0.ran"');
  await expect(findPulumi("tools")).rejects.toThrow("no Pulumi CLI");
  expect(existsSync(join(folder(), "pulumi.ran"))).toBe(false);
});
