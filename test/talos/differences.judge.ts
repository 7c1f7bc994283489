/** For one bundle, Palisade's configuration beside the one that Talos' own generator makes: what differs is listed, each with its reason. */
import { parseAllDocuments } from "yaml";
import { machineDocuments } from "../../model/machine/documents";
import { renderDocuments } from "../../model/user-data";
import { renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import { machinesOf, plain } from "../model/machine/clusters";
import { DIFFERENCES } from "./differences";
import { ask, CONTRACTS, type Contract, talosctl } from "./judge";

type Leaves = ReadonlyMap<string, unknown>;

/** Every value by its document and path: "v1alpha1 cluster.apiServer.image", "VolumeConfig STATE encryption.provider". */
function leaves(documents: readonly object[]): Leaves {
  const found = new Map<string, unknown>();
  const walk = (prefix: string, value: unknown): void => {
    if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
      found.set(prefix, value);
      return;
    }
    for (const [key, child] of Object.entries(value)) walk(`${prefix}${/[ ]$/.test(prefix) ? "" : "."}${key}`, child);
  };
  for (const document of documents) {
    const { kind = "v1alpha1", name, apiVersion: _, ...rest } = document as Record<string, string>;
    walk(`${kind} ${name === undefined ? "" : `${name} `}`, rest);
  }
  return found;
}

function differing(ours: Leaves, its: Leaves): readonly string[] {
  const paths = new Set([...ours.keys(), ...its.keys()]);
  return [...paths].filter((path) => JSON.stringify(ours.get(path)) !== JSON.stringify(its.get(path))).sort();
}

const ROLES = ["controlplane", "worker"] as const;

function ownConfig(contract: Contract, role: (typeof ROLES)[number], bundle: string): string {
  const { cluster } = machinesOf(plain(contract));
  if (contract === "1.13") {
    const args = [
      "gen",
      "config",
      cluster.name,
      cluster.endpoint,
      "--with-secrets",
      "/dev/stdin",
      "--output-types",
      role,
    ];
    const more = ["--kubernetes-version", cluster.kubernetes, "--with-docs=false", "--with-examples=false", "-o", "-"];
    const { code, stdout } = talosctl([...args, ...more], { input: bundle });
    expect(code).toBe(0);
    return stdout;
  }
  const { name, endpoint, kubernetes } = cluster;
  return ask(contract, { op: "generate", bundle, cluster: name, endpoint, kubernetes, contract, role }).config;
}

describe.each(CONTRACTS.flatMap((contract) => ROLES.map((role) => [contract, role] as const)))(
  "contract %s, %s",
  (contract, role) => {
    let paths: readonly string[];

    beforeAll(async () => {
      const bundle = await newBundle(new Date());
      const { cluster, controlPlanes, workers } = machinesOf(plain(contract));
      const node = role === "worker" ? workers[0] : controlPlanes[0];
      if (node === undefined) throw new Error(`no ${role}`);
      const read = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as object);
      const ours = leaves(read(renderDocuments(machineDocuments(cluster, node, bundle))));
      paths = differing(ours, leaves(read(ownConfig(contract, role, renderBundle(bundle)))));
    });

    const listed = DIFFERENCES.filter(({ contracts, roles }) => contracts.includes(contract) && roles.includes(role));

    it("differs where it is listed, and nowhere else", () => {
      expect(paths.filter((path) => !listed.some(({ at }) => at.test(path)))).toEqual([]);
      expect(paths.length).toBeGreaterThan(20);
    });

    it.each(listed.map(({ at, why }) => [why, at] as const))("differs: %s", (_, at) => {
      expect(paths.filter((path) => at.test(path))).not.toEqual([]);
    });
  },
);
