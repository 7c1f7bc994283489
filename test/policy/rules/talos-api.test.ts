import { talosApi } from "../../../policy/rules/talos-api";
import { describeExposure, inEverySpelling } from "../exposure-cases";
import { environment, failed, idOf, PASS, told, undecided } from "../fixture";
import { DEFAULT_GROUP, group, type Opening, spellings } from "../openings";

const says = (peer: string) =>
  `opens 50000/tcp (Talos API) to ${peer}; only administrators and management functions may reach it`;

describe("talos-api", () => {
  describeExposure({
    rule: talosApi,
    title: "50000/tcp (Talos API)",
    allowed: "administrators and management functions",
    from: 50000,
    to: 50000,
    on: "control-plane",
    source: "admin",
    lists: true,
  });

  describe.each<[string, Opening["peer"]]>([
    ["the administrators", { group: idOf("admin") }],
    ["management functions", { group: idOf("management-function") }],
    ["the admin network", { cidr: "10.200.0.0/16" }],
    ["a part of the admin network", { cidr: "10.200.7.0/24" }],
  ])("passes for %s", (_, peer) => {
    test.each(inEverySpelling("worker", { from: 50000, to: 50000, peer }))("$spelling", ({ stack }) => {
      expect(told(talosApi, ...stack)).toEqual(PASS);
    });
  });

  describe.each<[string, Opening["peer"], string]>([
    ["nodes of the same group", "self", "the security group of role control-plane"],
    ["workers", { group: idOf("worker") }, "the security group of role worker"],
    ["the network around the admin network", { cidr: "10.200.0.0/15" }, "a private IPv4 block wider than /16"],
    [
      "the allow-list of the Kubernetes API",
      { cidr: "198.51.100.0/24" },
      "a public IPv4 block outside the listed networks",
    ],
  ])("fails for %s", (_, peer, text) => {
    test.each(inEverySpelling("control-plane", { from: 49152, to: 65535, peer }))("$spelling", ({ stack, at }) => {
      expect(told(talosApi, ...stack)).toEqual(failed(`${at}: ${says(text)}`));
    });
  });

  test("cannot judge a listed network without the environment's facts, or with two environments", () => {
    const [opened] = spellings("control-plane", { from: 50000, to: 50000, peer: { cidr: "10.200.0.0/24" } });
    const resources = opened?.resources ?? [];
    const finding = `control-plane: ${says("a private IPv4 block, and the stack does not say which networks are meant")}`;
    expect(told(talosApi, ...resources)).toEqual(undecided(finding));
    const second = { ...environment(), urn: "urn:pulumi:test::palisade::palisade:index:Environment::second" };
    expect(told(talosApi, environment(), second, ...resources)).toEqual(undecided(finding));
    expect(told(talosApi, environment({ adminCidrs: ["10.200.0.0"] }), ...resources)).toEqual(undecided(finding));
  });

  test("does not take the environment's word for every address", () => {
    const [everything] = spellings("control-plane", { from: 50000, to: 50000, peer: { cidr: "0.0.0.0/0" } });
    expect(told(talosApi, environment({ adminCidrs: ["0.0.0.0/0"] }), ...(everything?.resources ?? []))).toEqual(
      failed(`control-plane: ${says("every IPv4 address")}`),
    );
  });

  test("fails for the VPC's default group too", () => {
    const opening = { protocol: "tcp", fromPort: 50000, toPort: 50000, cidrBlocks: ["0.0.0.0/0"] };
    const made = { ...group("left", { ingress: [opening] }), type: DEFAULT_GROUP };
    expect(told(talosApi, made)).toEqual(failed(`left: ${says("every IPv4 address")}`));
  });
});
