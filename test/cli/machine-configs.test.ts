/** `npm run machine-configs` as a process. */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { loadEnvironment } from "../../cli/environment";
import { ROOT } from "../../cli/root";
import { renderMachineConfig } from "../../model/machine/documents";
import { allMachines } from "../../model/machine/plan";
import { renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { secretPaths, secretsIn } from "../components/secret-texts";
import type { Ended } from "./command";
import { at, copy, files, inFolder, modeOf, START, textOf, useFiles } from "./secrets-files";

useFiles();

const OUT = ["--out", "out"];
const PLAIN = ["--secrets", "bundle.yaml"];

/** In the test's own folder, as a person is. */
function machineConfigs(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, "machine-configs", ...args], {
    cwd: files().folder,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

function put(name: string, text: string): void {
  writeFileSync(join(files().folder, name), text, { mode: 0o600 });
}

describe("complete configurations", () => {
  it.each(["staging", "prod"])(
    "of %s are written for each node, as the model renders them, and nobody else reads them",
    (environment) => {
      copy("good.yaml", "bundle.yaml");
      const ended = machineConfigs(environment, ...PLAIN, ...OUT);
      expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
      const { machines } = loadEnvironment({ environment }).plan;
      const nodes = allMachines(machines);
      expect(inFolder()).toEqual(["bundle.yaml", "out"]);
      expect(readdirSync(join(files().folder, "out")).sort()).toEqual(nodes.map(({ name }) => `${name}.yaml`).sort());
      for (const node of nodes) {
        const file = `out/${node.name}.yaml`;
        expect([file, modeOf(file)]).toEqual([file, 0o600]);
        const text = textOf(file);
        expect(text === renderMachineConfig(machines.cluster, node, files().bundle)).toBe(true);
        expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
      }
      expect(modeOf("out")).toBe(0o700);
      expect(secretsIn(textOf("out/control-plane-a.yaml"), files().bundle)).toEqual(secretPaths(files().bundle));
    },
  );

  // Under 0777 not even the owner could read what is written, and nobody but root could write it.
  it.each([0o777, 0o277])("are their owner's to read under the mask %i", (mask) => {
    copy("good.yaml", "bundle.yaml");
    const before = process.umask(mask);
    const ended = machineConfigs("staging", ...PLAIN, ...OUT);
    process.umask(before);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
    expect([modeOf("out"), modeOf("out/control-plane-a.yaml")]).toEqual([0o700, 0o600]);
  });

  it("are told of in a table of 80 columns, with sizes and addresses, and no secret", () => {
    copy("good.yaml", "bundle.yaml");
    const { stdout } = machineConfigs("prod", ...PLAIN, ...OUT);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const bytes = Buffer.byteLength(textOf("out/control-plane-b.yaml"));
    expect(stdout).toMatch(new RegExp(`^control-plane-b\\.yaml +10\\.40\\.18\\.11 +${bytes} +never user data$`, "m"));
    const asUserData = /^worker-ingress\.yaml +- +\d+ +(\d+)$/m.exec(stdout)?.[1];
    expect(Number(asUserData)).toBeGreaterThan(1000);
    expect(Number(asUserData)).toBeLessThanOrEqual(16384);
    expect(secretsIn(stdout, files().bundle)).toEqual([]);
    expect(stdout).not.toContain("\u001b");
  });

  it("are made of an encrypted bundle with its identity, the same", () => {
    copy("good.yaml", "bundle.yaml");
    copy("good.age", "bundle.age");
    copy("key.txt", "key.txt");
    expect(machineConfigs("staging", ...PLAIN, ...OUT).code).toBe(0);
    const ended = machineConfigs("staging", "--secrets", "bundle.age", "--identity", "key.txt", "--out", "out2");
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of readdirSync(join(files().folder, "out"))) {
      expect(textOf(`out/${name}`) === textOf(`out2/${name}`)).toBe(true);
    }
  });

  it("are of another stack file where one is named, and warn of a bundle that others can read", () => {
    copy("good.yaml", "bundle.yaml", 0o644);
    const stack = parse(readFileSync(join(ROOT, "Pulumi.staging.yaml"), "utf8")) as { config: Record<string, unknown> };
    stack.config["palisade:workers"] = [{ name: "only", instanceType: "m7i.large", size: 1, min: 1, max: 1 }];
    put("stack.yaml", stringify(stack));
    const ended = machineConfigs("site", ...PLAIN, ...OUT, "--config", "stack.yaml");
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^warning: bundle\.yaml: .*0644.*\n$/);
    expect(readdirSync(join(files().folder, "out"))).toContain("worker-only.yaml");
    expect(textOf("out/worker-only.yaml")).toContain("cluster: palisade-site");
  });
});

/** Files by name before the command, its arguments, and what it says. */
interface BadInput {
  readonly prepare: () => void;
  readonly args?: readonly string[];
  readonly message: RegExp;
}

function spoilt(change: (text: string) => string): () => void {
  return () => put("bundle.yaml", change(renderBundle(files().bundle)));
}

const ARGS = ["staging", ...PLAIN, ...OUT];
const good = () => copy("good.yaml", "bundle.yaml");

const BAD: Readonly<Record<string, BadInput>> = {
  "a pair that does not match": {
    prepare: () => {
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
      const { certs } = files().bundle;
      const key = own.export({ type: "sec1", format: "pem" }).toString();
      put("bundle.yaml", renderBundle({ ...files().bundle, certs: { ...certs, k8s: { crt: certs.k8s.crt, key } } }));
    },
    message:
      /^bundle\.yaml has 1 problem:\n {2}certs\.k8s\.key: is not the key of certs\.k8s\.crt; give the two that belong together\n$/,
  },
  "a key of the wrong kind": {
    prepare: () => {
      const { certs } = files().bundle;
      put("bundle.yaml", renderBundle({ ...files().bundle, certs: { ...certs, etcd: certs.os } }));
    },
    message:
      /^bundle\.yaml has \d problems?:\n {2}certs\.etcd\.crt: must have a key of ECDSA .*, got Ed25519; use another CA\n/,
  },
  "a missing part": {
    prepare: spoilt((text) => text.replace(/trustdinfo:\n.*\n/, "")),
    message: /^bundle\.yaml has 1 problem:\n {2}trustdinfo: is missing; /,
  },
  "a PEM without its last newline": {
    prepare: () => {
      const { certs } = files().bundle;
      put(
        "bundle.yaml",
        renderBundle({ ...files().bundle, certs: { ...certs, os: { ...certs.os, crt: certs.os.crt.trim() } } }),
      );
    },
    message: /^bundle\.yaml has 1 problem:\n {2}certs\.os\.crt: has no newline at the end of its PEM: /,
  },
  "an expired CA": {
    prepare: () => copy("expired.yaml", "bundle.yaml"),
    message: /^bundle\.yaml has 4 problems:\n {2}certs\.etcd\.crt: has expired, got 20\d\d-\d\d-\d\d; /,
  },
  "another identity": {
    prepare: () => {
      copy("good.age", "bundle.age");
      copy("other.txt", "key.txt");
    },
    args: ["staging", "--secrets", "bundle.age", "--identity", "key.txt", ...OUT],
    message: /^key\.txt: is none of those the file was encrypted to; give the identity of one of them\n$/,
  },
  "an encrypted bundle without an identity": {
    prepare: () => copy("good.age", "bundle.yaml"),
    message: /^bundle\.yaml: is encrypted; give the file with the identity that decrypts it \(--identity FILE\)\n$/,
  },
  "a bundle that is not there": { prepare: () => {}, message: /^bundle\.yaml: .*ENOENT.*\n$/ },
  "a bundle that cannot be read": {
    prepare: () => mkdirSync(join(files().folder, "bundle.yaml")),
    message: /^bundle\.yaml: .*\n$/,
  },
  "a folder that has something in it": {
    prepare: () => {
      good();
      mkdirSync(join(files().folder, "out"), { mode: 0o700 });
      put("out/mine", "mine");
    },
    message: /^--out: out is not empty; name a folder that is not there yet: nothing is overwritten or mixed\n$/,
  },
  "a folder that everybody can read": {
    prepare: () => {
      good();
      mkdirSync(join(files().folder, "out"), { mode: 0o755 });
    },
    message: /^--out: out can be read by others than its owner, got mode 0755; take that right away \(chmod 700\), or /,
  },
  "a folder below none": {
    prepare: good,
    args: ["staging", ...PLAIN, "--out", "no/out"],
    message: /^--out: no\/out is in a folder that does not exist; make that folder first\n$/,
  },
  "a file in the folder's place": {
    prepare: () => {
      good();
      put("out", "mine");
    },
    message: /^--out: out is not a folder; name one that is not there yet\n$/,
  },
  "a link in the folder's place": {
    prepare: () => {
      good();
      symlinkSync(files().shared, join(files().folder, "out"));
    },
    message: /^--out: out is not a folder; name one that is not there yet\n$/,
  },
  "an empty name for the folder, as an unset variable gives it": {
    prepare: good,
    args: ["staging", ...PLAIN, "--out", ""],
    message: /^error: option '--out <folder>' argument '' is invalid\. It is empty, .*; name one\.\n/,
  },
  "no such environment": {
    prepare: good,
    args: ["nowhere", ...PLAIN, ...OUT],
    message: /^palisade: stack "nowhere" has 1 problem:\n {2}Pulumi\.nowhere\.yaml: there is no such stack file; /,
  },
  "no folder": {
    prepare: good,
    args: ["staging", ...PLAIN],
    message: /^error: required option '--out <folder>' not specified\n/,
  },
};

describe("what cannot be done ends with 2, one message and nothing written", () => {
  beforeAll(async () => {
    const longAgo = await newBundle(new Date("2010-01-01T00:00:00Z"));
    writeFileSync(at("expired.yaml"), renderBundle(longAgo), { mode: 0o600 });
  });

  it.each(Object.keys(BAD))("%s", (name) => {
    const { prepare, args, message } = BAD[name] ?? { prepare: good, message: /^$/ };
    prepare();
    const before = readdirSync(files().folder, { recursive: true }).map(String).sort();
    const { code, stdout, stderr } = machineConfigs(...(args ?? ARGS));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(secretsIn(stderr, files().bundle)).toEqual([]);
    expect(readdirSync(files().folder, { recursive: true }).map(String).sort()).toEqual(before);
  });
});
