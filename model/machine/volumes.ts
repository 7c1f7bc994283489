/** Encryption of the system volumes (LUKS2), inside the EBS volume that KMS encrypts. */
import { document } from "./document";
import type { ClusterPlan } from "./plan";

/** STATE holds the machine configuration and takes no lockToState; EPHEMERAL, with etcd's data on control planes, opens only beside its own STATE. */
export function volumes({ contract, diskKey }: ClusterPlan): readonly object[] {
  return [
    volume("STATE", { provider: "luks2", keys: [key(diskKey)] }),
    {
      ...volume("EPHEMERAL", { provider: "luks2", keys: [{ ...key(diskKey), lockToState: true }] }),
      // Nothing on it may be a device or run with more rights: what 1.14 sets for new clusters.
      ...(contract === "1.14" ? { mount: { secure: true } } : {}),
    },
  ];
}

function volume(name: string, encryption: object): object {
  return document("VolumeConfig", { name, encryption });
}

function key(diskKey: ClusterPlan["diskKey"]): object {
  return diskKey === "tpm" ? { slot: 0, tpm: { checkSecurebootStatusOnEnroll: true } } : { slot: 0, nodeID: {} };
}
