/**
 * Every image, chart and endpoint that the environment pulls from or talks to: what an isolated site must mirror. Add-ons join the list with
 * the components that install them.
 */
import type { Image, StackConfig } from "../config/schema";
import { planEndpoints } from "./endpoints";
import { type PinnedImage, pinsOf, UNVERIFIED_PINS } from "./image-pins";
import { componentImage } from "./machine/api-server";
import { kubeletImage } from "./machine/kubelet";
import { DISCOVERY_SERVICE } from "./machine/network";
import { discoveryOf } from "./machine/plan";

export interface ImageReference {
  readonly kind: "machine-image" | "container-image" | "endpoint" | "chart";
  /** As upstream names it. */
  readonly reference: string;
  readonly usedBy: string;
  /** Where it is taken from in this environment, mirrors applied. */
  readonly source: string;
}

/** Machine images first, then container images, then endpoints; each once. */
export function planImages(config: StackConfig): readonly ImageReference[] {
  const containers = containerImages(config);
  return [...machineImages(config), ...containers, ...endpoints(config, containers)];
}

function machineImages(config: StackConfig): readonly ImageReference[] {
  const { bastion } = config.access;
  return [
    machineImage(config, config.talos.image, "control planes and workers"),
    ...(bastion === undefined ? [] : [machineImage(config, bastion.image, "bastion")]),
  ];
}

function machineImage(config: StackConfig, image: Image, usedBy: string): ImageReference {
  const reference = "id" in image ? image.id : `${image.owner}/${image.name}`;
  return { kind: "machine-image", reference, usedBy, source: `EC2 images of ${config.account.region}` };
}

function containerImages(config: StackConfig): readonly ImageReference[] {
  const { version, schematic } = config.talos;
  const release = { kubernetes: config.kubernetes.version };
  const pins = pinsOf(version);
  const pinned = (pin: PinnedImage, usedBy: string) =>
    UNVERIFIED_PINS.includes(pin) ? `${usedBy} (tag not verified: see "talosctl image default")` : usedBy;
  const images: readonly (readonly [reference: string, usedBy: string])[] = [
    [componentImage("kube-apiserver", release), "control planes"],
    [componentImage("kube-controller-manager", release), "control planes"],
    [componentImage("kube-scheduler", release), "control planes"],
    [`registry.k8s.io/etcd:${pins.etcd}`, pinned("etcd", "control planes")],
    [kubeletImage(release), "every node"],
    [`registry.k8s.io/pause:${pins.pause}`, pinned("pause", "every pod")],
    [`registry.k8s.io/coredns/coredns:${pins.coreDns}`, pinned("coreDns", "cluster DNS")],
    [`factory.talos.dev/aws-installer/${schematic}:${version}`, "Talos upgrades in place"],
  ];
  return images.map(([reference, usedBy]) => ({
    kind: "container-image",
    reference,
    usedBy,
    source: mirrored(config, reference),
  }));
}

/**
 * Where the image is in the mirror, or the reference itself where its registry has no mirror. A mirror that serves several registries at one
 * address is told which one is meant (`ns`).
 */
function mirrored(config: StackConfig, reference: string): string {
  const [registry, path] = split(reference);
  const mirror = config.registryMirrors.find((candidate) => candidate.registry === registry);
  if (mirror === undefined) return reference;
  const shared = config.registryMirrors.some((other) => other !== mirror && other.endpoint === mirror.endpoint);
  return `${mirror.endpoint.replace(/^https:\/\/|\/+$/g, "")}/${path}${shared ? ` (ns=${registry})` : ""}`;
}

function split(reference: string): readonly [registry: string, path: string] {
  const slash = reference.indexOf("/");
  return [reference.slice(0, slash), reference.slice(slash + 1)];
}

function endpoints(config: StackConfig, containers: readonly ImageReference[]): readonly ImageReference[] {
  const { interfaces, s3 } = planEndpoints(config);
  const { siem } = config.logs;
  return [
    ...interfaces.map(({ serviceName, reason }) => endpoint(serviceName, reason, "interface endpoint")),
    endpoint(s3.serviceName, "image layers and backups", "gateway endpoint"),
    ...mirrorEndpoints(config),
    ...(siem === undefined ? [] : [endpoint(siem.endpoint, "log collector", siem.cidrs.join(", "))]),
    ...(config.network.mode === "public-egress" ? registryEndpoints(containers) : []),
    ...(discoveryOf(config) === "service"
      ? [endpoint(DISCOVERY_SERVICE, "Talos cluster discovery (encrypted by the nodes)", "internet")]
      : []),
  ];
}

/** One for each address, with the networks that are opened for it. */
function mirrorEndpoints(config: StackConfig): readonly ImageReference[] {
  const addresses = [...new Set(config.registryMirrors.map((mirror) => mirror.endpoint))];
  return addresses.map((address) => {
    const mirrors = config.registryMirrors.filter((mirror) => mirror.endpoint === address);
    const networks = [...new Set(mirrors.flatMap(({ cidrs }) => cidrs))].join(", ");
    const registries = mirrors.map(({ registry }) => registry).join(", ");
    return endpoint(address, `registry mirror of ${registries}`, networks === "" ? "internet" : networks);
  });
}

/** Registries that nodes reach through NAT. They redirect downloads to other hosts, which change without notice and are not listed. */
function registryEndpoints(containers: readonly ImageReference[]): readonly ImageReference[] {
  const unmirrored = containers.filter(({ reference, source }) => reference === source);
  const registries = [...new Set(unmirrored.map(({ reference }) => split(reference)[0]))];
  return registries.map((registry) => endpoint(`https://${registry}`, "nodes pull images", "internet"));
}

function endpoint(reference: string, usedBy: string, source: string): ImageReference {
  return { kind: "endpoint", reference, usedBy, source };
}
