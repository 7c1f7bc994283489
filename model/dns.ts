/** The private hosted zone and the API name, fixed before anything exists. */
import type { StackConfig } from "../config/schema";
import { PROJECT } from "./names";

export interface DnsPlan {
  readonly zone: string;
  /** api.<zone>; https://<apiName>:6443 is the cluster endpoint. */
  readonly apiName: string;
  readonly apiPort: 6443;
}

/** `network.dnsZone`, or "<environment>.palisade.internal": `internal` is reserved for private use and never delegated. */
export function planDns(config: StackConfig): DnsPlan {
  const zone = config.network.dnsZone ?? `${config.environment}.${PROJECT}.internal`;
  return { zone, apiName: `api.${zone}`, apiPort: 6443 };
}
