/**
 * Kernel parameters of the hardening guide. None is weaker than Talos' own (pkg/kernel/kspp and its kernel_param_defaults): there a value of a
 * machine configuration wins, with a line in the log. Reverse-path filtering is left alone: its strict mode drops packets of an overlay.
 */
export const SYSCTLS = {
  "kernel.dmesg_restrict": "1",
  "kernel.kptr_restrict": "2",
  "net.ipv4.conf.all.accept_redirects": "0",
  "net.ipv4.conf.all.accept_source_route": "0",
  "net.ipv4.conf.all.log_martians": "1",
  "net.ipv4.conf.all.secure_redirects": "0",
  "net.ipv4.conf.all.send_redirects": "0",
  "net.ipv4.conf.default.accept_redirects": "0",
  "net.ipv4.conf.default.accept_source_route": "0",
  "net.ipv4.conf.default.log_martians": "1",
  "net.ipv4.conf.default.secure_redirects": "0",
  "net.ipv4.conf.default.send_redirects": "0",
  "net.ipv4.tcp_syncookies": "1",
  "net.ipv6.conf.all.accept_redirects": "0",
  "net.ipv6.conf.all.accept_source_route": "0",
  "net.ipv6.conf.default.accept_redirects": "0",
  "net.ipv6.conf.default.accept_source_route": "0",
} as const satisfies Readonly<Record<string, string>>;
