import { createHash, createHmac } from "node:crypto";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";
import { MachineConfigs, type MachineConfigTexts } from "../../components/machine-configs";
import { TalosSecrets } from "../../components/talos-secrets";
import type { StackConfig } from "../../config/schema";
import { renderMachineConfig } from "../../model/machine/documents";
import { allMachines, planMachines } from "../../model/machine/plan";
import { NAMED_SECRETS } from "../../model/machine/redaction";
import { planNetwork } from "../../model/network";
import { planFlows } from "../../model/ports";
import { USER_DATA_LIMIT } from "../../model/user-data";
import type { SecretsBundle } from "../../pki/bundle";
import { newBundle } from "../../pki/new-bundle";
import type { RecordOptions } from "../../sandbox/recorder";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";
import { base64, partsOf, secretPaths, secretsIn } from "./secret-texts";

const BYTES = "random:index/randomBytes:RandomBytes";
const DIGEST = /(?:secret:hmac-sha256|certificate:sha256):[0-9a-f]{32}/g;
/** The module itself, of which an import would be a copy. */
const crypto = require("node:crypto") as typeof import("node:crypto");

const pool = {
  instanceType: "m7i.xlarge",
  size: 3,
  min: 3,
  max: 6,
  volume: { sizeGiB: 100, iops: 3000, throughputMiBps: 125 },
  labels: {},
  taints: [],
};
const base: StackConfig = {
  ...stackConfig({ adminCidrs: ["10.200.0.0/16"], kubeSpan: true }),
  workers: [
    { ...pool, name: "general" },
    { ...pool, name: "batch", instanceType: "c7i.large" },
    { ...pool, name: "labelled", labels: { "example.com/kind": "batch" } },
    { ...pool, name: "tainted", taints: [{ key: "example.com/kind", value: "batch", effect: "NoSchedule" }] },
  ],
};
const CONTRACTS = {
  "1.13": { ...base, talos: { ...base.talos, version: "v1.13.0" } },
  "1.14": base,
} as const satisfies Record<string, StackConfig>;
type Contract = keyof typeof CONTRACTS;
const NAMES = ["1.13", "1.14"] as const;
/** The engine's word for a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a worker must have: certificates, and secrets that join it to the cluster. */
const OF_WORKERS = ["cluster.id", "cluster.secret", "secrets.bootstraptoken", "trustdinfo.token"];

function planOf(contract: Contract) {
  const config = CONTRACTS[contract];
  const network = planNetwork(config);
  return planMachines(config, network, planFlows(config));
}

interface Built {
  readonly recording: Recording;
  readonly controlPlanes: Readonly<Record<string, string>>;
  readonly workers: Readonly<Record<string, string>>;
  readonly documents: MachineConfigTexts;
  readonly redacted: MachineConfigTexts;
  /** Names of outputs that are marked as secrets. */
  readonly secret: readonly string[];
  /** Of workers: how many outputs there are, each compressed once. */
  readonly compressed: number;
}

/** Each byte of the key that digests are made with. */
const DIGEST_BYTE = 7;

async function build(
  contract: Contract,
  /** "new": made by the program. */
  secrets: SecretsBundle | "new",
  { digestByte = DIGEST_BYTE, ...options }: Partial<RecordOptions> & { readonly digestByte?: number } = {},
): Promise<Built> {
  let compressed = 0;
  const seen = { controlPlanes: {} as Record<string, string>, workers: {} as Record<string, string> };
  const marks: Promise<readonly [string, boolean]>[] = [];
  const mark = async (name: string, output: pulumi.Output<unknown>) => [name, await pulumi.isSecret(output)] as const;
  const spy = jest.spyOn(crypto, "randomBytes").mockImplementation(() => Buffer.alloc(32, digestByte));
  const recording = await Recording.of(() => {
    const bundle =
      secrets === "new" ? new TalosSecrets("talos-secrets", { protect: true }).bundle : pulumi.secret(secrets);
    const configs = new MachineConfigs("machine-configs", { machines: planOf(contract), bundle });
    for (const kind of ["controlPlanes", "workers"] as const) {
      for (const [name, output] of Object.entries(configs[kind])) {
        output.apply((text) => {
          seen[kind][name] = text;
        });
        marks.push(mark(`${kind}.${name}`, output));
      }
    }
    compressed = new Set(Object.values(configs.workers)).size;
    marks.push(mark("redacted", configs.redacted));
  }, options).finally(() => spy.mockRestore());
  const { outputs } = recording.one("palisade:talos:MachineConfigs", "machine-configs");
  return {
    recording,
    ...seen,
    compressed,
    documents: outputs["documents"] as MachineConfigTexts,
    redacted: outputs["redacted"] as MachineConfigTexts,
    secret: (await Promise.all(marks)).filter(([, secret]) => secret).map(([name]) => name),
  };
}

/** Every text and number of a configuration, by document and field. */
function leaves(text: string): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (value: unknown, place: string): void => {
    if (typeof value !== "object" || value === null) found.set(place, value);
    else for (const [key, child] of Object.entries(value)) visit(child, `${place}.${key}`);
  };
  for (const [index, document] of parseAllDocuments(text).entries()) visit(document.toJS(), `${index}`);
  return found;
}

/** Paths of the parts that stand as whole values in a configuration: as they are, or as base64 of PEM. */
function partsIn(text: string): readonly string[] {
  const values = new Set(leaves(text).values());
  return Object.entries(partsOf(bundle))
    .filter(([, part]) => values.has(part) || (part.startsWith("-----") && values.has(base64(part))))
    .map(([path]) => path);
}

function fromUserData(userData: string | undefined): string {
  return gunzipSync(Buffer.from(userData ?? "", "base64")).toString("utf8");
}

let bundle: SecretsBundle;
const built = new Map<Contract, Built>();

beforeAll(async () => {
  bundle = await newBundle(new Date());
  for (const contract of NAMES) built.set(contract, await build(contract, bundle));
});

describe.each(NAMES)("MachineConfigs of contract %s", (contract) => {
  let made: Built;
  beforeAll(() => {
    made = built.get(contract) ?? raise();
  });

  it("makes a configuration for each control plane and each pool, as secrets", () => {
    expect(Object.keys(made.controlPlanes)).toEqual(["a", "b", "c"]);
    expect(Object.keys(made.workers)).toEqual(["general", "batch", "labelled", "tainted"]);
    expect(made.secret).toEqual([
      ...["a", "b", "c"].map((identity) => `controlPlanes.${identity}`),
      ...["general", "batch", "labelled", "tainted"].map((name) => `workers.${name}`),
    ]);
  });

  it("gives control planes all of the bundle, each with its own address", () => {
    const { cluster, controlPlanes } = planOf(contract);
    for (const node of controlPlanes) {
      const text = made.controlPlanes[node.identity] ?? "";
      expect(text === renderMachineConfig(cluster, node, bundle)).toBe(true);
      expect(secretsIn(text, bundle)).toEqual(secretPaths(bundle));
      expect(partsIn(text)).toEqual(Object.keys(partsOf(bundle)));
      expect(text).toContain(`${node.address}/32`);
    }
  });

  it("gives workers compressed user data that EC2 takes, with what joins them and no key of a CA", () => {
    const { cluster, workers } = planOf(contract);
    for (const node of workers) {
      const bytes = Buffer.from(made.workers[node.pool] ?? "", "base64");
      expect(bytes.subarray(0, 2).toString("hex")).toBe("1f8b");
      expect(bytes.length).toBeLessThanOrEqual(USER_DATA_LIMIT);
      const text = fromUserData(made.workers[node.pool]);
      expect(text === renderMachineConfig(cluster, node, bundle)).toBe(true);
      expect(secretsIn(text, bundle)).toEqual(OF_WORKERS);
      expect(partsIn(text)).toEqual([...OF_WORKERS, "certs.k8s.crt", "certs.os.crt"]);
      // "PRIVATE KEY", and what base64 makes of it at each place.
      expect(/PRIVATE KEY|UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW/.test(text)).toBe(false);
    }
  });

  it("gives pools one user data where their nodes are the same, and their own where they are not", () => {
    const { general, batch, labelled, tainted } = made.workers;
    expect(batch).toBe(general);
    expect(new Set([general, labelled, tainted]).size).toBe(3);
    expect(made.compressed).toBe(3);
    expect(
      fromUserData(labelled)
        .match(/^ *example\.com\/kind: .*$/m)?.[0]
        .trim(),
    ).toBe("example.com/kind: batch");
    expect(
      fromUserData(tainted)
        .match(/^ *effect: .*$/m)?.[0]
        .trim(),
    ).toBe("effect: NoSchedule");
  });

  it("shows them to policies with names for secrets, none of which it has", () => {
    const { cluster, ...nodes } = planOf(contract);
    expect(made.documents).toEqual(
      Object.fromEntries(
        allMachines({ cluster, ...nodes }).map((node) => [
          node.name,
          renderMachineConfig(cluster, node, NAMED_SECRETS),
        ]),
      ),
    );
    expect(Object.keys(made.documents)).toHaveLength(7);
    expect(secretsIn(JSON.stringify(made.documents), bundle)).toEqual([]);
    expect(made.documents["control-plane-a"]).toContain("secret:certs.os.key");
  });

  it("shows them so before a secret exists, the same", async () => {
    const first = await build(contract, "new", { ids: "unknown" });
    expect(first.documents).toEqual(made.documents);
    expect(first.controlPlanes).toEqual({});
    expect(first.workers).toEqual({});
    expect(first.redacted).toBe(UNKNOWN);
  });

  it("makes of all of them what differs from the complete ones in nothing but digests", () => {
    const complete = {
      ...Object.fromEntries(Object.entries(made.controlPlanes).map(([name, text]) => [`control-plane-${name}`, text])),
      ...Object.fromEntries(Object.entries(made.workers).map(([name, data]) => [`worker-${name}`, fromUserData(data)])),
    };
    expect(Object.keys(made.redacted)).toEqual(Object.keys(complete).sort());
    for (const [name, text] of Object.entries(made.redacted)) {
      const [before, after] = [leaves(complete[name] ?? ""), leaves(text)];
      expect([...after.keys()]).toEqual([...before.keys()]);
      const changed = [...after].filter(([place, value]) => value !== before.get(place));
      expect(changed.filter(([, value]) => !new RegExp(`^${DIGEST.source}$`).test(String(value)))).toEqual([]);
      expect(changed.length).toBeGreaterThanOrEqual(name.startsWith("worker") ? 6 : 14);
      expect(secretsIn(text, bundle)).toEqual([]);
    }
  });
});

describe("digests", () => {
  const digestsOf = ({ redacted }: Built) => new Set(JSON.stringify(redacted).match(DIGEST));

  it("are of the path and the value, keyed; a certificate's is its plain SHA-256", () => {
    const key = Buffer.alloc(32, DIGEST_BYTE).toString("base64");
    const expected = Object.entries(partsOf(bundle)).map(([path, text]) =>
      path.endsWith(".crt")
        ? `certificate:sha256:${createHash("sha256").update(text).digest("hex").slice(0, 32)}`
        : `secret:hmac-sha256:${createHmac("sha256", key).update(`${path}\n${text}`).digest("hex").slice(0, 32)}`,
    );
    for (const contract of NAMES) {
      expect(digestsOf(built.get(contract) ?? raise())).toEqual(new Set(expected));
    }
  });

  it("stay the same with bundle and key", async () => {
    expect((await build("1.14", bundle)).redacted).toEqual(built.get("1.14")?.redacted);
  });

  it("change where a secret changes, and nowhere else", async () => {
    const before = built.get("1.14")?.redacted ?? raise();
    const after = (await build("1.14", { ...bundle, bootstrapToken: "abcdef.0123456789abcdef" })).redacted;
    for (const name of Object.keys(before)) {
      const lines = before[name]?.split("\n");
      const changed = after[name]?.split("\n").filter((line, index) => line !== lines?.[index]) ?? [];
      expect(changed.length).toBeGreaterThan(0);
      expect(new Set(changed.map((line) => line.match(DIGEST)?.[0])).size).toBe(1);
    }
  });

  it("are others under another key, but for certificates", async () => {
    const [one, other] = [built.get("1.14") ?? raise(), await build("1.14", bundle, { digestByte: 8 })].map(digestsOf);
    const both = [...(one ?? [])].filter((digest) => other?.has(digest));
    expect(both.every((digest) => digest.startsWith("certificate:"))).toBe(true);
    expect(both).toHaveLength(4);
  });

  it("do not show that two parts have one value", async () => {
    const twins = await build("1.14", { ...bundle, trustdToken: bundle.bootstrapToken });
    expect(digestsOf(twins).size).toBe(Object.keys(partsOf(bundle)).length);
  });

  it("are made with a key of 32 random bytes that stays a secret, below the component", () => {
    const { recording } = built.get("1.14") ?? raise();
    expect(recording.names(BYTES)).toEqual(["machine-configs-digest-key"]);
    expect(recording.inputs(BYTES, "machine-configs-digest-key")).toEqual({ length: 32 });
    expect(recording.orphans()).toEqual([]);
    expect(JSON.stringify(recording.stack.deployment)).not.toContain(Buffer.alloc(32, DIGEST_BYTE).toString("base64"));
  });
});

function raise(): never {
  throw new Error("nothing was built for this contract");
}
