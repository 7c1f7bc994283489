/**
 * Tags that Talos fixes for itself, by contract (Talos minor). Read in the constants of Talos' machinery module at the release named in `read`;
 * other patch releases may carry others: `talosctl image default` of the release is the judge.
 */
export interface ImagePins {
  /** Release whose source was read. */
  readonly read: string;
  readonly etcd: string;
  readonly coreDns: string;
  /** Sandbox image of containerd. */
  readonly pause: string;
}

export type PinnedImage = Exclude<keyof ImagePins, "read">;

export const IMAGE_PINS: Readonly<Record<string, ImagePins>> = {
  "1.13": { read: "v1.13.0", etcd: "v3.6.9", coreDns: "v1.14.2", pause: "3.10.1" },
  // etcd without "v": so its constants have it since this minor.
  "1.14": { read: "v1.14.1", etcd: "3.7.1", coreDns: "v1.14.7", pause: "3.10.1" },
};

/** Not in the machinery module: containerd's default as generally known, not read for these releases. */
export const UNVERIFIED_PINS: readonly PinnedImage[] = ["pause"];

/** Pins of a Talos release such as "v1.14.1"; throws for a contract without pins. */
export function pinsOf(talosVersion: string): ImagePins {
  const contract = /^v?(\d+\.\d+)\./.exec(talosVersion)?.[1] ?? talosVersion;
  const pins = IMAGE_PINS[contract];
  if (pins === undefined) {
    const known = Object.keys(IMAGE_PINS).join(" and ");
    throw new Error(`talos.version: has no image pins, got ${talosVersion}; add them beside those of ${known}`);
  }
  return pins;
}
