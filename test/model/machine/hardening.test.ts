import { machineDocuments } from "../../../model/machine/documents";
import { HARDENING, placeText, valueAt } from "../../../model/machine/hardening";
import { NAMED_SECRETS } from "../../../model/machine/redaction";
import { SYSCTLS } from "../../../model/machine/sysctls";
import { CONTRACTS, machinesOf, plain } from "./clusters";

/** What stands at the place of a measure, where it is one value: a table of fields that exist proves nothing of what is in them. */
const VALUES: Readonly<Record<string, unknown>> = {
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
  "Kernel addresses are hidden": "2",
  "Kernel log for root only": "1",
  "No redirects are sent": "0",
  "No redirects are taken": "0",
  "No source routes": "0",
  "SYN cookies": "1",
  "Impossible addresses are logged": "1",
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

describe.each(CONTRACTS)("hardening of contract %s", (contract) => {
  const { cluster, controlPlanes, workers } = machinesOf(plain(contract));
  const [controlPlane, worker] = [controlPlanes[0], workers[0]];
  if (controlPlane === undefined || worker === undefined) throw new Error("no nodes");

  it.each(HARDENING.map((row) => [row.section, row.measure, row] as const))("%s: %s", (_, measure, row) => {
    const at = row.at[contract];
    if ("own" in at) {
      expect(at.own).not.toBe("");
      return;
    }
    for (const node of row.role === "node" ? [controlPlane, worker] : [controlPlane]) {
      const value = valueAt(machineDocuments(cluster, node, NAMED_SECRETS), at);
      if (measure in VALUES) expect(value).toBe(VALUES[measure]);
      else expect(value).toEqual(expect.anything());
    }
  });
});

test("every value is one of a measure that is there", () => {
  expect(Object.keys(VALUES).filter((measure) => HARDENING.every((row) => row.measure !== measure))).toEqual([]);
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
