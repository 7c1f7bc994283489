import { kubelet } from "../../../policy/rules/kubelet";
import { describeExposure, inEverySpelling } from "../exposure-cases";
import { failed, idOf, PASS, told } from "../fixture";
import type { Opening } from "../openings";

const PORT = { from: 10250, to: 10250 };
const says = (peer: string) => `opens 10250/tcp (kubelet) to ${peer}; only control planes may reach it`;

describe("kubelet", () => {
  describeExposure({
    rule: kubelet,
    title: "10250/tcp (kubelet)",
    allowed: "control planes",
    ...PORT,
    on: "worker",
    source: "control-plane",
    lists: false,
  });

  test.each(inEverySpelling("control-plane", { ...PORT, peer: "self" }))(
    "passes between control planes, $spelling",
    ({ stack }) => {
      expect(told(kubelet, ...stack)).toEqual(PASS);
    },
  );

  describe.each<[string, string, Opening["peer"], string]>([
    ["workers among themselves", "worker", "self", "the security group of role worker"],
    ["workers on control planes", "control-plane", { group: idOf("worker") }, "the security group of role worker"],
    ["administrators", "worker", { group: idOf("admin") }, "the security group of role admin"],
    ["the admin network", "worker", { cidr: "10.200.0.0/16" }, "a private IPv4 block"],
  ])("fails for %s", (_, on, peer, peerText) => {
    test.each(inEverySpelling(on, { from: 10000, to: 11000, peer }))("$spelling", ({ stack, at }) => {
      expect(told(kubelet, ...stack)).toEqual(failed(`${at}: ${says(peerText)}`));
    });
  });
});
