import type * as pulumi from "@pulumi/pulumi";
import type { SegmentName } from "../model/network";

/** Subnet ids by "<segment>-<zoneKey>". */
export type SubnetIds = Readonly<Record<string, pulumi.Input<string>>>;

/**
 * Metadata service of every instance: session tokens only, and one network hop, so that pods with a network of their own cannot reach it.
 * Pods in the host's network still can, so the instance roles hold next to nothing.
 */
export const INSTANCE_METADATA = {
  httpEndpoint: "enabled",
  httpTokens: "required",
  httpPutResponseHopLimit: 1,
  httpProtocolIpv6: "disabled",
  instanceMetadataTags: "disabled",
} as const;

export function subnetOf(subnetIds: SubnetIds, segment: SegmentName, zoneKey: string): pulumi.Input<string> {
  const id = subnetIds[`${segment}-${zoneKey}`];
  if (id === undefined) throw new Error(`subnets: there is none for ${segment}-${zoneKey}`);
  return id;
}
