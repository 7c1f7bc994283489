/** Registry mirrors: where nodes pull from instead of the public registries. */
import { z } from "zod";
import { blockList, SHARED_ENTRIES } from "./access-schema";
import { mirrorEndpoint, registryHost } from "./host-schema";
import { checked, key, repeated } from "./key";
import { type CidrLimits, cidrLimits } from "./text-schema";

const MIRROR: CidrLimits = {
  widest: 16,
  addresses: "any",
  reason: "nodes pull from the mirror and from nothing else there",
};

/** Registries that Talos, Kubernetes and the add-ons pull from; an isolated environment mirrors every one. */
export const REQUIRED_MIRRORS = ["docker.io", "ghcr.io", "registry.k8s.io", "factory.talos.dev", "quay.io"] as const;

export const mirrorSchema = z.strictObject({
  registry: key(registryHost, {
    meaning: "Registry as image references name it.",
    limits: "host with an optional port, each once",
    example: "docker.io",
  }),
  endpoint: key(mirrorEndpoint, {
    meaning: "Mirror that is asked instead.",
    limits:
      "https URL without user, query or fragment; the host a DNS name in full or an IPv4 address, in `cidrs` where these are given",
    example: "https://mirror.example.com/v2/docker.io",
  }),
  cidrs: key(blockList(MIRROR, 0, 4).default([]), {
    meaning:
      "Networks of the mirror, which its port is opened to. Without them nodes reach it as they reach any address of the internet: on 443, through NAT.",
    limits: `at most 4; each ${cidrLimits(MIRROR)}; private ones in the VPC or behind \`access.transitGatewayId\`; needed when isolated, and for a port other than 443; ${SHARED_ENTRIES}`,
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
