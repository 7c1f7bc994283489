/** Hosts and ports of the log collector and of mirrors: such that nodes can reach them. */
import { REQUIRED_MIRRORS } from "../../config/schema";
import { type Edit, messagesAfter } from "./sample";

const siem = (endpoint: string, ...cidrs: readonly string[]): readonly Edit[] => [
  ["logs.siem", { endpoint, cidrs: cidrs.length > 0 ? cidrs : ["198.51.100.0/28"] }],
];
const mirror = (endpoint: string, ...cidrs: readonly string[]): readonly Edit[] => [
  ["registryMirrors", [{ registry: "ghcr.io", endpoint, cidrs }]],
];
const registry = (name: string): readonly Edit[] => [
  ["registryMirrors", [{ registry: name, endpoint: "https://mirror.example.com" }]],
];
const SIEM = "palisade:logs.siem.endpoint";
const MIRROR = "palisade:registryMirrors[0].endpoint";
const REGISTRY = "palisade:registryMirrors[0].registry";
const NAME = 'write a DNS name in full, for example "siem.example.com", or an IPv4 address';
const ADDRESS = "write four numbers from 0 to 255 without leading zeros, or a DNS name";
const SPECIAL = "name the host itself: loopback, link-local, multicast and reserved addresses lead to none";
const BLOCK_FIX =
  "use the networks of the host: loopback, link-local (the metadata service), multicast and reserved addresses lead to none";

test.each<[string, readonly Edit[], string]>([
  [
    "a number beyond 255",
    siem("tls://999.1.1.1:6514"),
    `${SIEM}: has no valid address, got "tls://999.1.1.1:6514"; ${ADDRESS}`,
  ],
  [
    "a name that ends in a number",
    siem("tls://siem.7:6514"),
    `${SIEM}: has no valid address, got "tls://siem.7:6514"; ${ADDRESS}`,
  ],
  ["an empty label", siem("tls://a..b:6514"), `${SIEM}: has no valid host, got "tls://a..b:6514"; ${NAME}`],
  [
    "a dash at a label's end",
    mirror("https://a.b-.example"),
    `${MIRROR}: has no valid host, got "https://a.b-.example"; ${NAME}`,
  ],
  [
    "the node itself by name",
    siem("tls://localhost:6514"),
    `${SIEM}: has no valid host, got "tls://localhost:6514"; ${NAME}`,
  ],
  [
    "the node itself by address",
    siem("tls://127.0.0.1:6514"),
    `${SIEM}: names a special address, got "tls://127.0.0.1:6514"; ${SPECIAL}`,
  ],
  [
    "the metadata service",
    mirror("https://169.254.169.254"),
    `${MIRROR}: names a special address, got "https://169.254.169.254"; ${SPECIAL}`,
  ],
  [
    "steps up in a path",
    mirror("https://mirror.example.com/../x"),
    `${MIRROR}: has steps in its path, got "https://mirror.example.com/../x"; write the path that is meant, without . and ..`,
  ],
  [
    "a registry's port",
    registry("docker.io:99999"),
    `${REGISTRY}: has no valid port, got "docker.io:99999"; use a port from 1 to 65535, or none`,
  ],
  [
    "a registry's address",
    registry("10.1.1.300:5000"),
    `${REGISTRY}: has no valid address, got "10.1.1.300:5000"; ${ADDRESS}`,
  ],
  [
    "the metadata service as network",
    siem("tls://siem.example.com:6514", "169.254.169.254/32"),
    `palisade:logs.siem.cidrs[0]: holds special addresses, got "169.254.169.254/32"; ${BLOCK_FIX}`,
  ],
  [
    "loopback as network",
    siem("tls://siem.example.com:6514", "127.0.0.0/16"),
    `palisade:logs.siem.cidrs[0]: holds special addresses, got "127.0.0.0/16"; ${BLOCK_FIX}`,
  ],
  [
    "multicast as network",
    mirror("https://mirror.example.com:8443", "224.0.0.0/16"),
    `palisade:registryMirrors[0].cidrs[0]: holds special addresses, got "224.0.0.0/16"; ${BLOCK_FIX}`,
  ],
  [
    "this network",
    siem("tls://siem.example.com:6514", "0.0.0.0/16"),
    `palisade:logs.siem.cidrs[0]: holds special addresses, got "0.0.0.0/16"; ${BLOCK_FIX}`,
  ],
  [
    "a collector outside its networks",
    siem("tls://192.0.2.5:6514"),
    `${SIEM}: is outside palisade:logs.siem.cidrs, got "tls://192.0.2.5:6514"; add "192.0.2.5/32" to them, or correct the address`,
  ],
  [
    "a mirror outside its networks",
    mirror("https://198.51.100.77:8443/v2", "198.51.100.0/28"),
    `${MIRROR}: is outside palisade:registryMirrors[0].cidrs, got "https://198.51.100.77:8443/v2"; add "198.51.100.77/32" to them, or correct the address`,
  ],
  [
    "a private mirror without networks",
    mirror("https://10.211.0.5"),
    "palisade:registryMirrors[0].cidrs: must name the network of 10.211.0.5, got []; add it: private addresses are not reached through NAT",
  ],
  [
    "ECR in capitals",
    mirror("https://111122223333.DKR.ECR.eu-central-1.amazonaws.com"),
    `${MIRROR}: is ECR, whose logins end after 12 hours, got "https://111122223333.DKR.ECR.eu-central-1.amazonaws.com"; use a registry without a login, or with one that stays: Talos cannot renew it`,
  ],
])("refused: %s", (_, edits, told) => {
  expect(messagesAfter(...edits)).toEqual([told]);
});

test.each<[string, readonly Edit[]]>([
  ["a name in capitals", siem("tls://SIEM.Example.com:6514")],
  ["an address within its networks", siem("tls://198.51.100.5:6514")],
  ["a public mirror by its address, without networks", mirror("https://198.51.100.5/v2")],
  ["a port that is written out", mirror("https://mirror.example.com:0443")],
  ["a path with dots in names", mirror("https://mirror.example.com/v2/docker.io/..a")],
  ["a registry by its address", registry("10.1.1.30:5000")],
  ["a registry of one label", registry("registry:5000")],
])("no problem: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([]);
});

test("nothing is said about an address beside networks that are not valid", () => {
  expect(messagesAfter(...siem("tls://192.0.2.5:6514", "198.51.100.0/28", "x"))).toEqual([
    'palisade:logs.siem.cidrs[1]: must be an IPv4 CIDR block, got "x"; write address and prefix, for example "10.0.0.0/16"',
  ]);
});

test("isolated, a mirror outside its networks is told for each registry", () => {
  const all = REQUIRED_MIRRORS.map((name) => ({
    registry: name,
    endpoint: "https://10.20.113.5:5000/v2",
    cidrs: ["10.20.112.0/28"],
  }));
  expect(messagesAfter(["network.mode", "isolated"], ["registryMirrors", all])).toHaveLength(REQUIRED_MIRRORS.length);
});

test("isolated, a mirror at an address without networks is told once for each registry", () => {
  const all = REQUIRED_MIRRORS.map((name) => ({ registry: name, endpoint: "https://10.20.113.5/v2", cidrs: [] }));
  expect(messagesAfter(["network.mode", "isolated"], ["registryMirrors", all])).toHaveLength(REQUIRED_MIRRORS.length);
});
