/** Text that is a secret by its look, so that it never stays in a stack file in plain text and never reaches a message. */

const SECRET_FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/,
  /AGE-SECRET-KEY-/i,
  /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
  // Slack incoming webhooks and GitHub tokens: whoever has the text may use it.
  /hooks\.slack\.com\/services\//i,
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36}/,
  // Talos and kubeadm tokens.
  /^[a-z0-9]{6}\.[a-z0-9]{16}$/,
  // 32 bytes in base64: secretbox and AES keys, cluster id and secret of a Talos secrets bundle.
  /^(?!LS0tLS1CRUdJTi)[A-Za-z0-9+/]{43}=$/,
  // A URL with a password in it.
  /:\/\/[^/\s@]*:[^/\s@]+@/,
  // JSON web tokens.
  /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/,
];

/** An AWS secret access key: 40 characters of base64 that are no hexadecimal digest. */
function isSecretAccessKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{40}$/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text);
}

/** The same key in base64, as Talos and Kubernetes write it; a certificate begins alike and is no secret. */
function isEncodedPrivateKey(text: string): boolean {
  const encoded = /LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]*/.exec(text)?.[0];
  return encoded !== undefined && Buffer.from(encoded, "base64").toString("latin1").includes("PRIVATE KEY");
}

export function looksSecret(text: string): boolean {
  return SECRET_FORMS.some((form) => form.test(text)) || isSecretAccessKey(text) || isEncodedPrivateKey(text);
}

/** The path of every value or key in parsed configuration that looks secret. */
export function secretPaths(value: unknown, path: readonly PropertyKey[] = []): readonly (readonly PropertyKey[])[] {
  if (typeof value === "string") return looksSecret(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((child, index) => secretPaths(child, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    looksSecret(key) ? [[...path, key]] : secretPaths(child, [...path, key]),
  );
}

const LONGEST_SHOWN = 80;

/** A value as a message may show it: JSON, shortened, and nothing of it where any part looks secret. */
export function render(value: unknown): string {
  if (secretPaths(value).length > 0) return "[secret]";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}

/** `palisade:workers[0].labels["a.b"]`: the path syntax of `pulumi config set --path`. */
export function renderPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      const text = looksSecret(String(part)) ? "[secret]" : String(part);
      if (index === 0) return `palisade:${text}`;
      return /^[A-Za-z_][\w-]*$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
    })
    .join("");
}
