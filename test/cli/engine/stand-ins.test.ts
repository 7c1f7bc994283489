/** The folder of executables that the engine finds before every real plugin. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROVIDERS, writeStandIns } from "../../../cli/engine/stand-ins";
import { ownFolder } from "../../sandbox/engine/cloud-folder";

const HOST = "pulumi-language-nodejs";
const folder = ownFolder();
const standIns = () => join(folder(), "stand-ins");
const PLUGINS = PROVIDERS.map((name) => `pulumi-resource-${name}`);

/** A CLI, and what lies beside it. */
function cli(...beside: readonly string[]): string {
  mkdirSync(join(folder(), "cli"));
  for (const name of ["pulumi", ...beside]) writeFileSync(join(folder(), "cli", name), "");
  return join(folder(), "cli", "pulumi");
}

it("has every provider, and a language host for a CLI that has none", () => {
  writeStandIns(standIns(), cli());
  expect(readdirSync(standIns()).sort()).toEqual([HOST, ...PLUGINS].sort());
  for (const name of readdirSync(standIns())) {
    expect(statSync(join(standIns(), name)).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(standIns(), name), "utf8")).toMatch(
      /^#!\/bin\/sh\nexec '.*' "\$@"\n$|^#!\/bin\/sh\nexec '[^\n]* "\$@"\n$/,
    );
  }
});

it("leaves the language host to a CLI that brings its own, wherever it is called from", () => {
  const real = cli(HOST);
  mkdirSync(join(folder(), "links"));
  symlinkSync(real, join(folder(), "links", "pulumi"));
  const { PATH } = process.env;
  process.env["PATH"] = [join(folder(), "none"), join(folder(), "links"), PATH].join(":");
  try {
    for (const command of [real, join(folder(), "links", "pulumi"), "pulumi"]) {
      const to = join(standIns(), String(command.length));
      writeStandIns(to, command);
      expect(readdirSync(to).sort()).toEqual([...PLUGINS].sort());
    }
  } finally {
    process.env["PATH"] = PATH;
  }
});

it("brings a language host where the CLI is nowhere to be found", () => {
  writeStandIns(standIns(), "pulumi-that-is-not-there");
  expect(readdirSync(standIns())).toContain(HOST);
});
