/** The kubelet and the kernel. */
import { argumentRow, type MachineConfigMutation, mutations, place, type Row, row, setting } from "./mutation";

const KUBELET = { "1.13": "machine.kubelet.extraConfig", "1.14": "KubeletConfig.config" } as const;

function kubeletRow(change: string, key: string, value: unknown, says: string): Row {
  return {
    change,
    changes: (contract) => [
      setting(contract, "kubelet", `${contract === "1.13" ? "extraConfig" : "config"}/${key}`, value),
    ],
    findings: (contract) => [`${KUBELET[contract]}.${key} ${says}`],
    role: "worker",
  };
}

const onWorker = { role: "worker" } as const;

const UNJUDGED = "must not be there: no rule judges what it does";
const GATE = "has a gate of which no rule says that it weakens nothing";
const STREAMS = "must be a time above 0, in hours, minutes or seconds";

const kubelet = mutations("kubelet-settings-must-be-hardened", [
  argumentRow("kubelet", "anonymous-auth", "true", "must be false", onWorker),
  argumentRow("kubelet", "authorization-mode", "AlwaysAllow", "must be Webhook", onWorker),
  argumentRow("kubelet", "authentication-token-webhook", "false", "must be true", onWorker),
  argumentRow("kubelet", "read-only-port", 10255, "must be 0", onWorker),
  argumentRow("kubelet", "protect-kernel-defaults", "false", "must be true", onWorker),
  argumentRow("kubelet", "rotate-certificates", "0", "must be true", onWorker),
  argumentRow("kubelet", "rotate-server-certificates", "false", "must be true", onWorker),
  argumentRow("kubelet", "seccomp-default", "false", "must be true", onWorker),
  argumentRow("kubelet", "tls-min-version", "VersionTLS12", "must be VersionTLS13", onWorker),
  argumentRow("kubelet", "make-iptables-util-chains", "false", "must be true", onWorker),
  argumentRow("kubelet", "pod-max-pids", "0", "must be a number above 0", onWorker),
  argumentRow("kubelet", "pod-max-pids", "-1", "must be a number above 0", onWorker),
  ...["pod-manifest-path", "manifest-url", "client-ca-file"].map((name) =>
    argumentRow(
      "kubelet",
      name,
      "/x",
      "must not be there: the kubelet takes it in place of what Talos gives it",
      onWorker,
    ),
  ),
  kubeletRow("a read-only port", "readOnlyPort", 10255, "must be 0"),
  kubeletRow("an older TLS", "tlsMinVersion", "VersionTLS12", "must be VersionTLS13"),
  kubeletRow("its own certificates", "serverTLSBootstrap", false, "must be true"),
  kubeletRow("its own certificates by default", "serverTLSBootstrap", undefined, "must be true"),
  kubeletRow("any number of processes", "podPidsLimit", -1, "must be a number above 0"),
  kubeletRow("any number of processes by default", "podPidsLimit", undefined, "must be a number above 0"),
  kubeletRow(
    "everybody let in",
    "authorization",
    { mode: "AlwaysAllow" },
    "is Talos' own to set: it refuses the configuration",
  ),
  kubeletRow(
    "the kernel's parameters for pods",
    "allowedUnsafeSysctls",
    ["kernel.*"],
    "must be empty: pods would change the kernel's parameters of the host",
  ),
  kubeletRow(
    "a weak suite",
    "tlsCipherSuites",
    ["TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_RC4_128_SHA"],
    "has a suite without forward secrecy or authenticated encryption",
  ),
  kubeletRow("health for everybody", "healthzBindAddress", "0.0.0.0", "must be 127.0.0.1"),
  kubeletRow("streams that never end", "streamingConnectionIdleTimeout", "0s", STREAMS),
  kubeletRow("free network chains", "makeIPTablesUtilChains", false, "must be true"),
  kubeletRow("swap", "failSwapOn", false, "must be true: what is in memory would be written to a disk"),
  kubeletRow("logs of the host", "enableSystemLogQuery", true, "must be false"),
  kubeletRow("pods from elsewhere", "staticPodURL", "http://x", UNJUDGED),
  kubeletRow("another runtime", "containerRuntimeEndpoint", "unix:///x", UNJUDGED),
  kubeletRow("a field of tomorrow", "trustEverybody", true, UNJUDGED),
  kubeletRow("a gate off", "featureGates", { RotateKubeletServerCertificate: false }, GATE),
  argumentRow("kubelet", "feature-gates", "AllAlpha=true", GATE, onWorker),
  argumentRow("kubelet", "healthz-bind-address", "0.0.0.0", "must be 127.0.0.1", onWorker),
  argumentRow("kubelet", "streaming-connection-idle-timeout", "0", STREAMS, onWorker),
  argumentRow("kubelet", "allowed-unsafe-sysctls", "net.*", UNJUDGED, onWorker),
  argumentRow(
    "kubelet",
    "tls-cipher-suites",
    "TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA",
    "has a suite without forward secrecy or authenticated encryption",
    onWorker,
  ),
  argumentRow("kubelet", "v", "10", "must be 0 or 1 or 2 or 3 or 4 or 5", onWorker),
  row(
    "1.13",
    "the host in the kubelet",
    [["", "machine/kubelet/extraMounts", [{ destination: "/x", type: "bind", source: "/", options: ["bind", "rw"] }]]],
    "machine.kubelet.extraMounts must be empty: files of the host reach what no rule looks at",
  ),
  row(
    "1.14",
    "a setting of tomorrow",
    [["KubeletConfig", "extraMounts", [{ source: "/" }]]],
    "KubeletConfig.extraMounts must be empty: files of the host reach what no rule looks at",
  ),
  kubeletRow("system calls free", "seccompDefault", false, "is Talos' own to set: it refuses the configuration"),
  {
    change: "no system-call profile",
    changes: (contract) => [setting(contract, "kubelet", "defaultRuntimeSeccompProfileEnabled", undefined)],
    findings: (contract) => [`${place(contract, "kubelet").field}.defaultRuntimeSeccompProfileEnabled must be true`],
  },
  row(
    "1.13",
    "a directory of pods",
    [["", "machine/kubelet/disableManifestsDirectory", undefined]],
    "machine.kubelet.disableManifestsDirectory must be true",
  ),
  row(
    "1.13",
    "a kubelet that registers nowhere",
    [["", "machine/kubelet/skipNodeRegistration", true]],
    "machine.kubelet.skipNodeRegistration must be false: the kubelet would ask nobody whom to let in",
  ),
  row(
    "1.14",
    "a kubelet that registers nowhere",
    [["KubeNodeConfig", "skipNodeRegistration", "on"]],
    "KubeNodeConfig.skipNodeRegistration must be false: the kubelet would ask nobody whom to let in",
  ),
]);

function kernelRow(key: string, value: unknown, says: string): Row {
  return {
    change: `${key} ${JSON.stringify(value)}`,
    changes: (contract) => [
      contract === "1.13" ? ["", `machine/sysctls`, { [key]: value }] : ["SysctlConfig", "params", { [key]: value }],
    ],
    findings: (contract) => [`${contract === "1.13" ? "machine.sysctls" : "SysctlConfig.params"} sets ${says}`],
    role: "worker",
  };
}

const kernel = mutations("kernel-parameters-must-not-be-weakened", [
  kernelRow("kernel.kptr_restrict", "1", "kernel.kptr_restrict, which must be at least 2"),
  kernelRow("kernel/kptr_restrict", 0, "kernel.kptr_restrict, which must be at least 2"),
  kernelRow("kernel..kptr_restrict", "0x1", "kernel.kptr_restrict, which must be at least 2"),
  kernelRow("net/../kernel/./dmesg_restrict", "0", "kernel.dmesg_restrict, which must be at least 1"),
  kernelRow("kernel.unprivileged_bpf_disabled", "0", "kernel.unprivileged_bpf_disabled, which must be 1"),
  kernelRow("kernel.unprivileged_bpf_disabled", "2", "kernel.unprivileged_bpf_disabled, which must be 1"),
  kernelRow("user.max_user_namespaces", "11255", "user.max_user_namespaces, which must be at most 0"),
  kernelRow("net.ipv4.conf.all.accept_redirects", "1", "net.ipv4.conf.*.accept_redirects, which must be at most 0"),
  kernelRow(
    "net.ipv6.conf.eth0/100.accept_source_route",
    "1",
    "net.ipv6.conf.*.accept_source_route, which must be at most 0",
  ),
  kernelRow("net.ipv4.tcp_syncookies", "0", "net.ipv4.tcp_syncookies, which must be at least 1"),
  kernelRow("kernel.core_pattern", "|/x", "kernel.core_pattern, which names a program that the kernel would run"),
  kernelRow("kernel/modprobe", "/x", "kernel.modprobe, which names a program that the kernel would run"),
  kernelRow("vm.mmap_min_addr", "0", "vm.mmap_min_addr, which must be at least 65536"),
  kernelRow("net.core.bpf_jit_harden", "", "net.core.bpf_jit_harden, which must be at least 2"),
  kernelRow("fs.suid_dumpable", "two", "fs.suid_dumpable, which must be at most 0"),
]);

export const nodeMutations: readonly MachineConfigMutation[] = [...kubelet, ...kernel];
