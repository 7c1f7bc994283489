/** Which Pulumi CLI is driven, and what is said where there is none. Nothing is built or downloaded. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { findPulumi, pinnedVersion } from "../../../cli/engine/pulumi-command";
import { ROOT } from "../../../cli/root";
import { ownFolder } from "../../sandbox/engine/cloud-folder";

const folder = ownFolder();
const { PATH } = process.env;
let install: jest.SpiedFunction<typeof PulumiCommand.install>;

beforeEach(() => {
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
  ["is too old", 'echo "v3.1.0"'],
  ["is of another major version", 'echo "v2.9.0"'],
  ["is broken", "exit 1"],
  ["says no version", 'echo "hello"'],
])("passes over a CLI on PATH that %s", async (_, says) => {
  pulumiOnPath(says);
  await expect(findPulumi()).rejects.toThrow("no Pulumi CLI: none on PATH from 3.");
});

it("says what was tried, and what to do, where none is found", async () => {
  const said = await findPulumi().then(
    () => "",
    (error: Error) => `${error.name}: ${error.message}`,
  );
  expect(said.split("\n")).toEqual([
    expect.stringMatching(
      /^ExpectedError: no Pulumi CLI: none on PATH from 3\.\d+\.\d+ on, and it could be neither built nor downloaded\.$/,
    ),
    expect.stringMatching(/^ {2}build: tools\/pulumi: go is not on PATH; install Go [\d.]+ or newer \(go\.dev\/dl\)$/),
    `  download: get.pulumi.com gives no ${pinnedVersion().version}`,
    "Install Pulumi (pulumi.com/docs/install), or Go for the build, and run the command again.",
  ]);
});

it("asks for the pinned version when it downloads, into the project's own folder", async () => {
  const command = Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, {
    command: "downloaded",
    version: pinnedVersion(),
  });
  install.mockResolvedValue(command);
  const found = await findPulumi();
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
