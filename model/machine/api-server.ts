/** The API server's arguments. Audit policy, admission and authorization have fields of their own, which arguments would switch off. */
import { checkedArguments } from "./arguments";
import type { ClusterPlan } from "./plan";

/** Days, files and megabytes that the audit log keeps on the node; CIS asks for 30, 10 and 100. Talos' own today, held here. */
const AUDIT_LOG = { "audit-log-maxage": "30", "audit-log-maxbackup": "10", "audit-log-maxsize": "100" } as const;

/** Every argument is a text: a list is refused by the loader of Talos 1.13.0. */
export function apiServerArguments({ contract, endpoint }: ClusterPlan): Readonly<Record<string, string>> {
  return checkedArguments(contract, "kube-apiserver", {
    ...AUDIT_LOG,
    // On by default in Talos' Kubernetes: a bound token would live a year instead of an hour.
    "service-account-extend-token-expiration": "false",
    // 1.14 has it as its own and in a document, and would not start with the arguments.
    ...(contract === "1.13" ? { "service-account-issuer": endpoint, "tls-min-version": "VersionTLS13" } : {}),
  });
}

/**
 * The scheduler takes profiling from its configuration file, where it is on by default, and ignores the argument with which Talos means to switch
 * it off (cmd/kube-scheduler/app/options in Kubernetes).
 */
export const SCHEDULER_CONFIGURATION = { enableProfiling: false } as const;

export function componentImage(component: string, { kubernetes }: Pick<ClusterPlan, "kubernetes">): string {
  return `registry.k8s.io/${component}:v${kubernetes}`;
}
