import { kernelParametersRule } from "../../../policy/rules/kernel-parameters";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(kernelParametersRule);

describe("kernel-parameters", () => {
  test("passes for values that are as strong or stronger, and for parameters of others", () => {
    const params = {
      "kernel.kptr_restrict": "2",
      "kernel.perf_event_paranoid": "4",
      "kernel.yama.ptrace_scope": 3,
      "net/ipv4/conf/eth0.100/accept_redirects": "0",
      "net.ipv6.conf.all.accept_source_route": "-1",
      "net.ipv4.tcp_syncookies": "02",
      "net.ipv4.ip_forward": "0",
      "net.ipv4.conf.all.rp_filter": "0",
      "vm.max_map_count": "262144",
    };
    expect(told(kernelParametersRule, carried(changed(hardened("1.14"), ["SysctlConfig", "params", params])))).toEqual(
      PASS,
    );
  });

  test.each([
    ["dev.tty.ldisc_autoload", "1", "0"],
    ["dev.tty.legacy_tiocsti", "1", "0"],
    ["fs.protected_fifos", "1", "2"],
    ["fs.protected_hardlinks", "0", "1"],
    ["fs.protected_regular", "1", "2"],
    ["fs.protected_symlinks", "0", "1"],
    ["fs.suid_dumpable", "2", "0"],
    ["kernel.ctrl-alt-del", "1", "0"],
    ["kernel.dmesg_restrict", "0", "1"],
    ["kernel.kptr_restrict", "1", "2"],
    ["kernel.perf_event_paranoid", "2", "3"],
    ["kernel.randomize_va_space", "1", "2"],
    ["kernel.unprivileged_bpf_disabled", "2", "1"],
    ["kernel.yama.ptrace_scope", "1", "2"],
    ["net.bridge.bridge-nf-call-ip6tables", "0", "1"],
    ["net.bridge.bridge-nf-call-iptables", "0", "1"],
    ["net.core.bpf_jit_harden", "1", "2"],
    ["net.ipv4.conf.all.accept_redirects", "1", "0"],
    ["net.ipv4.conf.default.accept_source_route", "1", "0"],
    ["net.ipv4.conf.all.log_martians", "0", "1"],
    ["net.ipv4.conf.eth0.secure_redirects", "1", "0"],
    ["net.ipv4.conf.all.send_redirects", "1", "0"],
    ["net.ipv4.icmp_echo_ignore_broadcasts", "0", "1"],
    ["net.ipv4.icmp_ignore_bogus_error_responses", "0", "1"],
    ["net.ipv4.tcp_syncookies", "0", "1"],
    ["net.ipv6.conf.all.accept_redirects", "1", "0"],
    ["net.ipv6.conf.default.accept_source_route", "1", "0"],
    ["user.max_user_namespaces", "1", "0"],
    ["vm.mmap_min_addr", "4096", "65536"],
    ["vm.unprivileged_userfaultfd", "1", "0"],
  ])("refuses %s of %s, and takes %s", (name, weak, strong) => {
    const judged = (value: string) =>
      told(kernelParametersRule, carried(changed(hardened("1.13"), ["", "machine/sysctls", { [name]: value }])));
    expect(judged(weak).outcome).toBe("fail");
    expect(judged(strong)).toEqual(PASS);
  });

  test("lets the document win over the v1alpha1 document where both spell a parameter alike", () => {
    const weak: readonly ["", string, unknown] = ["", "machine/sysctls", { "kernel.kptr_restrict": "0" }];
    expect(told(kernelParametersRule, carried(changed(hardened("1.14"), weak)))).toEqual(PASS);
    expect(
      told(
        kernelParametersRule,
        carried(changed(hardened("1.14"), weak, ["SysctlConfig", "params", { "kernel/kptr_restrict": "2" }])),
      ),
    ).toEqual(failed("machine-configs: node: machine.sysctls sets kernel.kptr_restrict, which must be at least 2"));
  });
});
