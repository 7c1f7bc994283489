/** Registry mirrors: where nodes pull from instead of the public registries. */
import { z } from "zod";
import { blockList } from "./access-schema";
import { checked, key, repeated } from "./key";
import { type CidrLimits, cidrLimits, REGISTRY_HOST, text } from "./text-schema";

const MIRROR: CidrLimits = {
  widest: 16,
  addresses: "any",
  reason: "nodes pull from the mirror and from nothing else there",
};

/** Registries that Talos, Kubernetes and the add-ons pull from; an isolated environment mirrors every one. */
export const REQUIRED_MIRRORS = ["docker.io", "ghcr.io", "registry.k8s.io", "factory.talos.dev", "quay.io"] as const;

export const mirrorSchema = z.strictObject({
  registry: key(
    text(
      REGISTRY_HOST,
      "must be a registry's host",
      'write host and optional port without a scheme, for example "docker.io"',
    ),
    {
      meaning: "Registry as image references name it.",
      limits: "host with an optional port, each once",
      example: "docker.io",
    },
  ),
  endpoint: key(
    text(
      /^https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\d{1,5})?(?:\/[\w./-]*)?$/,
      "must be an https URL",
      'write https, a host and an optional path, without user, query or fragment, for example "https://mirror.example.com/v2/docker.io"',
    ),
    {
      meaning: "Mirror that is asked instead.",
      limits: "https URL without user, query or fragment",
      example: "https://mirror.example.com/v2/docker.io",
    },
  ),
  cidrs: key(blockList(MIRROR, 0, 4).default([]), {
    meaning:
      "Networks of the mirror, which its port is opened to. Without them nodes reach it as they reach any address of the internet: on 443, through NAT.",
    limits: `at most 4; each ${cidrLimits(MIRROR)}; private ones in the VPC or behind \`access.transitGatewayId\`; needed when isolated, and for a port other than 443`,
    example: ["10.210.8.0/24"],
  }),
});

export const mirrorsSchema = checked(z.array(mirrorSchema), (mirrors) =>
  mirrors.length > 50
    ? { wrong: "must name at most 50 mirrors", fix: "remove some" }
    : repeated(
        mirrors.map((mirror) => mirror.registry),
        (index) => [index, "registry"],
      ),
);
