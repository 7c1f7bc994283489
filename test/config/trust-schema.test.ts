import { type Edit, messagesAfter } from "./sample";

/** PEM that holds an ASN.1 sequence, and nothing more. */
const block = (label: string, first = 0x30) =>
  `-----BEGIN ${label}-----\n${Buffer.from([first, 0x03, 0x02, 0x01, 0x01]).toString("base64")}\n-----END ${label}-----\n`;
const CERTIFICATE = block("CERTIFICATE");
const root = (certificates: unknown, name = "mirror") => [["talos.trustedRoots", [{ name, certificates }]] as Edit];
const rules = (...list: readonly object[]): readonly Edit[] => [["talos.imageVerification", list]];
const ALL = { image: "*", verify: "skip" };
const PEM_FIX = "paste the certificates with their BEGIN and END lines, one after the other, and nothing else";

test.each<readonly [name: string, edits: readonly Edit[], told: readonly (string | RegExp)[]]>([
  ["a root", root(CERTIFICATE), []],
  ["two roots in one text", root(CERTIFICATE + CERTIFICATE), []],
  ["a root without its newline", root(CERTIFICATE.trimEnd()), []],
  [
    "a root that is none",
    root("LS0t"),
    [`palisade:talos.trustedRoots[0].certificates: must be certificates in PEM, got "LS0t"; ${PEM_FIX}`],
  ],
  [
    "text beside a root",
    root(`${CERTIFICATE}x`),
    [/^palisade:talos\.trustedRoots\[0\]\.certificates: must be certificates in PEM, got "/],
  ],
  [
    "a root that holds something else",
    root(block("CERTIFICATE", 0x04)),
    [/^palisade:talos\.trustedRoots\[0\]\.certificates: holds a certificate that cannot be read, got "/],
  ],
  [
    "a private key for a root",
    root(block(`EC ${"PRIVATE"} KEY`)),
    [
      "palisade:talos.trustedRoots[0].certificates: is a secret in plain text; remove it, and replace the secret: whoever can read the stack file has it",
    ],
  ],
  [
    "a root with a long chain",
    root(CERTIFICATE.repeat(200)),
    [
      /^palisade:talos\.trustedRoots\[0\]\.certificates: is longer than 8192 characters, got .*; give the root alone: nodes need no chain$/,
    ],
  ],
  [
    "two roots of one name",
    [["talos.trustedRoots", [0, 1].map(() => ({ name: "mirror", certificates: CERTIFICATE }))]],
    ['palisade:talos.trustedRoots[1].name: repeats entry 0, got "mirror"; give each value once'],
  ],
  [
    "a root with a name that no document can have",
    root(CERTIFICATE, "My CA"),
    [
      'palisade:talos.trustedRoots[0].name: must be a DNS label, got "My CA"; use lower-case letters, digits and dashes between them',
    ],
  ],
  ["a rule for everything", rules(ALL), []],
  [
    "a rule by public key",
    rules({ image: "registry.example.com:5000/team/*", verify: "public-key", publicKey: block("PUBLIC KEY") }, ALL),
    [],
  ],
  [
    "rules that leave the rest open",
    rules({ image: "ghcr.io/siderolabs/*", verify: "deny" }),
    [
      /^palisade:talos\.imageVerification: must end with a rule for "\*", got .*; add image "\*" with verify "deny" or "skip": an image that no rule matches is taken unverified$/,
    ],
  ],
  [
    "a rule behind the one for everything",
    rules(ALL, { image: "ghcr.io/siderolabs/*", verify: "deny" }),
    [/^palisade:talos\.imageVerification: must end with a rule for "\*"/],
  ],
  [
    "a pattern that matches no image, since names are in full",
    rules({ image: "library/nginx*", verify: "deny" }, ALL),
    [
      /^palisade:talos\.imageVerification\[0\]\.image: must be a pattern of registry and repository, got "library\/nginx\*"/,
    ],
  ],
  [
    "a pattern with a tag, which Talos does not compare",
    rules({ image: "ghcr.io/siderolabs/kubelet:v1.36.2", verify: "deny" }, ALL),
    [/^palisade:talos\.imageVerification\[0\]\.image: must be a pattern/],
  ],
  [
    "a signer with neither name nor expression",
    rules({ image: "ghcr.io/x/*", verify: "keyless", issuer: "https://accounts.example.com" }, ALL),
    [/^palisade:talos\.imageVerification\[0\]: must name subject or subjectRegex, got .*; give one of the two$/],
  ],
  [
    "a signer with both",
    rules(
      {
        image: "ghcr.io/x/*",
        verify: "keyless",
        issuer: "https://accounts.example.com",
        subject: "a",
        subjectRegex: "b",
      },
      ALL,
    ),
    [/^palisade:talos\.imageVerification\[0\]: must name subject or subjectRegex/],
  ],
  [
    "a key that is none",
    rules({ image: "ghcr.io/x/*", verify: "public-key", publicKey: "ssh-ed25519 AAAA" }, ALL),
    [/^palisade:talos\.imageVerification\[0\]\.publicKey: must be a certificate or public key in PEM/],
  ],
  [
    "an unknown way to verify",
    rules({ image: "ghcr.io/x/*", verify: "cosign" }, ALL),
    [/^palisade:talos\.imageVerification\[0\]\.verify: /],
  ],
  [
    "a field of another way",
    rules({ image: "ghcr.io/x/*", verify: "deny", issuer: "https://accounts.example.com" }, ALL),
    [/^palisade:talos\.imageVerification\[0\]\.issuer: is not a known key/],
  ],
])("%s", (_, edits, told) => {
  const messages = messagesAfter(...edits);
  expect(messages).toHaveLength(told.length);
  told.forEach((expected, index) => {
    if (typeof expected === "string") expect(messages[index]).toBe(expected);
    else expect(messages[index]).toMatch(expected);
  });
});

describe("cluster discovery", () => {
  const isolated: readonly Edit[] = [
    ["network.mode", "isolated"],
    [
      "registryMirrors",
      ["docker.io", "ghcr.io", "registry.k8s.io", "factory.talos.dev", "quay.io"].map((registry) => ({
        registry,
        endpoint: "https://mirror.example.com",
        cidrs: ["10.20.112.0/28"],
      })),
    ],
  ];

  test("is refused where no node reaches the service", () => {
    expect(messagesAfter(...isolated)).toEqual([]);
    expect(messagesAfter(...isolated, ["talos.discovery", "off"])).toEqual([]);
    expect(messagesAfter(...isolated, ["talos.discovery", "service"])).toEqual([
      'palisade:talos.discovery: cannot be reached when network.mode is isolated, got "service"; use "off": the service is on the internet',
    ]);
  });

  test("is what KubeSpan learns keys from", () => {
    const fix =
      "use encryption.wireGuard, or leave talos.discovery on, which an isolated network cannot: nodes learn each other's keys there";
    const told = [`palisade:encryption.kubeSpan: needs cluster discovery, got true; ${fix}`];
    expect(messagesAfter(["encryption", { kubeSpan: true }])).toEqual([]);
    expect(messagesAfter(["encryption", { kubeSpan: true }], ["talos.discovery", "off"])).toEqual(told);
    expect(messagesAfter(...isolated, ["encryption", { kubeSpan: true }])).toEqual(told);
  });
});

describe("the boundary of the environment's roles", () => {
  const BOUNDARY = "arn:aws:iam::111122223333:policy/platform/palisade-staging-boundary";

  test("is a managed policy of the account", () => {
    expect(messagesAfter(["account.permissionsBoundaryArn", BOUNDARY])).toEqual([]);
    expect(messagesAfter(["account.permissionsBoundaryArn", BOUNDARY.replace("111122223333", "999988887777")])).toEqual(
      [expect.stringMatching(/^palisade:account\.permissionsBoundaryArn: must be of account 111122223333, got /)],
    );
    expect(messagesAfter(["account.permissionsBoundaryArn", BOUNDARY.replace(":aws:", ":aws-us-gov:")])).toEqual([
      expect.stringMatching(
        /^palisade:account\.permissionsBoundaryArn: is not in the AWS partition of eu-central-1, got /,
      ),
    ]);
    expect(messagesAfter(["account.permissionsBoundaryArn", "arn:aws:iam::aws:policy/PowerUserAccess"])).toEqual([
      'palisade:account.permissionsBoundaryArn: must be the ARN of a managed IAM policy of the account, got "arn:aws:iam::aws:policy/PowerUserAccess"; copy it from the console or from the stack that made it',
    ]);
  });
});

describe("roles that run Pulumi", () => {
  const ROLE = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Deploy_0123456789abcdef";

  test("are of the account, each once", () => {
    expect(messagesAfter(["account.deployRoleArns", [ROLE]])).toEqual([]);
    expect(messagesAfter(["account.deployRoleArns", [ROLE, ROLE]])).toEqual([
      `palisade:account.deployRoleArns[1]: repeats entry 0, got ${JSON.stringify(`${ROLE.slice(0, 79)}`)}; give each value once`.replace(
        /got ".*";/,
        `got ${JSON.stringify(ROLE).slice(0, 80)}...;`,
      ),
    ]);
    expect(messagesAfter(["account.deployRoleArns", [ROLE.replace("111122223333", "999988887777")]])).toEqual([
      expect.stringMatching(/^palisade:account\.deployRoleArns\[0\]: must be of account 111122223333, got /),
    ]);
    expect(messagesAfter(["account.deployRoleArns", []])).toEqual([
      "palisade:account.deployRoleArns: must name 1 to 5 roles, got []; name the roles that run Pulumi, or remove the key",
    ]);
    expect(messagesAfter(["account.deployRoleArns", ["arn:aws:iam::111122223333:user/alice"]])).toEqual([
      'palisade:account.deployRoleArns[0]: must be the ARN of an IAM role, got "arn:aws:iam::111122223333:user/alice"; copy it from the console or from the stack that made it',
    ]);
  });
});
