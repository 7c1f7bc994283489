/** How secrets look: prefixes that services give them, names that stand before them, URLs that carry them. Every expression takes linear time. */

/** Forms that are nothing but a secret, wherever they stand in a text. */
const KNOWN_FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/i,
  /PuTTY-User-Key-File-\d/i,
  /AGE-SECRET-KEY-/i,
  /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
  // Tokens of GitHub, GitLab, Slack, Vault, Pulumi, Stripe, Anthropic, OpenAI, npm, PyPI, Docker, Google, SendGrid, Grafana, Hugging Face, Atlassian, Tailscale, DigitalOcean, Shopify, Telegram.
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20}/,
  /(?<![A-Za-z0-9])github_pat_\w{20}/,
  /(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|cbt|soat|agent)-[\w-]{16}/,
  /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[\w-]{10}/,
  /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{20}/,
  /(?<![A-Za-z0-9])pul-[0-9a-f]{40}/,
  /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{10}/,
  /(?<![A-Za-z0-9])sk-(?:(?:ant|proj|svcacct|admin)-[\w-]{10}|[A-Za-z0-9]{32})/,
  /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30}/,
  /(?<![A-Za-z0-9])pypi-AgE[\w-]{20}/,
  /(?<![A-Za-z0-9])dckr_[a-z]{3}_[\w-]{20}/,
  /(?<![A-Za-z0-9])(?:AIza[\w-]{35}|ya29\.[\w-]{20})/,
  /(?<![A-Za-z0-9])SG\.[\w-]{16,64}\.[\w-]{16}/,
  /(?<![A-Za-z0-9])gl(?:sa|c)_\w{20}/,
  /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30}/,
  /(?<![A-Za-z0-9])ATATT3[\w-]{20}/,
  /(?<![A-Za-z0-9])tskey-[a-z]{2,20}-\w{10}/,
  /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}/,
  /(?<![A-Za-z0-9])shp[a-z]{2}_[0-9A-Fa-f]{32}/,
  /(?<![A-Za-z0-9])\d{8,10}:[\w-]{35}(?![\w-])/,
  // JSON web tokens, and whatever stands behind "Bearer".
  /(?<![\w-])eyJ[\w-]{4,}\.eyJ/,
  /\bBearer\s{1,3}(?=[\w.~+/-]{0,200}\d)[\w.~+/-]{16}/i,
  // Webhooks: whoever has the address may post to it.
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/\w/i,
  /webhook\.office\.com\/webhook/i,
  /discord(?:app)?\.com\/api\/webhooks\//i,
  /hooks\.zapier\.com\/hooks\//i,
  /events\.pagerduty\.com\/integration\//i,
  // Talos and kubeadm tokens; a name of two labels of this length without a digit is a domain.
  /(?<![\w.-])[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w-]|\.\w)/,
  // A URL with a password in it, or with a user that is a token: a plain user, as of a git remote, is none.
  /:\/\/[^/\s@:?#]*:[^/\s@?#]+@/,
  /:\/\/(?=[^/\s@:?#]{0,200}\d)[^/\s@:?#]{20,200}@/,
  // Keys and signatures in the query of a URL; names that say "secret" are ASSIGNED.
  /[?&;](?:key|sig|signature|code|auth|jwt|x-(?:amz|goog)-(?:signature|credential))=(?![a-z]{1,10}-\d{1,7}(?:[&\s#]|$))[^&\s#]{8}/i,
];

const NAME = "(?:pass(?:word|wd|phrase)s?|secret|tokens?|(?:api|access|secret|private|auth)[-_. ]?key|authorization)";
const SECRET_NAME = new RegExp(`(?:${NAME}|(?:^|[^a-z])pwd)$`, "i");
/** `name=value`, `name: value`. Without a space a colon says so behind "password" alone: ARNs have `secret:` in them. */
const ASSIGNED = new RegExp(
  `(?:${NAME}|(?<![a-z])pwd)["']?(?:\\s{0,3}=\\s{0,3}|:\\s{1,3}|(?<=pass(?:word|wd|phrase)["']?):)["']?([^\\s"',;&]{4,})`,
  "gi",
);
/** What people write behind such a name that is none. */
const NO_SECRET =
  /^(?:true|false|yes|no|none|null|on|off|enabled?|disabled?|required|optional|managed|rotated|external|vault|sso|oidc|n\/a|-|\[secret\]|arn:.*|[<$*].*)?$/is;

/** PEM in base64 begins like this, a certificate as well as a key. */
const ENCODED_PEM = "LS0tLS1CRUdJTi";

function decodedPem(rest: string): string {
  return Buffer.from(ENCODED_PEM + (/^[A-Za-z0-9+/=\s]*/.exec(rest)?.[0] ?? ""), "base64").toString("latin1");
}

function holdsEncodedKey(text: string): boolean {
  return text
    .split(ENCODED_PEM)
    .slice(1)
    .some((rest) => decodedPem(rest).includes("PRIVATE KEY"));
}

/** Certificates and public keys are lines of base64 that say nothing secret. */
function withoutPem(text: string): string {
  return text
    .replace(/-----BEGIN (?:[A-Z0-9 ]{0,40})-----[A-Za-z0-9+/=\s]*/g, " ")
    .replace(/LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]*/g, " ");
}

/** An AWS secret access key: 40 characters of base64 that are no hexadecimal digest. */
function holdsSecretAccessKey(text: string): boolean {
  return [...text.matchAll(/(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g)].some(
    ([word]) => /[A-Z]/.test(word) && /[a-z]/.test(word) && /\d/.test(word),
  );
}

/** 32 bytes in base64: secretbox and AES keys, cluster id and secret of a Talos secrets bundle. */
const KEY_OF_32_BYTES = /^\s*[A-Za-z0-9+/]{43}=\s*$/;

/** What people write in place of a secret, and the examples of AWS's and kubeadm's documentation. */
const PLACEHOLDERS =
  /<[^<>\s]{0,80}>|\$\{[^{}\s]{0,80}\}|\$[A-Z_]{1,80}|\*{3,80}|\.{3}|x{8,80}|AKIA(?:IOSFODNN7EXAMPLE|X{16})|abcdef\.0123456789abcdef/gi;

/** A text that people wrote, without what they wrote in place of secrets. */
export function withoutPlaceholders(text: string): string {
  return text.replace(PLACEHOLDERS, "");
}

/** True only for what can be nothing else; for text that people write, such as comments. */
export function holdsKnownSecret(text: string): boolean {
  return KNOWN_FORMS.some((form) => form.test(text)) || holdsEncodedKey(text);
}

export function looksSecret(text: string): boolean {
  if (holdsKnownSecret(text)) return true;
  const bare = withoutPem(text);
  return (
    KEY_OF_32_BYTES.test(bare) ||
    holdsSecretAccessKey(bare) ||
    [...bare.matchAll(ASSIGNED)].some(([, value]) => value !== undefined && !NO_SECRET.test(value))
  );
}

/** A count, or a reference to a secret of Kubernetes. */
const NO_SECRET_NAME = /(?:^|[^a-z])(?:max|min|num|uses|image-?pull)-?[a-z]*$/i;

/** `password`, `aws:secretKey`, `example.com/api-token`: what stands below such a name is a secret, whatever its form. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1-$2").replace(/[-_.]?\d{1,4}$/, "");
  return SECRET_NAME.test(words) && !NO_SECRET_NAME.test(words);
}

/** A value below such a name that is no secret: a switch, a reference, nothing. */
export function isNoSecret(value: string): boolean {
  return NO_SECRET.test(value.trim());
}

/** Ciphertexts of Pulumi: version, nonce and text; older ones are one word, longer than any key in base64. */
const CIPHERTEXT =
  /^(?:v\d+:[A-Za-z0-9+/]+={0,2}:[A-Za-z0-9+/]+={0,2}|(?:AAAB[A-Za-z0-9+/]{36,}|[A-Za-z0-9+/]{45,})={0,2})$/;

export function isCiphertext(text: string): boolean {
  return CIPHERTEXT.test(text) && !holdsEncodedKey(text);
}
