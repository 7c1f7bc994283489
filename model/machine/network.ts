/** How nodes reach the API and each other. */
import type { SecretsBundle } from "../../pki/bundle";
import { document } from "./document";
import type { ClusterPlan } from "./plan";

/** Port of KubePrism on the node's loopback. */
export const KUBE_PRISM_PORT = 7445;

/** Where nodes find each other: it sees ciphertext only. */
export const DISCOVERY_SERVICE = "https://discovery.talos.dev";

/** In contract 1.14 discovery is on by its document's presence. */
export function discoveryService({ discovery }: ClusterPlan): readonly object[] {
  return discovery === "service"
    ? [document("DiscoveryServiceConfig", { name: "default", endpoint: `${DISCOVERY_SERVICE}/` })]
    : [];
}

export function discoveryIdentity({ cluster }: SecretsBundle): object {
  return document("DiscoveryIdentityConfig", { clusterID: cluster.id, clusterSecret: cluster.secret });
}
