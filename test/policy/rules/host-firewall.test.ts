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
    for (const ports of [[2378], ["2381-4239", "6444-10249"], ["0-1024"], ["50002-65535"]])
      expect(judged([ETCD, "portSelector/ports", ports], sources(ETCD, "0.0.0.0/0"))).toEqual(
        failed("machine-configs: node: NetworkRuleConfig.2.ingress.0.subnet opens a port to every IPv4 address"),
      );
    for (const ports of [["2380-2379"], [2379, "all"], ["2379-"], [-1], ["0-65536"], [], undefined, ["1-2-3"]])
      expect(judged([ETCD, "portSelector/ports", ports])).toEqual(
        failed("machine-configs: node: NetworkRuleConfig.2.portSelector.ports must be ports and ranges of them"),
      );
  });

  test("asks every protocol, and takes one that is not given for TCP", () => {
    const world = sources(TALOS, "0.0.0.0/0");
    const opened = (protocol: string | undefined) => judged(world, [TALOS, "portSelector/protocol", protocol]);
    const says = (what: string) =>
      failed(`machine-configs: node: NetworkRuleConfig.0.ingress.0.subnet opens ${what} to every IPv4 address`);
    for (const protocol of ["udp", "UDP", "icmp"]) expect(opened(protocol)).toEqual(says("a port"));
    for (const protocol of ["TCP", undefined]) expect(opened(protocol)).toEqual(says("50000/tcp (Talos API)"));
  });

  test("lets listed networks have the port of the Kubernetes API and no other beside it", () => {
    const listed = sources(KUBERNETES, "198.51.100.0/24");
    const says = (what: string) =>
      failed(`machine-configs: node: NetworkRuleConfig.3.ingress.0.subnet opens ${what} to a public IPv4 block`);
    expect(judged(listed)).toEqual(PASS);
    expect(judged(listed, [KUBERNETES, "portSelector/ports", ["6443-6444"]])).toEqual(
      says("6443/tcp (Kubernetes API)"),
    );
    expect(judged(listed, [KUBERNETES, "portSelector/protocol", "udp"])).toEqual(says("a port"));
  });

  test("knows each port of the overlay by its protocol", () => {
    const world = sources(TALOS, "0.0.0.0/0");
    const titles: readonly (readonly [number, string, string])[] = [
      [4240, "tcp", "4240/tcp (Cilium health)"],
      [4244, "tcp", "4244/tcp (Hubble)"],
      [4250, "tcp", "4250/tcp (Cilium operator)"],
      [8472, "udp", "8472/udp (VXLAN)"],
      [32767, "tcp", "30000-32767/tcp (node ports)"],
      [30000, "udp", "30000-32767/udp (node ports)"],
      [51820, "udp", "51820/udp (KubeSpan)"],
      [51871, "udp", "51871/udp (Cilium WireGuard)"],
    ];
    for (const [port, protocol, title] of titles)
      expect(judged(world, [TALOS, "portSelector", { ports: [port], protocol }])).toEqual(
        failed(`machine-configs: node: NetworkRuleConfig.0.ingress.0.subnet opens ${title} to every IPv4 address`),
      );
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
