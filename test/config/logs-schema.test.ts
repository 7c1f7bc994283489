import { REQUIRED_MIRRORS } from "../../config/schema";
import { type Edit, messagesAfter } from "./sample";

const MIRRORS = REQUIRED_MIRRORS.map((registry) => ({
  registry,
  endpoint: "https://mirror.example.com",
  cidrs: ["10.20.112.0/28"],
}));

const cases: readonly (readonly [name: string, edits: readonly Edit[], told: readonly string[]])[] = [
  [
    "a mirror without https",
    [["registryMirrors", [{ registry: "docker.io", endpoint: "http://mirror.example.com" }]]],
    [
      'palisade:registryMirrors[0].endpoint: must be an https URL, got "http://mirror.example.com"; write https, a host and an optional path, without user, query or fragment, for example "https://mirror.example.com/v2/docker.io"',
    ],
  ],
  [
    "a mirror with a password",
    [["registryMirrors", [{ registry: "docker.io", endpoint: "https://u:p@mirror.example.com" }]]],
    [
      "palisade:registryMirrors[0].endpoint: is a secret in plain text; remove it, and replace the secret: whoever can read the stack file has it",
    ],
  ],
  [
    "a registry with a scheme",
    [["registryMirrors", [{ registry: "https://docker.io", endpoint: "https://mirror.example.com" }]]],
    [
      'palisade:registryMirrors[0].registry: must be a registry\'s host, got "https://docker.io"; write host and optional port without a scheme, for example "docker.io"',
    ],
  ],
  [
    "a registry twice",
    [["registryMirrors", [0, 1].map(() => ({ registry: "docker.io", endpoint: "https://mirror.example.com" }))]],
    ['palisade:registryMirrors[1].registry: repeats entry 0, got "docker.io"; give each value once'],
  ],
  [
    "a retention that CloudWatch refuses",
    [["logs.retentionDays", 100]],
    [
      "palisade:logs.retentionDays: is not a retention that CloudWatch Logs takes, got 100; use 120, or one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    ],
  ],
  [
    "a retention that is too long",
    [["logs.retentionDays", 9999]],
    [
      "palisade:logs.retentionDays: is not a retention that CloudWatch Logs takes, got 9999; use 3653, or one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    ],
  ],
  [
    "a collector without TLS",
    [["logs.siem", { endpoint: "tcp://siem.example.com:514", cidrs: ["198.51.100.0/28"] }]],
    [
      'palisade:logs.siem.endpoint: must be tls://host:port, got "tcp://siem.example.com:514"; write a host and a port from 1 to 65535; logs never leave without TLS',
    ],
  ],
  [
    "a collector's port beyond 65535",
    [["logs.siem", { endpoint: "tls://siem.example.com:65536", cidrs: ["198.51.100.0/28"] }]],
    [
      'palisade:logs.siem.endpoint: must be tls://host:port, got "tls://siem.example.com:65536"; write a host and a port from 1 to 65535; logs never leave without TLS',
    ],
  ],
  [
    "a collector without networks",
    [["logs.siem", { endpoint: "tls://siem.example.com:6514", cidrs: [] }]],
    ["palisade:logs.siem.cidrs: must name at least one CIDR block, got []; add the networks to let in"],
  ],
  [
    "a collector everywhere",
    [["logs.siem", { endpoint: "tls://siem.example.com:6514", cidrs: ["0.0.0.0/0"] }]],
    [
      'palisade:logs.siem.cidrs[0]: is wider than /16, got "0.0.0.0/0"; use a prefix from /16 to /32: logs leave for the collector and for nothing else',
    ],
  ],
  [
    "a private collector without a route",
    [["logs.siem", { endpoint: "tls://siem.example.com:6514", cidrs: ["10.90.0.0/28"] }]],
    [
      'palisade:logs.siem.cidrs[0]: is private and has no route, got "10.90.0.0/28"; set access.transitGatewayId, or use a network of the VPC or a public one',
    ],
  ],
  [
    "a public collector when isolated",
    [
      ["network.mode", "isolated"],
      ["registryMirrors", MIRRORS],
      ["logs.siem", { endpoint: "tls://siem.example.com:6514", cidrs: ["198.51.100.0/28"] }],
    ],
    [
      'palisade:logs.siem.cidrs[0]: cannot be reached when network.mode is isolated, got "198.51.100.0/28"; use a network of the VPC or one behind access.transitGatewayId',
    ],
  ],
  [
    "an existing trail without its ARN",
    [["logs.trail", { mode: "existing" }]],
    [
      'palisade:logs.trail.arn: is missing; set it, for example "arn:aws:cloudtrail:eu-central-1:999988887777:trail/organization" (ARN of a trail; an organisation\'s may be of another account)',
    ],
  ],
  [
    "an existing trail of another partition",
    [["logs.trail", { mode: "existing", arn: "arn:aws-cn:cloudtrail:cn-north-1:111122223333:trail/all" }]],
    [
      'palisade:logs.trail.arn: is not in the AWS partition of eu-central-1, got "arn:aws-cn:cloudtrail:cn-north-1:111122223333:trail/all"; name a trail that records this account',
    ],
  ],
  [
    "alarms that nobody hears",
    [["logs.alarmEmails", []]],
    [
      "palisade:logs.alarmEmails: must name an address, since there is no alarmWebhook, got []; add an address, set the secret alarmWebhook, or set protection.disposable",
    ],
  ],
  [
    "tags that differ in case only",
    [["tags", { owner: "platform", Owner: "platform", NAME: "x" }]],
    [
      'palisade:tags.Owner: differs from owner in case only, got "platform"; keep one: IAM takes both for the same tag',
      'palisade:tags.NAME: is set for each resource, got "x"; remove it',
    ],
  ],
  [
    "an alarm address that is none",
    [["logs.alarmEmails", ["nobody"]]],
    [
      'palisade:logs.alarmEmails[0]: must be an email address, got "nobody"; correct it, for example ["platform-alarms@example.com"] (at most 10, each once; at least one unless alarmWebhook is set or protection.disposable)',
    ],
  ],
  [
    "an alarm address twice",
    [["logs.alarmEmails", ["a@example.com", "a@example.com"]]],
    ['palisade:logs.alarmEmails[1]: repeats entry 0, got "a@example.com"; give each value once'],
  ],
  [
    "a tag of AWS",
    [["tags", { "aws:x": "1" }]],
    [
      'palisade:tags["aws:x"]: has a reserved prefix, got "1"; aws: belongs to AWS and palisade: to this program, use another name',
    ],
  ],
  [
    "a tag of Palisade",
    [["tags", { "Palisade:x": "1" }]],
    [
      'palisade:tags["Palisade:x"]: has a reserved prefix, got "1"; aws: belongs to AWS and palisade: to this program, use another name',
    ],
  ],
  [
    "a tag called Name",
    [["tags", { Name: "x" }]],
    ['palisade:tags.Name: is set for each resource, got "x"; remove it'],
  ],
  [
    "a tag with refused characters",
    [["tags", { owner: "a<b" }]],
    ['palisade:tags.owner: has characters that AWS refuses, got "a<b"; use letters, digits, spaces and _.:/=+-@'],
  ],
  [
    "a tag whose value is too long",
    [["tags", { owner: "a".repeat(257) }]],
    [
      'palisade:tags.owner: must be at most 256 characters, got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...; shorten it',
    ],
  ],
  [
    "a tag whose name is too long",
    [["tags", { ["a".repeat(129)]: "x" }]],
    [
      'palisade:tags.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: must have a name of 1 to 128 characters, got "x"; shorten the name',
    ],
  ],
  [
    "a tag that is a number",
    [["tags", { "cost-center": 4711 }]],
    ["palisade:tags.cost-center: must be a string, got 4711; put it in quotes"],
  ],
  [
    "41 tags",
    [["tags", Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`t${i}`, "x"]))]],
    [
      'palisade:tags: must hold at most 40 tags, got {"t0":"x","t1":"x","t2":"x","t3":"x","t4":"x","t5":"x","t6":"x","t7":"x","t8":"x...; remove 1',
    ],
  ],
];

describe("bad input: registries, logs and tags", () => {
  test.each(cases)("%s", (_, edits, told) => {
    expect(messagesAfter(...edits)).toEqual(told);
  });
});
