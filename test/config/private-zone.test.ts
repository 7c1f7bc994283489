/** The VPC's own zone answers for every name at and below it: none that nodes look up may be there. */
import { REQUIRED_MIRRORS } from "../../config/schema";
import { type Edit, messagesAfter } from "./sample";

const FIX =
  'use a zone of its own, for example "staging.palisade.internal": inside the VPC it answers for every name at and below it';
const zone = (name: string): Edit => ["network.dnsZone", name];
const siem = (host: string): Edit => ["logs.siem", { endpoint: `tls://${host}:6514`, cidrs: ["198.51.100.0/28"] }];
const mirrors = (host: string): Edit => [
  "registryMirrors",
  REQUIRED_MIRRORS.map((registry) => ({ registry, endpoint: `https://${host}:5000/v2`, cidrs: ["10.20.112.0/28"] })),
];

test.each<[string, readonly Edit[], string]>([
  [
    "above the collector",
    [zone("example.com"), siem("collector.siem.example.com")],
    "collector.siem.example.com, the host of palisade:logs.siem.endpoint",
  ],
  [
    "the collector itself, in capitals",
    [zone("siem.example.com"), siem("SIEM.example.com")],
    "siem.example.com, the host of palisade:logs.siem.endpoint",
  ],
  [
    "above a mirror, of several registries",
    [zone("corp.example.com"), ["network.mode", "isolated"], mirrors("mirror.corp.example.com")],
    "mirror.corp.example.com, the host of palisade:registryMirrors[0].endpoint",
  ],
  ["above a registry", [zone("k8s.io")], "registry.k8s.io, which nodes pull from"],
  ["a registry", [zone("docker.io")], "docker.io, which nodes pull from"],
  [
    "below a registry, where it has hosts of its own",
    [zone("registry-1.docker.io")],
    "docker.io, which nodes pull from",
  ],
  ["above the discovery service", [zone("talos.dev")], "factory.talos.dev, which nodes pull from"],
  ["the discovery service", [zone("discovery.talos.dev")], "discovery.talos.dev, which nodes find each other by"],
  ["AWS", [zone("amazonaws.com")], "amazonaws.com, where AWS services are"],
  ["an AWS service", [zone("kms.eu-central-1.amazonaws.com")], "amazonaws.com, where AWS services are"],
  ["an AWS service by its newer name", [zone("kms.eu-central-1.api.aws")], "api.aws, where AWS services are"],
  ["the cluster's own domain", [zone("cluster.local")], "cluster.local, which the cluster's own DNS answers"],
  ["below the cluster's own domain", [zone("svc.cluster.local")], "cluster.local, which the cluster's own DNS answers"],
  ["instances", [zone("eu-central-1.compute.internal")], "compute.internal, where EC2 names instances"],
  ["instances of us-east-1", [zone("ec2.internal")], "ec2.internal, where EC2 names instances"],
])("refused: %s", (_, edits, hidden) => {
  const name = edits[0]?.[1];
  expect(messagesAfter(...edits)).toContain(
    `palisade:network.dnsZone: hides names of ${hidden}, got "${name}"; ${FIX}`,
  );
});

test("a mirror that several registries share is told once", () => {
  expect(
    messagesAfter(zone("corp.example.com"), ["network.mode", "isolated"], mirrors("mirror.corp.example.com")),
  ).toHaveLength(1);
});

test.each<[string, readonly Edit[]]>([
  ["below the collector's host", [zone("palisade.siem.example.com"), siem("siem.example.com")]],
  ["beside the collector, with the same ending", [zone("iem.example.com"), siem("siem.example.com")]],
  ["beside the collector", [zone("staging.example.com"), siem("siem.example.com")]],
  ["a collector at an address", [zone("0.example.com"), siem("198.51.100.5")]],
  ["beside a registry", [zone("notdocker.io")]],
])("no problem: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([]);
});

test.each(["10.20.30.40", "1.2", "example.7"])("the last label of %s is a number", (name) => {
  expect(messagesAfter(zone(name))).toEqual([
    `palisade:network.dnsZone: must be a DNS name in lower case, got "${name}"; write at least two labels, the last no number, for example "staging.palisade.internal"`,
  ]);
});
