import { hostFirewall } from "../../../policy/rules/host-firewall";
import { environment, failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { bootFirewall, type Change, carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(hostFirewall, { partial: true });

describe("host-firewall", () => {
  /** Rules of a control plane, by their place in the fixture. */
  const [TALOS, , ETCD, KUBERNETES] = [0, 1, 2, 3].map((index) => `NetworkRuleConfig.${index}`) as [
    string,
    string,
    string,
    string,
  ];
  const judged = (...changes: readonly Change[]) =>
    told(hostFirewall, environment(), carried(changed(hardened("1.13"), ...changes)));
  const sources = (rule: string, ...subnets: readonly string[]): Change => [
    rule,
    "ingress",
    subnets.map((subnet) => ({ subnet })),
  ];

  test("lets listed networks of the internet in to the Kubernetes API alone", () => {
    expect(judged(sources(KUBERNETES, "198.51.100.128/25"))).toEqual(PASS);
    expect(judged(sources(KUBERNETES, "198.51.101.0/24"))).toEqual(
      failed(
        "machine-configs: node: NetworkRuleConfig.3.ingress.0.subnet opens 6443/tcp (Kubernetes API) to a public IPv4 block",
      ),
    );
    expect(judged(sources(TALOS, "198.51.100.0/24"))).toEqual(
      failed(
        "machine-configs: node: NetworkRuleConfig.0.ingress.0.subnet opens 50000/tcp (Talos API) to a public IPv4 block",
      ),
    );
  });

  test("asks each port of a rule, and each listed network", () => {
    expect(judged([TALOS, "portSelector/ports", [22, 50000]], sources(TALOS, "0.0.0.0/0"))).toEqual(
      failed(
        "machine-configs: node: NetworkRuleConfig.0.ingress.0.subnet opens 50000/tcp (Talos API) to every IPv4 address",
      ),
    );
    const node = carried(changed(hardened("1.13"), sources(KUBERNETES, "198.51.100.0/24")));
    const listed = (...apiAllowListCidrs: readonly string[]) =>
      told(hostFirewall, environment({ apiAllowListCidrs }), node);
    expect(listed("203.0.113.0/24", "198.51.100.0/24")).toEqual(PASS);
    expect(listed().outcome).toBe("fail");
  });

  test("does not count on exceptions, and reads ports as Talos does", () => {
    expect(judged([ETCD, "ingress", [{ subnet: "0.0.0.0/0", except: "198.51.100.0/24" }]])).toEqual(
      failed(
        "machine-configs: node: NetworkRuleConfig.2.ingress.0.subnet opens 2379-2380/tcp (etcd) to every IPv4 address",
      ),
    );
    for (const ports of [[2378], ["2381-6442", "6444-10249"], ["0-1024"], ["50002-65535"]])
      expect(judged([ETCD, "portSelector/ports", ports], sources(ETCD, "0.0.0.0/0"))).toEqual(PASS);
    for (const ports of [["2380-2379"], [2379, "all"], ["2379-"], [-1], ["0-65536"], [], undefined, ["1-2-3"]])
      expect(judged([ETCD, "portSelector/ports", ports])).toEqual(
        failed("machine-configs: node: NetworkRuleConfig.2.portSelector.ports must be ports and ranges of them"),
      );
  });

  test("leaves other protocols alone, and takes one that is not given for TCP", () => {
    const world = sources(TALOS, "0.0.0.0/0");
    for (const protocol of ["udp", "UDP", "icmp"])
      expect(judged(world, [TALOS, "portSelector/protocol", protocol])).toEqual(PASS);
    for (const protocol of ["TCP", undefined])
      expect(judged(world, [TALOS, "portSelector/protocol", protocol]).outcome).toBe("fail");
  });

  test("asks a network's words for what they are: IPv4 in IPv6 is public", () => {
    expect(judged(sources(TALOS, "::ffff:0.0.0.0/96"))).toEqual(
      failed(
        "machine-configs: node: NetworkRuleConfig.0.ingress.0.subnet opens 50000/tcp (Talos API) to a public IPv6 block",
      ),
    );
    expect(judged(sources(TALOS, "fd00::/8"))).toEqual(PASS);
  });

  test("judges boot documents, in which no role is known", () => {
    const boot = (...changes: readonly Change[]) => told(hostFirewall, carried(changed(bootFirewall(), ...changes)));
    expect(boot(["NetworkRuleConfig", "portSelector/ports", [2379]])).toEqual(PASS);
    expect(boot(["NetworkDefaultActionConfig", "", undefined])).toEqual(
      failed("machine-configs: node: NetworkDefaultActionConfig.ingress must be block"),
    );
  });
});
