import { listedPorts } from "../../../policy/rules/listed-ports";
import { inEverySpelling } from "../exposure-cases";
import { failed, idOf, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";
import { EGRESS_RULE, GROUP, group, INGRESS_RULE, type Opening } from "../openings";

const MESSAGE = "admits every protocol or port from outside its own security group; list the ports that are needed";
const site: Opening["peer"] = { cidr: "10.0.0.0/8" };

describe("listed-ports", () => {
  describe.each<[string, Opening]>([
    ["one port", { from: 6443, to: 6443, peer: site }],
    ["node ports", { from: 30000, to: 32767, peer: { cidr: "0.0.0.0/0" } }],
    ["ICMP", { protocol: "icmp", from: -1, to: -1, peer: site }],
    ["every port of the own group", { protocol: "-1", peer: "self" }],
    ["every port of the own group by its id", { protocol: "-1", peer: { group: idOf("worker") } }],
  ])("passes for %s", (_, opening) => {
    test.each(inEverySpelling("worker", opening))("$spelling", ({ stack }) => {
      expect(told(listedPorts, ...stack)).toEqual(PASS);
    });
  });

  describe.each<[string, Opening]>([
    ["protocol -1 from a private network", { protocol: "-1", from: 0, to: 0, peer: site }],
    ["protocol -1 as a number", { protocol: -1, peer: site }],
    ["protocol all", { protocol: "all", from: 443, to: 443, peer: site }],
    ["every TCP port", { from: 0, to: 65535, peer: site }],
    ["TCP without ports", { peer: site }],
    ["TCP with ports -1", { from: -1, to: -1, peer: site }],
    ["every UDP port", { protocol: "udp", from: 1, to: 65535, peer: site }],
    ["every port but those below 1024", { from: 1024, to: 65535, peer: site }],
    ["60001 ports", { from: 1, to: 60001, peer: site }],
    ["IPv6", { protocol: "-1", peer: { ipv6: "fd00::/8" } }],
    ["a prefix list", { protocol: "-1", peer: { prefixList: "pl-1" } }],
    ["another group of the cluster", { protocol: "-1", peer: { group: idOf("control-plane") } }],
    ["a group of another stack", { protocol: "-1", peer: { group: "sg-elsewhere" } }],
  ])("fails for %s", (_, opening) => {
    test.each(inEverySpelling("worker", opening))("$spelling", ({ stack, at }) => {
      expect(told(listedPorts, ...stack)).toEqual(failed(`${at}: ${MESSAGE}`));
    });
  });

  test("fails for a rule that names no protocol", () => {
    expect(told(listedPorts, group("worker", { ingress: [{ cidrBlocks: ["10.0.0.0/8"] }] }))).toEqual(
      failed(`worker: ${MESSAGE}`),
    );
  });

  describe.each<[string, Opening, string]>([
    ["the protocol", { protocol: UNKNOWN, peer: site }, "protocol or ports are not known"],
    [
      "the protocol of one port",
      { protocol: UNKNOWN, from: 443, to: 443, peer: site },
      "protocol or ports are not known",
    ],
    ["a port", { from: UNKNOWN, to: 443, peer: site }, "protocol or ports are not known"],
    [
      "the source",
      { protocol: "-1", peer: { cidr: UNKNOWN } },
      "admits every protocol or port, and its source is not known",
    ],
    [
      "the source group",
      { protocol: "-1", peer: { group: UNKNOWN } },
      "admits every protocol or port, and its source is not known",
    ],
  ])("cannot judge when %s is not known", (_, opening, message) => {
    test.each(inEverySpelling("worker", opening))("$spelling", ({ stack, at }) => {
      expect(told(listedPorts, ...stack)).toEqual(undecided(`${at}: ${message}`));
    });
  });

  test("cannot judge inline rules that are not known", () => {
    expect(told(listedPorts, group("worker", { ingress: UNKNOWN }))).toEqual(
      undecided("worker: protocol or ports are not known"),
    );
  });

  test("knows by the engine's word that a value that is not known is the own group", () => {
    const own = resource(GROUP, "worker", { tags: { "palisade:role": "worker" } }, { id: null });
    const rule = resource(
      INGRESS_RULE,
      "rule",
      { securityGroupId: UNKNOWN, referencedSecurityGroupId: UNKNOWN, ipProtocol: "-1" },
      { refersTo: { securityGroupId: [own], referencedSecurityGroupId: [own] } },
    );
    expect(told(listedPorts, own, rule)).toEqual(PASS);
  });

  test("does not look at egress or other types", () => {
    const egress = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
    expect(
      told(
        listedPorts,
        group("worker", { egress: [egress] }),
        resource(EGRESS_RULE, "rule", { securityGroupId: idOf("worker"), ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
        resource("aws:ec2/networkAcl:NetworkAcl", "acl", { ingress: [egress] }),
      ),
    ).toEqual(NOT_APPLICABLE);
  });
});
