/**
 * Talos minor versions that Palisade renders machine configuration for ("contracts"), each with the Kubernetes minors it runs. The ranges follow the
 * support matrix that Talos publishes with every release: six Kubernetes minors, moving up by one with each Talos minor.
 */
export interface Contract {
  /** Talos minor, e.g. "1.14". */
  readonly talos: string;
  /** Lowest and highest Kubernetes minor, both included: 31 stands for 1.31. */
  readonly kubernetes: { readonly lowest: number; readonly highest: number };
}

export const CONTRACTS: readonly Contract[] = [
  { talos: "1.13", kubernetes: { lowest: 31, highest: 36 } },
  { talos: "1.14", kubernetes: { lowest: 32, highest: 37 } },
];

/** Account that publishes the official Talos images, in the commercial partition. */
export const TALOS_IMAGE_OWNER = "540036508848";

/** Account that publishes Amazon Linux, in the commercial partition. */
export const AMAZON_LINUX_OWNER = "137112412989";

/** The contract of "v1.14.1"; undefined where the version is not one that Palisade supports. */
export function contractOf(talosVersion: string): Contract | undefined {
  const minor = /^v(\d+\.\d+)\.\d+$/.exec(talosVersion)?.[1];
  return CONTRACTS.find((contract) => contract.talos === minor);
}
