import { planNetwork } from "../../model/network";
import { activeRoles, externalCidrs, peerCidrs, preservedClientFlows, ROLE_SEGMENTS } from "../../model/peers";
import { planFlows } from "../../model/ports";
import { stackConfig } from "./stack-config";

test("where each role lives", () => {
  expect(ROLE_SEGMENTS).toEqual({
    admin: "management",
    "api-load-balancer": "endpoints",
    "api-public-load-balancer": "public",
    "control-plane": "control-plane",
    worker: "worker",
    "management-function": "management",
    endpoint: "endpoints",
  });
  expect(activeRoles(stackConfig())).not.toContain("api-public-load-balancer");
  expect(activeRoles(stackConfig({ clients: ["198.51.100.0/24"] }))).toContain("api-public-load-balancer");
});

test("a role is its whole segment, a peer outside is its listed blocks without repetition", () => {
  const config = stackConfig({ adminCidrs: ["10.201.0.0/16", "10.200.0.0/16", "10.200.3.0/24"] });
  expect(peerCidrs(config, planNetwork(config), "admin")).toEqual(["10.40.32.0/20"]);
  expect(peerCidrs(config, planNetwork(config), "admin-network")).toEqual(["10.200.0.0/16", "10.201.0.0/16"]);
  expect(externalCidrs(config, "api-client")).toEqual([]);
  expect(externalCidrs(config, "siem")).toEqual([]);
});

test("control planes meet the clients of both load balancers by their own addresses", () => {
  const config = stackConfig({ adminCidrs: ["10.200.0.0/16"], clients: ["198.51.100.0/24"] });
  expect(preservedClientFlows(planFlows(config)).map(({ from, to, fromPort }) => [from, to, fromPort])).toEqual([
    ["admin", "control-plane", 6443],
    ["admin-network", "control-plane", 6443],
    ["worker", "control-plane", 6443],
    ["api-client", "control-plane", 6443],
  ]);
});
