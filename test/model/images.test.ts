import { CONTRACTS } from "../../config/contracts";
import { REQUIRED_MIRRORS } from "../../config/registry-schema";
import type { StackConfig } from "../../config/schema";
import { planEndpoints } from "../../model/endpoints";
import { IMAGE_PINS, pinsOf } from "../../model/image-pins";
import { type ImageReference, planImages } from "../../model/images";
import { stackConfig } from "./stack-config";

const schematic = "0".repeat(64);

function config(change: Partial<StackConfig> = {}, mode: "public-egress" | "isolated" = "public-egress"): StackConfig {
  const plain = stackConfig({ mode });
  return { ...plain, talos: { ...plain.talos, version: "v1.14.1" }, ...change };
}

const isolated = config(
  {
    registryMirrors: REQUIRED_MIRRORS.map((registry) => ({
      registry,
      endpoint: `https://mirror.example.com/v2/${registry}`,
      cidrs: ["10.40.112.0/28"],
    })),
  },
  "isolated",
);

const of = (kind: ImageReference["kind"], of: StackConfig) => planImages(of).filter((image) => image.kind === kind);
const references = (kind: ImageReference["kind"], from: StackConfig) =>
  of(kind, from).map(({ reference }) => reference);

describe("container images", () => {
  it("are those of Talos 1.14.1 and its Kubernetes", () => {
    expect(references("container-image", config())).toEqual([
      "registry.k8s.io/kube-apiserver:v1.36.2",
      "registry.k8s.io/kube-controller-manager:v1.36.2",
      "registry.k8s.io/kube-scheduler:v1.36.2",
      "registry.k8s.io/etcd:3.7.1",
      "ghcr.io/siderolabs/kubelet:v1.36.2",
      "registry.k8s.io/pause:3.10.1",
      "registry.k8s.io/coredns/coredns:v1.14.7",
      `factory.talos.dev/aws-installer/${schematic}:v1.14.1`,
    ]);
  });

  it("follow the contract", () => {
    const older = config({ talos: { ...config().talos, version: "v1.13.0" } });
    expect(references("container-image", older)).toEqual(
      expect.arrayContaining([
        "registry.k8s.io/etcd:v3.6.9",
        "registry.k8s.io/coredns/coredns:v1.14.2",
        `factory.talos.dev/aws-installer/${schematic}:v1.13.0`,
      ]),
    );
  });

  it("say which tags nobody verified", () => {
    const marked = of("container-image", config()).filter(({ usedBy }) => usedBy.includes("not verified"));
    expect(marked.map(({ reference }) => reference)).toEqual(["registry.k8s.io/pause:3.10.1"]);
  });

  it("have pins for every contract that the configuration takes", () => {
    expect(Object.keys(IMAGE_PINS)).toEqual(CONTRACTS.map(({ talos }) => talos));
    expect(() => pinsOf("v1.15.0")).toThrow(
      "talos.version: has no image pins, got v1.15.0; add them beside those of 1.13 and 1.14",
    );
  });

  it("come from their own registry, or from its mirror", () => {
    for (const { reference, source } of of("container-image", config())) expect(source).toBe(reference);
    const sources = of("container-image", isolated).map(({ source }) => source);
    expect(sources).toContain("mirror.example.com/v2/registry.k8s.io/kube-apiserver:v1.36.2");
    expect(sources).toContain("mirror.example.com/v2/ghcr.io/siderolabs/kubelet:v1.36.2");
    expect(sources).toContain(`mirror.example.com/v2/factory.talos.dev/aws-installer/${schematic}:v1.14.1`);
  });

  it("of an isolated environment come from mirrors, every one", () => {
    const outside = of("container-image", isolated).filter(({ source }) => !source.startsWith("mirror.example.com/"));
    expect(outside).toEqual([]);
  });

  it("do not have a slash twice where the mirror's address ends in one", () => {
    const mirror = { registry: "ghcr.io", endpoint: "https://mirror.example.com/ghcr/", cidrs: [] };
    const sources = of("container-image", config({ registryMirrors: [mirror] })).map(({ source }) => source);
    expect(sources).toContain("mirror.example.com/ghcr/siderolabs/kubelet:v1.36.2");
  });
});

describe("machine images", () => {
  it("are the nodes' and the bastion's, by id or by owner and name", () => {
    const named = { owner: "540036508848", name: "talos-v1.14.1-eu-central-1-amd64" };
    expect(of("machine-image", config({ talos: { ...config().talos, image: named } }))).toEqual([
      {
        kind: "machine-image",
        reference: "540036508848/talos-v1.14.1-eu-central-1-amd64",
        usedBy: "control planes and workers",
        source: "EC2 images of eu-central-1",
      },
      {
        kind: "machine-image",
        reference: "ami-0123456789abcdef0",
        usedBy: "bastion",
        source: "EC2 images of eu-central-1",
      },
    ]);
  });
});

describe("endpoints", () => {
  it.each([["public-egress"], ["isolated"]] as const)("name every AWS service of the %s plan", (mode) => {
    const from = mode === "isolated" ? isolated : config();
    const { interfaces, s3 } = planEndpoints(from);
    const services = references("endpoint", from).filter((reference) => reference.startsWith("com.amazonaws."));
    expect(services).toEqual([...interfaces.map(({ serviceName }) => serviceName), s3.serviceName]);
  });

  it("name a mirror's address once, with the registries that it serves and the networks that are opened for it", () => {
    const mirrors = ["ghcr.io", "quay.io"].map((registry) => ({
      registry,
      endpoint: "https://mirror.example.com",
      cidrs: ["10.40.112.0/28"],
    }));
    const shared = config({ registryMirrors: mirrors });
    expect(of("endpoint", shared).filter(({ usedBy }) => usedBy.startsWith("registry mirror"))).toEqual([
      {
        kind: "endpoint",
        reference: "https://mirror.example.com",
        usedBy: "registry mirror of ghcr.io, quay.io",
        source: "10.40.112.0/28",
      },
    ]);
    const [kubelet] = of("container-image", shared).filter(({ reference }) => reference.includes("kubelet"));
    expect(kubelet?.source).toBe("mirror.example.com/siderolabs/kubelet:v1.36.2 (ns=ghcr.io)");
  });

  it("of an isolated environment name nothing on the internet", () => {
    expect(of("endpoint", isolated).filter(({ source }) => source === "internet")).toEqual([]);
    expect(references("endpoint", isolated)).toContain("https://mirror.example.com/v2/quay.io");
  });

  it("with public egress name the mirror, the registries without one, once, and Talos discovery", () => {
    const mirror = { registry: "ghcr.io", endpoint: "https://mirror.example.com/ghcr", cidrs: [] };
    const internet = of("endpoint", config({ registryMirrors: [mirror] })).filter(
      ({ source }) => source === "internet",
    );
    expect(internet.map(({ reference }) => reference)).toEqual([
      "https://mirror.example.com/ghcr",
      "https://registry.k8s.io",
      "https://factory.talos.dev",
      "https://discovery.talos.dev",
    ]);
  });

  it("leave Talos discovery out where it is off", () => {
    const { talos } = config();
    const off = config({ talos: { ...talos, discovery: "off" } });
    expect(references("endpoint", config())).toContain("https://discovery.talos.dev");
    expect(references("endpoint", off)).not.toContain("https://discovery.talos.dev");
    expect(references("endpoint", off)).toContain("https://registry.k8s.io");
  });

  it("name the log collector", () => {
    const withCollector = stackConfig({ siem: { cidrs: ["192.0.2.128/26"], port: 6514 } });
    expect(of("endpoint", withCollector)).toContainEqual({
      kind: "endpoint",
      reference: "tls://collector.example.com:6514",
      usedBy: "log collector",
      source: "192.0.2.128/26",
    });
  });
});

test("nothing is listed twice", () => {
  for (const from of [config(), isolated]) {
    const all = planImages(from).map(({ reference }) => reference);
    expect(new Set(all).size).toBe(all.length);
  }
});
