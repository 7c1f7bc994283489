/** System volumes of a node and how their encryption is configured. */
import { items, type MachineConfig, type Section, within } from "./machine-config";
import { isObject } from "./value";

export interface SystemVolume {
  readonly name: string;
  /** "VolumeConfig.0.encryption", "machine.systemDiskEncryption.state". */
  readonly encryption: Section;
}

/** On every node. */
const ALWAYS = ["STATE", "EPHEMERAL"] as const;
/** Directories of EPHEMERAL, unless they get a partition of their own (Talos 1.14). */
const MOVABLE: readonly string[] = ["ETCD", "CRI", "KUBELET", "LOG"];

export function systemVolumes(config: MachineConfig): readonly SystemVolume[] {
  const documents = config.all("VolumeConfig").map((volume) => ({ volume, name: within(volume, "name").value }));
  const fixed = ALWAYS.map((name): SystemVolume => {
    const found = documents.find((document) => document.name === name);
    const legacy = config.main("machine", "systemDiskEncryption", name.toLowerCase());
    const isLegacy =
      found === undefined || (within(found.volume, "encryption").value === undefined && isObject(legacy.value));
    return { name, encryption: isLegacy ? legacy : within(found.volume, "encryption") };
  });
  const moved = documents.flatMap(({ volume, name }): readonly SystemVolume[] =>
    typeof name === "string" && MOVABLE.includes(name) && isProvisioned(volume)
      ? [{ name, encryption: within(volume, "encryption") }]
      : [],
  );
  return [...fixed, ...moved];
}

/** Any wish about the disk moves it to a partition of its own. */
function isProvisioned(volume: Section): boolean {
  const { value } = within(volume, "provisioning");
  return isObject(value) && Object.keys(value).length > 0;
}

export function volumeKeys({ encryption }: SystemVolume): readonly Section[] {
  return items(within(encryption, "keys"));
}
