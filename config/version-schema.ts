/** Talos and Kubernetes versions, and the machine image. */
import { z } from "zod";
import { CONTRACTS, contractOf } from "./contracts";
import { checked, key } from "./key";
import { flag, imageKey, text } from "./text-schema";
import { imageVerificationSchema, trustedRootsSchema } from "./trust-schema";

const supported = CONTRACTS.map((contract) => `${contract.talos}.x`).join(" and ");

/** Numbers of a release: no leading zeros, and none that programs cannot count with. */
const RELEASE = "(?:0|[1-9]\\d{0,3})(?:\\.(?:0|[1-9]\\d{0,3})){2}";
const TALOS_RELEASE = new RegExp(`^v${RELEASE}$`);
const KUBERNETES_RELEASE = new RegExp(`^${RELEASE}$`);

const talosVersion = checked(z.string(), (value) => {
  if (!TALOS_RELEASE.test(value))
    return {
      wrong: "must be an exact Talos release",
      fix: 'write "v" and three numbers, for example "v1.14.1"; previews are not taken',
    };
  return contractOf(value) === undefined
    ? { wrong: "is not a supported Talos version", fix: `use a release of ${supported}` }
    : undefined;
});

export const talosSchema = z.strictObject({
  version: key(talosVersion, {
    meaning:
      "Talos release of every node. Its minor version (the contract) decides the form of the machine configuration.",
    limits: `an exact release of ${supported}`,
    example: "v1.14.1",
  }),
  image: imageKey("AMI of every node."),
  architecture: key(z.enum(["amd64", "arm64"]).default("amd64"), {
    meaning: "Architecture of the image; every node's instance type must have it.",
    limits: "`amd64`, `arm64`",
    example: "amd64",
  }),
  schematic: key(
    text(/^[0-9a-f]{64}$/, "must be an Image Factory schematic id", "write its 64 hexadecimal digits in lower case"),
    {
      meaning: "Image Factory schematic of the installer image: system extensions and kernel arguments are in it.",
      limits: "64 hexadecimal digits",
      example: "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba",
    },
  ),
  discovery: key(z.enum(["service", "off"]).optional(), {
    meaning:
      "Cluster discovery: nodes find each other through discovery.talos.dev, which sees ciphertext only; KubeSpan needs it. `off`: nothing leaves, and workers know the control planes by the cluster endpoint alone until they have joined.",
    limits: "`service`, `off`; `off` when isolated",
    absent: "`service`, or `off` when isolated",
    example: "off",
  }),
  hostDns: flag(false, {
    meaning: "Talos' caching resolver on each node. Off: nodes and cluster DNS ask the resolver of the VPC themselves.",
    example: true,
  }),
  trustedRoots: key(trustedRootsSchema.default([]), {
    meaning: "Certificate authorities that nodes trust besides Talos' own.",
    limits: "at most 10",
  }),
  imageVerification: key(imageVerificationSchema.default([]), {
    meaning: "Whose signatures images need before a node takes them. Without a rule every image is taken.",
    limits: 'at most 50, each image once, one of them for "*"',
  }),
});

export const kubernetesSchema = z.strictObject({
  version: key(
    text(
      KUBERNETES_RELEASE,
      "must be an exact Kubernetes release",
      'write three numbers without "v", in quotes, for example "1.36.2"',
    ),
    {
      meaning: "Kubernetes release of the control plane and of every kubelet.",
      limits: CONTRACTS.map(
        ({ talos, kubernetes }) => `Talos ${talos}: 1.${kubernetes.lowest} to 1.${kubernetes.highest}`,
      ).join("; "),
      example: "1.36.2",
    },
  ),
});
