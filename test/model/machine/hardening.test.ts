import type { StackConfig } from "../../../config/schema";
import { machineDocuments } from "../../../model/machine/documents";
import { HARDENING, type HardeningRow, placeText, valueAt } from "../../../model/machine/hardening";
import { NAMED_SECRETS } from "../../../model/machine/redaction";
import { SYSCTLS } from "../../../model/machine/sysctls";
import { CONTRACTS, type Contract, full, machinesOf, plain } from "./clusters";

/** What stands at the place of a measure, where it is one value: a table of fields that exist proves nothing of what is in them. */
const VALUES: Readonly<Record<string, unknown>> = {
  "Names in the Talos API's certificate: the node's own addresses alone": [],
  "Host firewall closes what the port matrix does not open": "block",
  "Nobody is answered who is not signed in": false,
  "No anonymous probe that would be refused": false,
  "Authorizers: Node": "Node",
  "Authorizers: RBAC": "RBAC",
  "TLS 1.3 at least": "VersionTLS13",
  "No profiling: scheduler, whose argument does nothing": false,
  "Secrets are encrypted at rest (secretbox)": "secret:secrets.secretboxencryptionsecret",
  "Enforced in namespaces that say nothing": "baseline",
  "Recorded and told": "restricted",
  "Bound tokens live as long as they say": "false",
  Issuer: "https://api.test.palisade.internal:6443",
  "KubeSpan, as configured: no port is closed between nodes with it": true,
  "Images from mirrors, never around them": true,
  "AWS' cloud controller names and admits nodes": true,
  "Quotas of EPHEMERAL's projects": true,
  "EPHEMERAL has no devices and no set-user-id programs": true,
  "KubePrism: each node reaches the API by a port of its own loopback": 7445,
  "No CNI by Talos: Cilium is an add-on": "none",
  "No discovery through Kubernetes, whose registry is deprecated": true,
  "Kernel addresses are hidden": "2",
  "Kernel log for root only": "1",
  "No redirects are sent": "0",
  "No redirects are sent: links to come": "0",
  "No redirects are taken": "0",
  "No redirects are taken: links to come": "0",
  "No redirects are taken from gateways either": "0",
  "No redirects are taken from gateways either: links to come": "0",
  "No redirects are taken (IPv6)": "0",
  "No redirects are taken (IPv6): links to come": "0",
  "No source routes": "0",
  "No source routes: links to come": "0",
  "No source routes (IPv6)": "0",
  "No source routes (IPv6): links to come": "0",
  "SYN cookies": "1",
  "Impossible addresses are logged": "1",
  "Impossible addresses are logged: links to come": "1",
  "Host DNS, as configured": false,
  "No forwarding of cluster DNS to the host": false,
  "Days that the audit log is kept": "30",
  "Files of the audit log": "10",
  "Megabytes of each file": "100",
  "STATE is encrypted (LUKS2)": "luks2",
  "EPHEMERAL is encrypted (LUKS2)": "luks2",
  "EPHEMERAL opens beside its own STATE only": true,
  "kubelet: seccomp profile for every container": true,
  "kubelet: no pods from files on the node": true,
  "kubelet: certificate of the cluster's CA": true,
  "kubelet: processes of a pod": 4096,
  "Workloads in a sandbox of their own": true,
};

function wireGuard(contract: Contract): StackConfig {
  return { ...plain(contract), encryption: { kubeSpan: false, wireGuard: true, diskKey: "node-id" } };
}

/** Documents of the nodes that a row is about. */
function documentsOf(config: StackConfig, { role }: HardeningRow): readonly (readonly object[])[] {
  const { cluster, controlPlanes, workers } = machinesOf(config);
  const nodes = role === "node" ? [...controlPlanes.slice(0, 1), ...workers] : controlPlanes.slice(0, 1);
  expect(nodes).toHaveLength(role === "node" ? 2 : 1);
  return nodes.map((node) => machineDocuments(cluster, node, NAMED_SECRETS));
}

/** The same, where the contracts write it otherwise. */
const VALUES_BY_CONTRACT: Readonly<Record<Contract, Readonly<Record<string, unknown>>>> = {
  "1.13": {
    "No kube-proxy": true,
    "Cluster discovery, as stated": true,
    "No workloads on control planes": false,
  },
  "1.14": {
    "No kube-proxy": false,
    "Cluster discovery, as stated": "https://discovery.talos.dev/",
    "No workloads on control planes": "NoSchedule",
  },
};

describe.each(CONTRACTS)("hardening of contract %s", (contract) => {
  const asked = (row: HardeningRow) => {
    if (row.setting === undefined) return plain(contract);
    return row.setting === "encryption.wireGuard" ? wireGuard(contract) : full(contract);
  };

  it.each(HARDENING.map((row) => [row.section, row.measure, row] as const))("%s: %s", (_, measure, row) => {
    const at = row.at[contract];
    if ("own" in at) {
      expect(at.own).not.toBe("");
      return;
    }
    for (const documents of documentsOf(asked(row), row)) {
      const value = valueAt(documents, at);
      const values = { ...VALUES, ...VALUES_BY_CONTRACT[contract] };
      if (measure in values) expect(value).toEqual(values[measure]);
      else expect(value).toEqual(expect.anything());
    }
  });
});

/** Off as Talos writes it, or not there at all. */
test.each(CONTRACTS)("what contract %s has by a setting is off without it", (contract) => {
  const config = { ...plain(contract), talos: { ...plain(contract).talos, discovery: "off" as const } };
  for (const row of HARDENING.filter(({ setting }) => setting !== undefined)) {
    const at = row.at[contract];
    if ("own" in at) throw new Error(`${row.measure} has a setting and no field`);
    for (const documents of documentsOf(config, row)) {
      expect([row.measure, valueAt(documents, at) ?? false]).toEqual([row.measure, false]);
    }
  }
});

test("every value is one of a measure that is there", () => {
  const all = [VALUES, ...Object.values(VALUES_BY_CONTRACT)].flatMap(Object.keys);
  expect(all.filter((measure) => HARDENING.every((row) => row.measure !== measure))).toEqual([]);
});

test("every measure is told once, with the items that ask for it", () => {
  expect(new Set(HARDENING.map(({ section, measure }) => `${section} ${measure}`)).size).toBe(HARDENING.length);
  for (const { items } of HARDENING) for (const item of items) expect(item).toMatch(/^(INF|CRT|ACC|K8S|MON)-\d\d$/);
});

test("a field is written as people write it", () => {
  expect(placeText({ document: "VolumeConfig", name: "STATE", path: ["encryption", "keys", 0, "slot"] })).toBe(
    "VolumeConfig STATE encryption.keys[0].slot",
  );
});

/** Talos' own (pkg/kernel/kspp): what an overwritten value must not fall below. */
test("no kernel parameter is weaker than Talos' own", () => {
  expect(Number(SYSCTLS["kernel.kptr_restrict"])).toBeGreaterThanOrEqual(2);
  expect(Number(SYSCTLS["kernel.dmesg_restrict"])).toBeGreaterThanOrEqual(1);
  for (const name of Object.keys(SYSCTLS)) expect(name).not.toMatch(/rp_filter|ip_forward|userns|bpf|ptrace/);
});
