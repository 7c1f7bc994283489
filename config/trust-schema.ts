/** What nodes trust besides Talos' own roots, and which images they take. */
import { z } from "zod";
import { mirrorEndpoint } from "./host-schema";
import { checked, type Fault, key, repeated } from "./key";
import { DNS_LABEL, text } from "./text-schema";

const MOST_ROOTS = 10;
/** A worker's user data holds them: EC2 takes 16 KiB of it. */
const LONGEST_PEM = 8192;
const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----\r?\n(?:[A-Za-z0-9+/]{1,76}\r?\n)*[A-Za-z0-9+/]{1,76}={0,2}\r?\n-----END CERTIFICATE-----/g;

/** An ASN.1 sequence, as every certificate and public key is one: enough to tell PEM from a slip; Talos parses the rest. */
function holdsSequence(block: string): boolean {
  return Buffer.from(block.replace(/-----[A-Z ]+-----|\s/g, ""), "base64")[0] === 0x30;
}

function certificatesFault(value: string): Fault | undefined {
  const fix = "paste the certificates with their BEGIN and END lines, one after the other, and nothing else";
  if (value.length > LONGEST_PEM)
    return { wrong: `is longer than ${LONGEST_PEM} characters`, fix: "give the root alone: nodes need no chain" };
  const blocks = value.match(CERTIFICATE) ?? [];
  if (blocks.length === 0 || value.replace(CERTIFICATE, "").trim() !== "")
    return { wrong: "must be certificates in PEM", fix };
  return blocks.every(holdsSequence) ? undefined : { wrong: "holds a certificate that cannot be read", fix };
}

function publicKeyFault(value: string): Fault | undefined {
  const form = /^-----BEGIN (CERTIFICATE|PUBLIC KEY)-----\r?\n[A-Za-z0-9+/=\r\n]+\r?\n-----END \1-----\s*$/;
  return value.length <= LONGEST_PEM && form.test(value) && holdsSequence(value)
    ? undefined
    : { wrong: "must be a certificate or public key in PEM", fix: "paste it with its BEGIN and END lines" };
}

const trustedRoot = z.strictObject({
  name: key(text(DNS_LABEL, "must be a DNS label", "use lower-case letters, digits and dashes between them"), {
    meaning: "Name of the document in the machine configuration.",
    limits: "DNS label, each once",
    example: "registry-ca",
  }),
  certificates: key(checked(z.string(), certificatesFault), {
    meaning: "Root certificates that nodes trust besides their own, as for registry mirrors with a private CA.",
    limits: `PEM, up to ${LONGEST_PEM} characters; certificates alone`,
    example: "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n",
  }),
});

export const trustedRootsSchema = checked(z.array(trustedRoot), (roots) =>
  roots.length > MOST_ROOTS
    ? { wrong: `must name at most ${MOST_ROOTS} roots`, fix: "put several certificates into one" }
    : repeated(
        roots.map(({ name }) => name),
        (index) => [index, "name"],
      ),
);

/** Talos matches registry and repository of the normalized name, as docker.io/library/nginx, without tag and digest. */
const imagePattern = key(
  text(
    /^(?=.{1,200}$)(?:\*{1,2}|(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?|localhost(?::\d{1,5})?)\/[a-z0-9._/*-]+)$/,
    "must be a pattern of registry and repository",
    'write "*" for every image, or a registry and a path, as "ghcr.io/siderolabs/*", without tag and digest',
  ),
  {
    meaning: "Images that the rule is for, by their full names; the first rule that matches counts.",
    limits: '"*", or registry and repository with `*` in it; no tag, no digest',
    example: "ghcr.io/siderolabs/*",
  },
);

const imageRule = z.discriminatedUnion("verify", [
  z.strictObject({
    image: imagePattern,
    verify: key(z.literal("keyless"), {
      meaning:
        "`keyless`: signed by the identity `subject` or `subjectRegex` of `issuer` (Sigstore). `public-key`: signed with `publicKey`. `skip`: taken unverified. `deny`: never taken.",
      limits: "`keyless`, `public-key`, `skip`, `deny`",
      example: "keyless",
    }),
    issuer: key(mirrorEndpoint, {
      meaning: "OIDC issuer that vouches for the signer.",
      limits: "https URL",
      example: "https://token.actions.githubusercontent.com",
    }),
    subject: key(
      text(/^.{1,300}$/, "must be the signer's identity", "copy it from the certificate of the signature").optional(),
      {
        meaning: "Identity of the signer. Only with `keyless`, where `subjectRegex` is not given.",
        limits: "1 to 300 characters",
        absent: "`subjectRegex` counts",
        example: "keyless@example.com",
      },
    ),
    subjectRegex: key(
      text(/^\S{1,300}$/, "must be an expression", "write an RE2 expression without spaces").optional(),
      {
        meaning: "Expression that the signer's identity matches. Only with `keyless`, where `subject` is not given.",
        limits: "RE2, 1 to 300 characters; write ^ and $ where they are meant",
        absent: "`subject` counts",
        example: "^https://github\\.com/example/.*$",
      },
    ),
  }),
  z.strictObject({
    image: imagePattern,
    verify: z.literal("public-key"),
    publicKey: key(checked(z.string(), publicKeyFault), {
      meaning: "Certificate or public key that images are signed with. Only with `public-key`.",
      limits: `PEM, up to ${LONGEST_PEM} characters`,
      example: "-----BEGIN PUBLIC KEY-----\n...\n-----END PUBLIC KEY-----\n",
    }),
  }),
  z.strictObject({ image: imagePattern, verify: z.enum(["skip", "deny"]) }),
]);

export const imageVerificationSchema = checked(z.array(imageRule), (rules) => {
  if (rules.length > 50) return { wrong: "must hold at most 50 rules", fix: "join some by a pattern" };
  return [
    ...repeated(
      rules.map(({ image }) => image),
      (index) => [index, "image"],
    ),
    ...rules.flatMap((rule, index): readonly Fault[] =>
      rule.verify === "keyless" && (rule.subject === undefined) === (rule.subjectRegex === undefined)
        ? [{ wrong: "must name subject or subjectRegex", fix: "give one of the two", at: [index] }]
        : [],
    ),
    // Talos takes an image that no rule matches unverified: what was meant is written down.
    ...(rules.length > 0 && !/^\*{1,2}$/.test(rules.at(-1)?.image ?? "")
      ? [
          {
            wrong: 'must end with a rule for "*"',
            fix: 'add image "*" with verify "deny" or "skip": an image that no rule matches is taken unverified',
          },
        ]
      : []),
  ];
});
