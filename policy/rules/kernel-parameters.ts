import { type Check, fail, PASS, type StackRule } from "../rule";
import { type KernelParameter, kernelParameters } from "../view/kernel-parameters";
import type { MachineConfig } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";

interface Bound {
  readonly least?: number;
  readonly most?: number;
  /** A program of the host that the kernel runs as root, or that takes part in running others. */
  readonly program?: true;
}

const exactly = (value: number): Bound => ({ least: value, most: value });
const least = (value: number): Bound => ({ least: value });
const most = (value: number): Bound => ({ most: value });
const PROGRAM: Bound = { program: true };

/**
 * Talos' own values (pkg/kernel/kspp and its kernel_param_defaults) and the hardening guide's, with the side on which weaker values are. Names of
 * interfaces are "*". An own value of a configuration wins over Talos', with a line in the node's log.
 */
const BOUNDS: Readonly<Record<string, Bound>> = {
  "dev.tty.ldisc_autoload": most(0),
  "dev.tty.legacy_tiocsti": most(0),
  "fs.protected_fifos": least(2),
  "fs.protected_hardlinks": least(1),
  "fs.protected_regular": least(2),
  "fs.protected_symlinks": least(1),
  "fs.suid_dumpable": most(0),
  "kernel.core_pattern": PROGRAM,
  "kernel.ctrl-alt-del": most(0),
  "kernel.dmesg_restrict": least(1),
  "kernel.hotplug": PROGRAM,
  "kernel.kptr_restrict": least(2),
  "kernel.modprobe": PROGRAM,
  "kernel.perf_event_paranoid": least(3),
  "kernel.poweroff_cmd": PROGRAM,
  "kernel.randomize_va_space": least(2),
  // 2 can be taken back while the node runs, 1 cannot.
  "kernel.unprivileged_bpf_disabled": exactly(1),
  "kernel.yama.ptrace_scope": least(2),
  "net.bridge.bridge-nf-call-ip6tables": least(1),
  "net.bridge.bridge-nf-call-iptables": least(1),
  "net.core.bpf_jit_harden": least(2),
  "net.ipv4.conf.*.accept_redirects": most(0),
  "net.ipv4.conf.*.accept_source_route": most(0),
  "net.ipv4.conf.*.log_martians": least(1),
  "net.ipv4.conf.*.secure_redirects": most(0),
  "net.ipv4.conf.*.send_redirects": most(0),
  "net.ipv4.icmp_echo_ignore_broadcasts": least(1),
  "net.ipv4.icmp_ignore_bogus_error_responses": least(1),
  "net.ipv4.tcp_syncookies": least(1),
  "net.ipv6.conf.*.accept_redirects": most(0),
  "net.ipv6.conf.*.accept_source_route": most(0),
  "user.max_user_namespaces": most(0),
  "vm.mmap_min_addr": least(65_536),
  "vm.unprivileged_userfaultfd": most(0),
};

/** Forwarding and reverse-path filters are the CNI's to choose. */
export const kernelParametersRule: StackRule = {
  id: "K8S-16",
  name: "kernel-parameters-must-not-be-weakened",
  statement: "No kernel parameter is set to less than Talos or the hardening guide set it to",
  severity: "high",
  level: "mandatory",
  references: ["Kernel Self-Protection Project: recommended sysctls"],
  remediation: "Take the parameter away, which leaves Talos' own value, or set a stronger one.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check }),
};

function check(config: MachineConfig): readonly Check[] {
  return kernelParameters(config).map(checkParameter);
}

function checkParameter({ name, field, value }: KernelParameter): Check {
  const known = name.replace(/^(net\.ipv[46]\.conf)\..+\.([a-z_]+)$/, "$1.*.$2");
  const bound = Object.hasOwn(BOUNDS, known) ? BOUNDS[known] : undefined;
  if (bound === undefined) return PASS;
  if (bound.program) return fail(`${field} sets ${known}, which names a program that the kernel would run`);
  const { least: lowest = Number.NEGATIVE_INFINITY, most: highest = Number.POSITIVE_INFINITY } = bound;
  return value >= lowest && value <= highest ? PASS : fail(`${field} sets ${known}, which must be ${textOf(bound)}`);
}

function textOf({ least: lowest, most: highest }: Bound): string {
  if (lowest === highest) return String(lowest);
  return lowest === undefined ? `at most ${highest}` : `at least ${lowest}`;
}
