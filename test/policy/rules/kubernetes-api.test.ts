import { kubernetesApi } from "../../../policy/rules/kubernetes-api";
import { describeExposure, inEverySpelling } from "../exposure-cases";
import { failed, idOf, PASS, told } from "../fixture";
import { group, type Opening } from "../openings";

const allowed = "nodes, administrators, load balancers and listed networks";
const says = (peer: string) => `opens 6443/tcp (Kubernetes API) to ${peer}; only ${allowed} may reach it`;
const PORT = { from: 6443, to: 6443 };

describe("kubernetes-api", () => {
  describeExposure({
    rule: kubernetesApi,
    title: "6443/tcp (Kubernetes API)",
    allowed,
    ...PORT,
    on: "control-plane",
    source: "worker",
    lists: true,
  });

  test.each([
    "admin",
    "api-load-balancer",
    "api-public-load-balancer",
    "control-plane",
    "management-function",
    "worker",
  ])("passes for role %s", (role) => {
    for (const { stack } of inEverySpelling("control-plane", { ...PORT, peer: { group: idOf(role) } })) {
      const others = stack.filter(({ urn }) => !urn.endsWith(`::${role}`) || role === "control-plane");
      const callers = role === "control-plane" ? [] : [group(role)];
      expect(told(kubernetesApi, ...others, ...callers)).toEqual(PASS);
    }
  });

  describe.each<[string, string, Opening["peer"], string | undefined]>([
    ["the admin network on a node", "control-plane", { cidr: "10.200.0.0/16" }, undefined],
    ["the admin network on the load balancer", "api-load-balancer", { cidr: "10.200.1.0/24" }, undefined],
    ["the allow-list on the public load balancer", "api-public-load-balancer", { cidr: "198.51.100.7/32" }, undefined],
    [
      "the allow-list on a node",
      "control-plane",
      { cidr: "198.51.100.0/24" },
      "a public IPv4 block outside the listed networks",
    ],
    [
      "the allow-list on the internal load balancer",
      "api-load-balancer",
      { cidr: "198.51.100.0/24" },
      "a public IPv4 block outside the listed networks",
    ],
    [
      "the admin network on the public load balancer",
      "api-public-load-balancer",
      { cidr: "10.200.0.0/16" },
      "a private IPv4 block outside the listed networks",
    ],
    [
      "more than the allow-list on the public load balancer",
      "api-public-load-balancer",
      { cidr: "198.51.100.0/23" },
      "a public IPv4 block outside the listed networks",
    ],
    [
      "every address on the public load balancer",
      "api-public-load-balancer",
      { cidr: "0.0.0.0/0" },
      "every IPv4 address",
    ],
    ["interface endpoints", "control-plane", { group: idOf("endpoint") }, "the security group of role endpoint"],
  ])("judges %s", (_, role, peer, peerText) => {
    test.each(inEverySpelling(role, { ...PORT, peer }))("$spelling", ({ stack, at }) => {
      const expected = peerText === undefined ? PASS : failed(`${at}: ${says(peerText)}`);
      expect(told(kubernetesApi, ...stack, group("endpoint"))).toEqual(expected);
    });
  });
});
