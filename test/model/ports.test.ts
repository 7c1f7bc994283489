import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { isRole } from "../../model/peers";
import { portMatrixDocument } from "../../model/port-table";
import { MATRIX, planFlows } from "../../model/ports";
import { PLAIN, stackConfig, switches } from "./stack-config";

const EVERYTHING = {
  ...PLAIN,
  adminCidrs: ["10.200.0.0/16"],
  clients: ["198.51.100.0/24"],
  siem: { cidrs: ["10.220.4.0/24"], port: 6514 },
  kubeSpan: true,
  wireGuard: true,
};

const sources = (service: string, to: string, on = EVERYTHING) =>
  planFlows(stackConfig(on))
    .filter((flow) => flow.service === service && flow.to === to)
    .map(({ from }) => from);

test("who reaches what, with every switch on", () => {
  expect(sources("kubernetes-api", "control-plane")).toEqual([
    "api-load-balancer",
    "api-public-load-balancer",
    "worker",
    "control-plane",
    "management-function",
  ]);
  expect(sources("kubernetes-api", "api-load-balancer")).toEqual(["admin", "admin-network", "worker"]);
  expect(sources("kubernetes-api", "api-public-load-balancer")).toEqual(["api-client"]);
  expect(sources("talos-api", "control-plane")).toEqual(["admin", "admin-network", "management-function"]);
  expect(sources("talos-api", "worker")).toEqual(["admin", "admin-network", "management-function"]);
  expect(sources("trustd", "control-plane")).toEqual(["worker", "control-plane"]);
  expect(sources("etcd", "control-plane")).toEqual(["control-plane"]);
  expect(sources("kubelet", "control-plane")).toEqual(["control-plane"]);
  expect(sources("kubelet", "worker")).toEqual(["control-plane"]);
  for (const service of ["cilium-health", "hubble-peer", "vxlan", "cilium-wireguard", "kubespan"]) {
    expect(sources(service, "worker")).toEqual(["control-plane", "worker"]);
    expect(sources(service, "control-plane")).toEqual(["control-plane", "worker"]);
  }
});

test("ports of every service", () => {
  const ports = new Map(
    planFlows(stackConfig(EVERYTHING)).map(({ service, protocol, fromPort, toPort }) => [
      service,
      [protocol, fromPort, toPort],
    ]),
  );
  expect(Object.fromEntries(ports)).toEqual({
    "kubernetes-api": ["tcp", 6443, 6443],
    "talos-api": ["tcp", 50000, 50000],
    trustd: ["tcp", 50001, 50001],
    etcd: ["tcp", 2379, 2380],
    kubelet: ["tcp", 10250, 10250],
    "cilium-health": ["tcp", 4240, 4240],
    "hubble-peer": ["tcp", 4244, 4244],
    vxlan: ["udp", 8472, 8472],
    "cilium-wireguard": ["udp", 51871, 51871],
    kubespan: ["udp", 51820, 51820],
    https: ["tcp", 443, 443],
    siem: ["tcp", 6514, 6514],
  });
});

test("each switch opens its own rows and no others", () => {
  const ids = (on: object) => planFlows(stackConfig({ ...PLAIN, ...on })).map(({ id }) => id);
  const opened = (on: object) => ids(on).filter((id) => !ids({}).includes(id));
  expect(opened({ adminCidrs: ["10.200.0.0/16"] })).toEqual([
    "admin-network-to-api-load-balancer-kubernetes-api",
    "admin-network-to-control-plane-talos-api",
    "admin-network-to-worker-talos-api",
  ]);
  expect(opened({ clients: ["198.51.100.0/24"] })).toEqual([
    "api-client-to-api-public-load-balancer-kubernetes-api",
    "api-public-load-balancer-to-control-plane-kubernetes-api",
  ]);
  expect(opened({ siem: { cidrs: ["10.220.4.0/24"], port: 6514 } })).toEqual([
    "control-plane-to-siem-siem",
    "worker-to-siem-siem",
  ]);
  expect(opened({ kubeSpan: true })).toHaveLength(4);
  expect(opened({ wireGuard: true })).toHaveLength(4);
  expect(ids({}).filter((id) => !ids({ mode: "isolated" }).includes(id))).toEqual([
    "control-plane-to-internet-https",
    "worker-to-internet-https",
  ]);
});

test("a control plane never calls a load balancer", () => {
  expect(MATRIX.filter(({ from, to }) => from === "control-plane" && to.endsWith("load-balancer"))).toEqual([]);
});

test("ids are unique, reasons are what AWS takes, a service has one protocol and range, udp runs both ways", () => {
  for (const { reason } of MATRIX) expect(reason).toMatch(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{10,255}$/);
  for (const row of MATRIX) {
    for (const other of MATRIX.filter(({ service }) => service === row.service)) {
      expect([other.protocol, other.ports]).toEqual([row.protocol, row.ports]);
    }
    if (row.protocol === "udp") {
      // Network ACLs open no replies for UDP.
      expect(MATRIX).toContainEqual(expect.objectContaining({ from: row.to, to: row.from, service: row.service }));
    }
  }
  fc.assert(
    fc.property(switches, (on) => {
      const flows = planFlows(stackConfig(on));
      expect(new Set(flows.map(({ id }) => id)).size).toBe(flows.length);
      expect(flows.every(({ from, to }) => isRole(from) || isRole(to))).toBe(true);
    }),
  );
});

test("a collector without a port is refused", () => {
  const config = stackConfig({ siem: { cidrs: ["10.220.4.0/24"], port: 6514 } });
  const broken = {
    ...config,
    logs: { ...config.logs, siem: { endpoint: "tls://collector", cidrs: ["10.220.4.0/24"] } },
  };
  expect(() => planFlows(broken)).toThrow("logs.siem.endpoint has no port: tls://collector");
});

test("the page says at KubeSpan's condition that the matrix then does not hold between nodes, and why", () => {
  const page = portMatrixDocument();
  expect(page).toMatch(
    /^\| kubespan \| encryption\.kubeSpan is true: the matrix then does not hold between nodes .*\|$/m,
  );
  const [, section = ""] = page.split("## With KubeSpan\n");
  for (const reason of ["before any rule", "51820/udp", "etcd", "kubelets", "Talos API", "encryption.wireGuard"]) {
    expect(section.split("\n## ")[0]).toContain(reason);
  }
});

test("docs/port-matrix.md is current (npm run docs)", () => {
  expect(readFileSync(join(__dirname, "../../docs/port-matrix.md"), "utf8")).toBe(portMatrixDocument());
});
