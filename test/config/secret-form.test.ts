import { keyRows } from "../../cli/config-docs";
import { configSchema } from "../../config/schema";
import { isCiphertext, isSecretName, looksSecret } from "../../config/secret-form";
import { secretPaths } from "../../config/secret-text";
import { edited, messagesAfter, messagesOf } from "./sample";

/** Made of parts, so that no scanner takes this file for a leak. */
const of = (...parts: readonly string[]) => parts.join("");
const mixed = (length: number) => "AbC1dEf2GhI3jKl4".repeat(Math.ceil(length / 16)).slice(0, length);
const digits = (length: number) => "0123456789abcdef".repeat(Math.ceil(length / 16)).slice(0, length);
const jwt = of("ey", "JhbGciOiJIUzI1NiJ9.ey", "JzdWIiOiIxMjM0NTY3ODkwIn0.", mixed(43));
const begin = (what: string) => of("-----", "BEGIN ", what, "-----");

const SECRETS: readonly (readonly [string, string])[] = [
  ["an AWS secret key behind its name", of("AWS_SECRET_ACCESS", "_KEY=", mixed(40))],
  ["an AWS secret key behind another character", of("x ", mixed(40), " ")],
  ["a GitHub token", of("gh", "p_", mixed(36))],
  ["a fine-grained GitHub token", of("github", "_pat_", mixed(82))],
  ["a Slack token", of("xox", "b-123456789012-", mixed(24))],
  ["a GitLab token", of("gl", "pat-", mixed(20))],
  ["a Vault token", of("hv", "s.", mixed(40))],
  ["a Pulumi token", of("pu", "l-", digits(40))],
  ["a Stripe key", of("sk", "_live_", mixed(24))],
  ["an Anthropic key", of("sk", "-ant-api03-", mixed(40))],
  ["an OpenAI key", of("sk", "-", mixed(48))],
  ["an npm token", of("np", "m_", mixed(36))],
  ["a PyPI token", of("py", "pi-AgE", mixed(40))],
  ["a Google key", of("AI", "za", mixed(35))],
  ["a SendGrid key", of("S", "G.", mixed(22), ".", mixed(43))],
  ["a Telegram bot token", of("123456789", ":", mixed(35))],
  ["a bearer token", of("Bea", "rer ", jwt)],
  ["a JSON web token within a text", of("see ", jwt, " there")],
  ["a kubeadm token behind a name", of("x=abcdef", ".", digits(16))],
  ["a password behind its name", of("pass", "word=hunter2hunter2")],
  ["a password behind a colon", of("db pass", "word: hunter2hunter2")],
  ["a token in a query", of("https://mirror.example.com/v2?to", "ken=TOPSECRETVALUE")],
  ["a signature in a query", of("https://example.blob.example.com/x?a=b&si", "g=abcdefgh")],
  ["a token as the user of a URL", of("https://ghto", "ken0123456789abcdef@mirror.example.com/v2")],
  ["a Teams webhook", of("https://acme.webhook", ".office.com/webhookb2/a/b")],
  ["a Discord webhook", of("https://discord", ".com/api/webhooks/1/x")],
  ["a PGP key", of(begin("PGP PRIVATE KEY BLOCK"), "\nMIIE\n")],
  ["an OpenSSH key", of(begin("OPENSSH PRIVATE KEY"), "\nb3Bl\n")],
  [
    "a key in base64 behind a certificate in base64",
    [begin("CERTIFICATE"), begin("EC PRIVATE KEY")]
      .map((text) => Buffer.from(`${text}\nMIIB`).toString("base64"))
      .join(" "),
  ],
];

test.each(SECRETS)("%s is a secret: told by its path alone, as a value and as a name", (_, secret) => {
  expect(messagesAfter(["tags", { owner: secret }])).toEqual([
    "palisade:tags.owner: is a secret in plain text; remove it, and replace the secret: whoever can read the stack file has it",
  ]);
  const told = messagesAfter(["network.vpcCidr", secret], ["tags", { [secret]: "x" }]).join("\n");
  expect(told).toContain("palisade:network.vpcCidr: is a secret in plain text");
  expect(told).toContain('palisade:tags["[secret]"]: is a secret in plain text');
  expect(told).not.toContain(secret.trim());
});

test.each([
  "",
  "platform",
  "arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCdEf",
  "arn:aws:acm:eu-central-1:444455556666:certificate/0f1e2d3c-4b5a-4978-8765-43210fedcba9",
  "arn:aws:iam::444455556666:role/Platform/Deploy",
  "awskms://alias/palisade-prod-config?region=eu-central-1&context_stack=prod",
  `sha256:${digits(64)}`,
  digits(40),
  digits(64),
  "tgw-0a1b2c3d4e5f60718",
  "ami-0f1e2d3c4b5a69788",
  "al2023-ami-2023.9.20260914.0-kernel-6.12-x86_64",
  "https://example.com/a?page=2&sort=name",
  "https://medium.example.com/@someone",
  "ssh://git@github.com/example/repository",
  "someone@example.com",
  "office.examplecompanies",
  "office.examplecorpdomain",
  "tls://collector.siem.example.com:6514",
  "password=disabled",
  "token: none",
  "secret rotation is on",
  "bearer of good news, authentication needed",
  `${begin("CERTIFICATE")}\n${mixed(64)}\n${mixed(40)}\n`,
  Buffer.from(`${begin("CERTIFICATE")}\n${mixed(64)}`).toString("base64"),
  `${begin("PUBLIC KEY")}\n${mixed(40)}\n`,
  // A user alone, as of a git remote, and words in a query.
  "https://acme@dev.azure.com/acme/platform",
  "https://git@github.com/acme/repo.git",
  "https://wiki.example.com/a?key=OPS-1234",
  "https://example.com/?auth=oidc",
  "Bearer token-authentication",
])("%j is no secret", (text) => {
  expect(looksSecret(text)).toBe(false);
});

test("no key of the schema is called as a secret is, and no example looks like one", () => {
  const rows = keyRows(configSchema);
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter(({ path }) => isSecretName(path)).map(({ path }) => path)).toEqual([]);
  expect(rows.flatMap(({ doc }) => secretPaths(doc?.example))).toEqual([]);
});

describe("names", () => {
  test.each([
    "password",
    "DB_PASSWORD",
    "passphrase",
    "secretKey",
    "aws-secret-access-key",
    "example.com/api-token",
    "apiKey2",
    "pwd",
  ])("what stands below %s is a secret", (name) => {
    expect(messagesAfter(["tags", { [name]: "hunter2" }])).toEqual([
      expect.stringContaining(": is a secret in plain text; remove it"),
    ]);
    const told = messagesAfter(["tags", { [name]: ["hunter2", 1] }], ["network.vpcCidr", { [name]: 7654321 }]);
    expect(told.join("\n")).not.toMatch(/hunter2|7654321/);
  });

  test("but not a switch, a reference or another name", () => {
    const tags = {
      "api-token": "disabled",
      secret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x",
      "password-policy": "strict",
      "token-ttl": "3600",
      "data-class": "secret",
    };
    expect(
      messagesOf(
        Object.fromEntries(
          Object.entries(edited([["tags", tags]])).map(([name, value]) => [`palisade:${name}`, JSON.stringify(value)]),
        ),
      ),
    ).toEqual([]);
  });
});

test.each(
  (
    [
      ["v1:dGhpc0lzTm90QVNlY3I=:c2FtcGxlIGNpcGhlcnRleHQ=", true],
      [`AAABA${mixed(60)}`, true],
      [`AQICAH${mixed(200)}==`, true],
      ["", false],
      ["abc", false],
      ["hunter2hunter2", false],
      ["v1:abc", false],
      [mixed(40), false],
      [`${mixed(43)}=`, false],
      ["https://hooks.example.com/x", false],
      [of("gh", "p_", mixed(36)), false],
      [Buffer.from(begin("EC PRIVATE KEY") + mixed(64)).toString("base64"), false],
    ] as const
  ).map(([text, expected]) => [text.slice(0, 12), text.length, expected, text] as const),
)("%j of %i characters as ciphertext: %s", (_, __, expected, text) => {
  expect(isCiphertext(text)).toBe(expected);
});

test.each([
  ":",
  "://",
  "://a",
  "://a:",
  "a@",
  "eyJ",
  "-eyJ",
  "eyJ.",
  "token",
  "token=",
  "token: ",
  "password:",
  "-----BEGIN ",
  "LS0tLS1CRUdJTi",
  "LS0tLS1CRUdJTi ",
  "abc123.",
  "0",
  "SG.",
  "AKIA",
  "A1b",
  "?key",
  "=",
  " ",
  '"',
])("250 KB of %j take no time", (part) => {
  const text = `://${part.repeat(Math.ceil(250_000 / part.length))}`;
  const start = performance.now();
  looksSecret(text);
  isSecretName(text);
  isCiphertext(text);
  expect(performance.now() - start).toBeLessThan(1000);
});
