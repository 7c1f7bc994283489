import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ROOT } from "../../cli/root";
import type { RuleResult } from "../../policy/verdict";
import { run } from "./command";

/** Names of stacks that only these tests have. */
const NAMES = ["test-good", "test-bad", "test-longest", "test-ended", "test-span"] as const;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-test-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const name of NAMES) rmSync(written(name), { recursive: true, force: true });
});

function written(environment: string): string {
  return join(ROOT, ".palisade", environment);
}

type Settings = Record<string, unknown>;

/** A stack file made of one of the real ones. */
function stackFile(change: (config: Settings) => void, from = "staging"): string {
  const content = parse(readFileSync(join(ROOT, `Pulumi.${from}.yaml`), "utf8")) as { config: Settings };
  change(content.config);
  const file = join(folder, "stack.yaml");
  writeFileSync(file, stringify(content));
  return file;
}

describe("a configuration that holds", () => {
  it("is judged, passes, and leaves state, plan and verdict", () => {
    const ended = run(
      "preview",
      "test-good",
      "--config",
      stackFile(() => {}, "prod"),
      "--json",
    );
    expect(ended.stderr).toBe("");
    expect(ended.code).toBe(0);
    const summary = JSON.parse(ended.stdout) as Record<string, unknown> & { readonly rules: readonly RuleResult[] };
    expect(summary).toMatchObject({ environment: "test-good", passed: true, counts: { inconclusive: 0 } });
    const mandatory = summary.rules.filter(({ level }) => level === "mandatory");
    expect(mandatory.filter(({ outcome }) => outcome === "fail").map(({ policy }) => policy)).toEqual([]);
    const read = (file: string) => readFileSync(join(written("test-good"), file), "utf8");
    expect(JSON.parse(read("preview.json"))).toEqual(summary);
    const state = JSON.parse(read("state.json")) as { deployment: { resources: readonly unknown[] } };
    expect(state.deployment.resources).toHaveLength(summary["resources"] as number);
    // The ciphertext of the stack file's one secret is in none of them.
    for (const file of ["state.json", "plan.json", "preview.json"]) expect(read(file)).not.toContain("dGhpc0lzTm90");
  });

  it("has colours where they are asked for, and none where NO_COLOR forbids them", () => {
    const coloured = (env: Readonly<Record<string, string>>) => {
      const { stdout } = spawnSync(process.execPath, [join(ROOT, "cli", "start.mjs"), "images"], {
        env: { ...process.env, CI: "true", FORCE_COLOR: "", NO_COLOR: "", ...env },
        encoding: "utf8",
      });
      return stdout.includes("\u001b");
    };
    expect([coloured({}), coloured({ FORCE_COLOR: "1" }), coloured({ FORCE_COLOR: "1", NO_COLOR: "1" })]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it.each(["staging", "prod"])("prints %s within 80 columns, without colours where nobody watches", (environment) => {
    const { code, stdout } = run("preview", environment);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("…");
    for (const part of [
      "Resources (",
      "Network ",
      "Port matrix (",
      `Hardening of the nodes (Talos ${environment === "staging" ? "1.14" : "1.13"})`,
      "Policies",
      `Files in .palisade/${environment}:`,
      "PASSED",
    ]) {
      expect(stdout).toContain(part);
    }
  });
});

describe("the port matrix", () => {
  const titleAndRest = (stdout: string) =>
    stdout.slice(stdout.indexOf("Port matrix ("), stdout.indexOf("Hardening of"));

  it("says where it does not hold: between nodes, with KubeSpan", () => {
    const file = stackFile((config) => {
      config["palisade:encryption"] = { kubeSpan: true };
    });
    const { code, stdout, stderr } = run("preview", "test-span", "--config", file);
    expect([code, stderr]).toEqual([0, ""]);
    const told = titleAndRest(stdout);
    expect(told).toMatch(/^Port matrix \(\d+ flows; everything else is closed, but not between nodes\)$/m);
    expect(told.replace(/\s+/g, " ")).toContain(
      "encryption.kubeSpan: between nodes every port is open. Talos trusts what comes in by KubeSpan's interface, before any rule of the host firewall, and security groups see 51820/udp alone. encryption.wireGuard leaves the matrix as it is.",
    );
    expect(told.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("says nothing of it without", () => {
    const told = titleAndRest(run("preview", "staging").stdout);
    expect(told).toMatch(/^Port matrix \(\d+ flows; everything else is closed\)$/m);
    expect(told).not.toMatch(/kubespan/i);
  });
});

describe("names as long as they may be", () => {
  it("are cut off in no table", () => {
    const file = stackFile((config) => {
      config["palisade:account"] = {
        id: "111122223333",
        region: "ap-southeast-1",
        zones: ["ap-southeast-1a", "ap-southeast-1b"],
      };
      config["palisade:talos"] = {
        version: "v1.14.1",
        image: { id: "ami-0123456789abcdef0" },
        schematic: "0".repeat(64),
      };
      const name = "a-pool-of-20-letters";
      config["palisade:workers"] = [{ name, instanceType: "u7i-12tb.224xlarge", size: 200, min: 200, max: 200 }];
      config["palisade:registryMirrors"] = [
        { registry: "ghcr.io", endpoint: "https://mirror.example.com:65000", cidrs: ["198.51.100.0/28"] },
      ];
    });
    const { code, stdout, stderr } = run("preview", "test-twelve-", "--config", file);
    expect([code, stderr]).toEqual([2, expect.stringContaining("no dash at the end")]);
    expect(stdout).toBe("");
    const good = run("preview", "test-longest", "--config", file);
    expect(good.stderr).toBe("");
    expect(good.code).toBe(0);
    expect(good.stdout).not.toContain("…");
    expect(good.stdout.split("\n").filter((line) => line.length > 80 && !line.includes("/stack.yaml"))).toEqual([]);
    for (const part of ["ap-southeast-1b", "u7i-12tb.224xlarge", "registry-mirror-65000", "200 (200 to 200)"]) {
      expect(good.stdout).toContain(part);
    }
  });
});

describe("an output that nobody reads to its end", () => {
  const shell = (command: string) =>
    spawnSync("bash", ["-o", "pipefail", "-c", command], { cwd: ROOT, encoding: "utf8" });
  const preview = `"${process.execPath}" cli/start.mjs preview staging`;

  it("does not change the verdict", () => {
    expect(shell(`${preview} | true`)).toMatchObject({ status: 0, stderr: "" });
  });
});

it("a relative stack file is meant from where the person is", () => {
  stackFile(() => {});
  const ended = spawnSync(
    process.execPath,
    [join(ROOT, "cli", "start.mjs"), "preview", "test-good", "--config", "stack.yaml"],
    {
      cwd: folder,
      env: { ...process.env, INIT_CWD: "/nowhere" },
      encoding: "utf8",
    },
  );
  expect(ended.stderr).toBe("");
  expect(ended.status).toBe(0);
  expect(ended.stdout).toContain("test-good (stack.yaml)");
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s to the command's own process ends it with %i, and leaves nothing", async (signal, expected) => {
  const file = stackFile(() => {});
  const child = spawn(process.execPath, [join(ROOT, "cli", "start.mjs"), "preview", "test-ended", "--config", file], {
    cwd: ROOT,
    // The pause stands between recording and judging, so the signal comes in the middle wherever the machine is fast.
    env: { ...process.env, NODE_OPTIONS: `--require ${join(__dirname, "pause.cjs")}` },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise((resolve) => child.stderr.once("data", resolve));
  child.kill(signal);
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(expected);
  const folder = join(ROOT, ".palisade");
  const left = existsSync(folder) ? readdirSync(folder).filter((name) => name.includes("test-ended")) : [];
  expect(left).toEqual([]);
});

describe("an installation that is damaged", () => {
  it("is a tool's error in one line, before a command has begun and while it begins", () => {
    const guard = JSON.stringify(join(ROOT, "cli", "guard.cjs"));
    const ended = spawnSync(process.execPath, ["--eval", `require(${guard}); require("no-such-package")`], {
      encoding: "utf8",
    });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toBe(
      "palisade: cannot start (Cannot find module 'no-such-package'); delete node_modules and run the command again\n",
    );
  });
});

describe("a configuration that cannot be judged", () => {
  it("is refused with every problem, exit code 2, no stack trace, and nothing written", () => {
    const file = stackFile((config) => {
      config["palisade:controlPlane"] = { count: 4, instanceType: "m7i.large" };
      config["palisade:access"] = { bastion: { image: { id: "ami-0123456789abcdef0" } }, adminCidrs: ["0.0.0.0/0"] };
      config["palisade:netwrok"] = {};
      config["palisade:alarmWebhook"] = "https://hooks.example.com/value-of-a-secret";
    });
    const ended = run("preview", "test-bad", "--config", file);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toContain('palisade: configuration of stack "test-bad" has');
    for (const path of ["controlPlane.count", "access.adminCidrs[0]", "netwrok", "alarmWebhook"]) {
      expect(ended.stderr).toContain(`  palisade:${path}: `);
    }
    expect(ended.stderr).not.toContain("value-of-a-secret");
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect(existsSync(written("test-bad"))).toBe(false);
  });

  it.each<[string, readonly string[], string]>([
    ["no such stack file", ["preview", "nowhere"], "Pulumi.nowhere.yaml: there is no such stack file"],
    ["a name that leads out of the folder", ["preview", "../x"], 'stack "../x" has 1 problem'],
    ["no such file", ["preview", "staging", "--config", "/nowhere.yaml"], "--config: the file cannot be read (ENOENT)"],
    ["an unknown command", ["previw"], "unknown command 'previw'"],
    ["an unknown option", ["preview", "--jsno"], "unknown option '--jsno'"],
  ])("%s", (_, args, message) => {
    const ended = run(...args);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/^ +at /m);
  });
});
