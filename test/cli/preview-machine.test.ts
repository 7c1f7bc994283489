/** The machine configurations of a preview: complete, with secrets that are of nothing else and nowhere else. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { ROOT } from "../../cli/root";
import type { SecretsBundle } from "../../pki/bundle";
import { secretPaths, secretsIn } from "../components/secret-texts";
import { run } from "./command";

/** Name of a stack that only these tests have. */
const NAME = "test-machine";
const WRITTEN = join(ROOT, ".palisade", NAME);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-test-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(WRITTEN, { recursive: true, force: true });
});

/** Production's stack file, which is of contract 1.13, with something changed. */
function stackFile(change: (config: Record<string, unknown>) => void): string {
  const content = parse(readFileSync(join(ROOT, "Pulumi.prod.yaml"), "utf8")) as { config: Record<string, unknown> };
  change(content.config);
  const file = join(folder, "stack.yaml");
  writeFileSync(file, stringify(content));
  return file;
}

describe("machine configurations", () => {
  const machine = (name: string) => readFileSync(join(WRITTEN, "machine", `${name}.yaml`), "utf8");

  it("are files for their owner alone, complete and marked as nothing for a node, and no secret of them is elsewhere", () => {
    const file = stackFile(() => {});
    const { code, stdout, stderr } = run("preview", NAME, "--config", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const folder = join(WRITTEN, "machine");
    const names = ["control-plane-a", "control-plane-b", "control-plane-c", "worker-general", "worker-ingress"];
    expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.yaml`));
    const rights = (path: string) => statSync(path).mode & 0o777;
    expect([rights(folder), ...names.map((name) => rights(join(folder, `${name}.yaml`)))]).toEqual([
      0o700,
      ...names.map(() => 0o600),
    ]);
    for (const name of names) {
      expect(machine(name).split("\n")[0]).toBe("# Throw-away secrets of a preview: for reading, never for a node.");
      expect(parseAllDocuments(machine(name)).flatMap(({ errors }) => errors)).toEqual([]);
    }
    const bundle = bundleIn(machine("control-plane-a"));
    expect(secretsIn(machine("control-plane-b"), bundle)).toEqual(secretPaths(bundle));
    const json = ["state.json", "plan.json", "preview.json"].map((name) => readFileSync(join(WRITTEN, name), "utf8"));
    for (const text of [stdout, ...json]) expect(secretsIn(text, bundle)).toEqual([]);

    // Another preview has other secrets, and prints none either.
    const again = run("preview", NAME, "--config", file, "--json");
    const other = bundleIn(machine("control-plane-a"));
    expect(secretsIn(machine("control-plane-a"), bundle)).toEqual([]);
    expect(secretsIn(again.stdout, other)).toEqual([]);
  });

  it("are previewed where the bundle is imported, whose ciphertext nothing here can read", () => {
    const ciphertext = "v1:aaaaaaaaaaaaaaaa:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=";
    const file = stackFile((config) => {
      config["palisade:secretsBundle"] = { secure: ciphertext };
      config["palisade:secretsBundleIdentity"] = { secure: ciphertext };
    });
    const { code, stdout, stderr } = run("preview", NAME, "--config", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("kubernetes-access");
    expect(stdout).not.toContain("talos-secrets");
    const bundle = bundleIn(machine("control-plane-a"));
    expect(secretsIn(machine("control-plane-a"), bundle)).toEqual(secretPaths(bundle));
  });
});

/** The bundle of a configuration of contract 1.13, which holds all of it. */
function bundleIn(text: string): SecretsBundle {
  type Pair = { readonly crt: string; readonly key: string };
  const [first] = parseAllDocuments(text);
  if (first === undefined) throw new Error("the configuration is empty");
  const { machine, cluster } = first.toJS() as {
    readonly machine: { readonly token: string; readonly ca: Pair };
    readonly cluster: {
      readonly id: string;
      readonly secret: string;
      readonly token: string;
      readonly secretboxEncryptionSecret: string;
      readonly ca: Pair;
      readonly aggregatorCA: Pair;
      readonly serviceAccount: { readonly key: string };
      readonly etcd: { readonly ca: Pair };
    };
  };
  const decoded = (data: string) => Buffer.from(data, "base64").toString("utf8");
  const pair = ({ crt, key }: Pair) => ({ crt: decoded(crt), key: decoded(key) });
  return {
    cluster: { id: cluster.id, secret: cluster.secret },
    bootstrapToken: cluster.token,
    secretboxEncryptionSecret: cluster.secretboxEncryptionSecret,
    trustdToken: machine.token,
    certs: {
      etcd: pair(cluster.etcd.ca),
      k8s: pair(cluster.ca),
      k8sAggregator: pair(cluster.aggregatorCA),
      k8sServiceAccount: { key: decoded(cluster.serviceAccount.key) },
      os: pair(machine.ca),
    },
  };
}
