/** Seccomp profiles that a configuration brings: a pod that names one passes the strictest level of Pod Security with it. */
import { items, within } from "./machine-config";
import { isObject, type Value } from "./value";

const REFUSES: ReadonlySet<Value | undefined> = new Set([
  "SCMP_ACT_ERRNO",
  "SCMP_ACT_KILL",
  "SCMP_ACT_KILL_PROCESS",
  "SCMP_ACT_KILL_THREAD",
  "SCMP_ACT_TRAP",
]);

/** containerd's own profile allows these only to containers that have a capability for them, or to none. */
const ADMINISTRATION: ReadonlySet<Value> = new Set([
  "add_key",
  "bpf",
  "delete_module",
  "finit_module",
  "fsconfig",
  "fsmount",
  "fsopen",
  "fspick",
  "init_module",
  "ioperm",
  "iopl",
  "kexec_file_load",
  "kexec_load",
  "keyctl",
  "mount",
  "mount_setattr",
  "move_mount",
  "open_by_handle_at",
  "open_tree",
  "perf_event_open",
  "pivot_root",
  "quotactl",
  "reboot",
  "request_key",
  "setns",
  "swapoff",
  "swapon",
  "syslog",
  "umount",
  "umount2",
  "unshare",
  "userfaultfd",
]);

/** Whatever is no profile counts as weak: what it allows cannot be told. */
export function allowsWeakCalls(profile: Value): boolean {
  if (!isObject(profile) || !REFUSES.has(profile["defaultAction"])) return true;
  return items({ field: "", value: profile["syscalls"] ?? undefined }).some((rule) => {
    if (REFUSES.has(within(rule, "action").value)) return false;
    const { value } = within(rule, "names");
    return !Array.isArray(value) || (value as readonly Value[]).some((name) => ADMINISTRATION.has(name));
  });
}
