/** The node itself: its name, clock and links. */
import { document } from "./document";
import type { ClusterPlan } from "./plan";

/** Amazon's time service, on the link: no packet leaves the host, and no port is opened. */
const TIME_SERVER = "169.254.169.123";

export function hostname(): object {
  // The name that EC2 gives comes first; this is what is left without one.
  return document("HostnameConfig", { auto: "stable" });
}

export function timeSync(): object {
  return document("TimeSyncConfig", { ntp: { servers: [TIME_SERVER] } });
}

export function kubeSpan({ kubeSpan }: ClusterPlan): readonly object[] {
  return kubeSpan ? [document("KubeSpanConfig", { enabled: true })] : [];
}

/** Off means both off: Talos refuses a resolver that is off and forwards. Forwarding stays off, since an overlay may drop its link-local address. */
export function hostDns({ hostDns }: ClusterPlan): object {
  return { enabled: hostDns, forwardKubeDNSToHost: false };
}
