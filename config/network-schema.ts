/** Addresses, the way out, and the private zone. */
import { z } from "zod";
import { key } from "./key";
import { type CidrLimits, cidr, cidrLimits, DNS_NAME, text } from "./text-schema";

const VPC: CidrLimits = {
  widest: 16,
  narrowest: 20,
  addresses: "private",
  reason: "a VPC holds at most a /16, and below a /20 a zone's subnet is too small for endpoints and load balancers",
};
const POD: CidrLimits = {
  widest: 10,
  narrowest: 20,
  addresses: "private",
  reason: "each node takes a /24 of it",
};
const SERVICE: CidrLimits = {
  widest: 12,
  narrowest: 24,
  addresses: "private",
  reason: "kube-apiserver takes at most a /12, and a /24 holds 254 services",
};

export const networkSchema = z.strictObject({
  vpcCidr: key(cidr(VPC), {
    meaning: "Address block of the VPC. Segments and subnets are computed from it. Cannot change without a rebuild.",
    limits: `${cidrLimits(VPC)}; at least /19 with \`access.clientVpn\``,
    example: "10.20.0.0/16",
  }),
  mode: key(z.enum(["public-egress", "isolated"]).default("public-egress"), {
    meaning:
      "`public-egress`: nodes reach the internet through NAT gateways. `isolated`: no internet or NAT gateway and no public segment; images come from `registryMirrors`.",
    limits: "`public-egress`, `isolated`",
    example: "isolated",
  }),
  nat: key(z.enum(["per-zone", "single"]).default("per-zone"), {
    meaning:
      "One NAT gateway for each zone, or one for all: cheaper, but its zone takes the way out of every other zone with it. Has no meaning when isolated.",
    limits: "`per-zone`, `single`",
    example: "single",
  }),
  podCidr: key(cidr(POD).default("10.244.0.0/16"), {
    meaning: "Addresses of pods, inside the overlay. Each node takes a /24.",
    limits: `${cidrLimits(POD)}; a /24 for every control plane and for the largest size of every pool`,
    example: "10.244.0.0/16",
  }),
  serviceCidr: key(cidr(SERVICE).default("10.96.0.0/12"), {
    meaning: "Addresses of Kubernetes services.",
    limits: cidrLimits(SERVICE),
    example: "10.96.0.0/12",
  }),
  dnsZone: key(
    text(
      DNS_NAME,
      "must be a DNS name in lower case",
      'write at least two labels, the last no number, for example "staging.palisade.internal"',
    ).optional(),
    {
      meaning:
        "Private hosted zone of the VPC; the Kubernetes API is `api.<dnsZone>`. Cannot change without a rebuild: it is in the certificates.",
      limits:
        "DNS name, 3 to 200 characters, lower case, no dot at the end, the last label no number; hides no name that nodes look up: it is no AWS or Kubernetes name, no registry, and not at or above the host of the log collector or of a mirror",
      absent: "a name made of the stack's name",
      example: "prod.palisade.internal",
    },
  ),
});
