/** What every rule about one port must tell, whoever may reach that port. */
import type { StackRule } from "../../policy/rule";
import { environment, failed, idOf, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "./fixture";
import { EGRESS_RULE, GROUP, group, INGRESS_RULE, type Opening, SEPARATE_RULE, spellings } from "./openings";

export interface ExposedPort {
  readonly rule: StackRule;
  readonly title: string;
  readonly allowed: string;
  readonly from: number;
  readonly to: number;
  /** Role whose group is opened. */
  readonly on: string;
  /** A role that may be the source. */
  readonly source: string;
  /** Whether listed networks may be the source. */
  readonly lists: boolean;
}

/** Every spelling of one opening, beside the environment's facts and the groups of a cluster. */
export function inEverySpelling(on: string, opening: Opening) {
  const others = ["control-plane", "worker", "admin", "management-function"].filter((role) => role !== on);
  return spellings(on, opening).map(({ spelling, resources, at }) => ({
    spelling,
    at,
    stack: [environment(), ...others.map((role) => group(role)), group(undefined), ...resources],
  }));
}

export function describeExposure(port: ExposedPort): void {
  const { rule, title, allowed, from, to, on, source } = port;
  const says = (peer: string) => `opens ${title} to ${peer}; only ${allowed} may reach it`;
  const outside = port.lists ? " outside the listed networks" : "";
  const exact = { from, to };
  const world = { cidr: "0.0.0.0/0" };

  describe.each<[string, Opening, string]>([
    ["every IPv4 address", { ...exact, peer: world }, "every IPv4 address"],
    ["every IPv6 address", { ...exact, peer: { ipv6: "::/0" } }, "every IPv6 address"],
    ["half of all addresses", { ...exact, peer: { cidr: "0.0.0.0/1" } }, "a public IPv4 block wider than /16"],
    ["the other half", { ...exact, peer: { cidr: "128.0.0.0/1" } }, "a public IPv4 block wider than /16"],
    ["a public block", { ...exact, peer: { cidr: "192.0.2.0/24" } }, `a public IPv4 block${outside}`],
    [
      "a private block wider than a site",
      { ...exact, peer: { cidr: "10.0.0.0/8" } },
      "a private IPv4 block wider than /16",
    ],
    [
      "a private block beside the admin network",
      { ...exact, peer: { cidr: "10.201.0.0/16" } },
      `a private IPv4 block${outside}`,
    ],
    ["the whole VPC", { ...exact, peer: { cidr: "10.20.0.0/16" } }, `a private IPv4 block${outside}`],
    ["a public IPv6 block", { ...exact, peer: { ipv6: "2001:db8::/32" } }, "a public IPv6 block"],
    ["a private IPv6 block", { ...exact, peer: { ipv6: "fd00:1234::/48" } }, "a private IPv6 block"],
    ["a prefix list", { ...exact, peer: { prefixList: "pl-1" } }, "a prefix list, whose networks change elsewhere"],
    ["a group without a role", { ...exact, peer: { group: idOf("no-role") } }, "a security group without a role"],
    ["a range over the port", { from: from - 100, to: to + 100, peer: world }, "every IPv4 address"],
    ["a range that ends at the port", { from: 1, to: from, peer: world }, "every IPv4 address"],
    ["a range that starts at the port", { from: to, to: 65535, peer: world }, "every IPv4 address"],
    ["protocol -1", { protocol: "-1", from: 0, to: 0, peer: world }, "every IPv4 address"],
    ["protocol -1 as a number", { protocol: -1, peer: world }, "every IPv4 address"],
    ["protocol all", { protocol: "all", from: 1, to: 1, peer: world }, "every IPv4 address"],
    ["protocol 6", { protocol: 6, ...exact, peer: world }, "every IPv4 address"],
    ["protocol 006", { protocol: "006", ...exact, peer: world }, "every IPv4 address"],
    ["protocol TCP", { protocol: "TCP", ...exact, peer: world }, "every IPv4 address"],
    ["no ports", { peer: world }, "every IPv4 address"],
    ["ports -1", { from: -1, to: -1, peer: world }, "every IPv4 address"],
    ["ports as strings", { from: String(from), to: String(to), peer: world }, "every IPv4 address"],
  ])("fails for %s", (_, opening, peer) => {
    test.each(inEverySpelling(on, opening))("$spelling", ({ stack, at }) => {
      expect(told(rule, ...stack)).toEqual(failed(`${at}: ${says(peer)}`));
    });
  });

  test.each(inEverySpelling(on, { ...exact, peer: { group: idOf(source) } }))(
    "passes for its callers, $spelling",
    ({ stack }) => {
      expect(told(rule, ...stack)).toEqual(PASS);
    },
  );

  describe.each<[string, Opening]>([
    ["the port below", { from: from - 1, to: from - 1, peer: world }],
    ["the port above", { from: to + 1, to: to + 1, peer: world }],
    ["UDP", { protocol: "udp", ...exact, peer: world }],
    ["protocol 17", { protocol: "17", ...exact, peer: world }],
    ["ICMP", { protocol: "icmp", from: -1, to: -1, peer: world }],
    ["protocol 47", { protocol: 47, peer: world }],
  ])("does not look at %s", (_, opening) => {
    test.each(inEverySpelling(on, opening))("$spelling", ({ stack }) => {
      expect(told(rule, ...stack)).toEqual(NOT_APPLICABLE);
    });
  });

  test("does not look at egress in any spelling, nor at other types", () => {
    const opening = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
    const named = { securityGroupId: idOf(on) };
    expect(
      told(
        rule,
        group(on, { egress: [opening] }),
        resource(SEPARATE_RULE, "rule", { ...named, ...opening, type: "egress" }),
        resource(EGRESS_RULE, "other", { ...named, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
        resource("aws:ec2/networkAclRule:NetworkAclRule", "acl", { ingress: [opening], cidrBlock: "0.0.0.0/0" }),
      ),
    ).toEqual(NOT_APPLICABLE);
  });

  test("tells each rule of a group, and the same of two only once", () => {
    const rules = ["0.0.0.0/0", "192.0.2.0/24", "198.18.0.0/24"].map((cidr) => ({
      protocol: "tcp",
      fromPort: from,
      toPort: to,
      cidrBlocks: [cidr],
    }));
    expect(told(rule, environment(), group(on, { ingress: rules })).findings).toEqual([
      `fail ${on}: ${says("every IPv4 address")}`,
      `fail ${on}: ${says(`a public IPv4 block${outside}`)}`,
      `fail ${on}: ${says(`a public IPv4 block${outside}`)}`,
    ]);
    const pair = { protocol: "tcp", fromPort: from, toPort: to, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] };
    expect(told(rule, environment(), group(on, { ingress: [pair] }))).toEqual(
      failed(`${on}: ${says("a public IPv4 block wider than /16")}`),
    );
  });

  test.each(inEverySpelling(on, { ...exact, peer: { group: "sg-elsewhere" } }))(
    "cannot judge a group of another stack, $spelling",
    ({ stack, at }) => {
      expect(told(rule, ...stack)).toEqual(undecided(`${at}: ${says("a security group that is not in the stack")}`));
    },
  );

  describe.each<[string, Opening["peer"]]>([
    ["an IPv4 block", { cidr: UNKNOWN }],
    ["an IPv6 block", { ipv6: UNKNOWN }],
    ["a group", { group: UNKNOWN }],
    ["what is no block", { cidr: "10.0.0.0" }],
  ])("cannot judge %s that is not known", (_, peer) => {
    test.each(inEverySpelling(on, { ...exact, peer }))("$spelling", ({ stack, at }) => {
      expect(told(rule, ...stack)).toEqual(undecided(`${at}: ${says("a source that is not known")}`));
    });
  });

  describe.each<[string, Opening]>([
    ["a first port", { from: UNKNOWN, to, peer: world }],
    ["a last port", { from, to: UNKNOWN, peer: world }],
    ["a protocol", { protocol: UNKNOWN, ...exact, peer: world }],
  ])("cannot judge %s that is not known", (_, opening) => {
    test.each(inEverySpelling(on, opening))("$spelling", ({ stack, at }) => {
      expect(told(rule, ...stack)).toEqual(
        undecided(`${at}: protocol or ports are not known, so ${title} may be open`),
      );
    });
  });

  test("knows by the engine's word which group a value that is not known stands for", () => {
    const own = group(on);
    const caller = source === on ? own : group(source);
    const stranger = group("endpoint");
    const rules = [caller, stranger].map((peer) =>
      resource(
        INGRESS_RULE,
        `from-${peer === caller ? "caller" : "stranger"}`,
        {
          securityGroupId: UNKNOWN,
          referencedSecurityGroupId: UNKNOWN,
          ipProtocol: "tcp",
          fromPort: from,
          toPort: to,
        },
        { refersTo: { securityGroupId: [own], referencedSecurityGroupId: [peer] } },
      ),
    );
    const groups = [...new Set([own, caller]), stranger].map(withoutId);
    expect(told(rule, environment(), ...groups, ...rules)).toEqual(
      failed(`from-stranger: ${says("the security group of role endpoint")}`),
    );
  });

  test("cannot judge inline rules that are not known, and takes none for none", () => {
    const hidden = `${on}: protocol or ports are not known, so ${title} may be open`;
    expect(told(rule, group(on, { ingress: UNKNOWN }))).toEqual(undecided(hidden));
    expect(told(rule, group(on, { ingress: [UNKNOWN] }))).toEqual(undecided(hidden));
    // What the program did not give is AWS's to choose, and it chooses none.
    expect(told(rule, resource(GROUP, on, {}, { outputs: { ingress: UNKNOWN } }))).toEqual(NOT_APPLICABLE);
  });

  test("cannot judge whether a rule admits its own group when it is not known", () => {
    const opening = { protocol: "tcp", fromPort: from, toPort: to, self: UNKNOWN };
    expect(told(rule, group(on, { ingress: [opening] }))).toEqual(
      undecided(`${on}: ${says("a source that is not known")}`),
    );
  });

  test("repeats no value of a property", () => {
    const marker = "192.0.2.77/32";
    const spelled = inEverySpelling(on, { ...exact, peer: { cidr: marker } });
    for (const { stack } of spelled) expect(JSON.stringify(told(rule, ...stack))).not.toContain("192.0.2.77");
  });
}

function withoutId(made: ReturnType<typeof resource>): ReturnType<typeof resource> {
  return resource(made.type, made.urn.slice(made.urn.lastIndexOf("::") + 2), made.inputs, { id: null });
}
