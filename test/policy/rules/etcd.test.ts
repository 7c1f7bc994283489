import { etcd } from "../../../policy/rules/etcd";
import { describeExposure, inEverySpelling } from "../exposure-cases";
import { environment, failed, idOf, PASS, resource, told, UNKNOWN, undecided } from "../fixture";
import { group, INGRESS_RULE, type Opening } from "../openings";

const TITLE = "2379-2380/tcp (etcd)";
const says = (peer: string) => `opens ${TITLE} to ${peer}; only control planes may reach it`;

describe("etcd", () => {
  describeExposure({
    rule: etcd,
    title: TITLE,
    allowed: "control planes",
    from: 2379,
    to: 2380,
    on: "control-plane",
    source: "control-plane",
    lists: false,
  });

  test.each(inEverySpelling("control-plane", { from: 2379, to: 2380, peer: "self" }))(
    "passes between control planes, $spelling",
    ({ stack }) => {
      expect(told(etcd, ...stack)).toEqual(PASS);
    },
  );

  describe.each<[string, Opening, string]>([
    ["workers", { from: 2379, to: 2380, peer: { group: idOf("worker") } }, "the security group of role worker"],
    ["administrators", { from: 2379, to: 2379, peer: { group: idOf("admin") } }, "the security group of role admin"],
    [
      "management functions",
      { from: 2380, to: 2380, peer: { group: idOf("management-function") } },
      "the security group of role management-function",
    ],
    [
      "workers over a range",
      { from: 2000, to: 3000, peer: { group: idOf("worker") } },
      "the security group of role worker",
    ],
    [
      "workers over one of the two",
      { from: 2380, to: 2400, peer: { group: idOf("worker") } },
      "the security group of role worker",
    ],
    ["the admin network", { from: 2379, to: 2380, peer: { cidr: "10.200.0.0/24" } }, "a private IPv4 block"],
  ])("fails for %s", (_, opening, peer) => {
    test.each(inEverySpelling("control-plane", opening))("$spelling", ({ stack, at }) => {
      expect(told(etcd, ...stack)).toEqual(failed(`${at}: ${says(peer)}`));
    });
  });

  test.each(inEverySpelling("worker", { from: 2379, to: 2380, peer: { group: idOf("control-plane") } }))(
    "fails on a group where nothing may listen to it, $spelling",
    ({ stack, at }) => {
      expect(told(etcd, ...stack)).toEqual(
        failed(`${at}: opens ${TITLE} on the security group of role worker, where nothing may listen to it`),
      );
    },
  );

  test.each(inEverySpelling("worker", { protocol: "-1", peer: "self" }))(
    "fails for a group that admits itself on every port, $spelling",
    ({ stack, at }) => {
      expect(told(etcd, ...stack)).toEqual(failed(`${at}: ${says("the security group of role worker")}`));
    },
  );

  test.each([UNKNOWN, "sg-elsewhere"])("cannot judge a rule of group %s", (securityGroupId) => {
    const rule = resource(INGRESS_RULE, "rule", {
      securityGroupId,
      referencedSecurityGroupId: idOf("control-plane"),
      ipProtocol: "tcp",
      fromPort: 2379,
      toPort: 2380,
    });
    expect(told(etcd, environment(), group("control-plane"), rule)).toEqual(
      undecided(`rule: opens ${TITLE} on a security group that is not in the stack or not known`),
    );
  });
});
