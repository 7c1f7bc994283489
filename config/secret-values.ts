/** Values of the secret keys: each has a form of its own, and none is ever in a message. */
import { isAgeFile } from "../pki/age";
import { readBundle } from "../pki/bundle-yaml";
import type { Problem } from "./error";
import { SECRET_KEYS, type SecretKey } from "./schema";
import { renderPath } from "./secret-text";

/** Stands for a secret's value where only its presence is known, as in an offline preview. */
export const SECRET_PLACEHOLDER = "[secret]";

export interface SecretValue {
  readonly text: string;
  /** Whether Pulumi holds it as a secret. */
  readonly secret: boolean;
}

/** The keys that are there. */
export type SecretValues = ReadonlyMap<SecretKey, SecretValue>;

type Fault = Omit<Problem, "path" | "got">;

export function isSecretKey(name: string): name is SecretKey {
  return SECRET_KEYS.some((secretKey) => secretKey === name);
}

/** All problems. `now` judges certificates; needed where a bundle is there with its value. */
export function secretValueProblems(values: SecretValues, now: Date | undefined): readonly Problem[] {
  return [...values].flatMap(([name, value]) => {
    const path = renderPath([name]);
    return faultsOf(name, value, values, now, path).map((fault) => ({ path, ...fault }));
  });
}

function faultsOf(
  name: SecretKey,
  { text, secret }: SecretValue,
  values: SecretValues,
  now: Date | undefined,
  path: string,
): readonly Fault[] {
  if (text === "") return [{ message: "is empty", fix: `run pulumi config set --secret ${path}, or remove the key` }];
  if (!secret) {
    return [
      {
        message: "is a secret in plain text",
        fix: `run pulumi config set --secret ${path}, and replace the secret if the file was shared`,
      },
    ];
  }
  return FORMS[name](text, values, now);
}

const FORMS: Readonly<
  Record<SecretKey, (text: string, values: SecretValues, now: Date | undefined) => readonly Fault[]>
> = {
  alarmWebhook: (text) =>
    text === SECRET_PLACEHOLDER || /^https:\/\/\S+$/.test(text)
      ? []
      : [
          {
            message: "is not an https URL",
            fix: "run pulumi config set --secret palisade:alarmWebhook with the whole URL",
          },
        ],
  secretsBundle: bundleFaults,
  secretsBundleIdentity: identityFaults,
};

function bundleFaults(text: string, values: SecretValues, now: Date | undefined): readonly Fault[] {
  if (text === SECRET_PLACEHOLDER) return [];
  if (isAgeFile(Buffer.from(text, "utf8"))) {
    return values.has("secretsBundleIdentity")
      ? []
      : [
          {
            message: "is encrypted with age, and there is no secretsBundleIdentity",
            fix: "run pulumi config set --secret palisade:secretsBundleIdentity with the identity it was encrypted to, or decrypt the bundle first",
          },
        ];
  }
  if (now === undefined) throw new Error("a secrets bundle is judged by the clock, and no time was given");
  const read = readBundle(text, now);
  if ("bundle" in read) return [];
  return read.problems.map(({ path, message, got, fix }) => ({
    message: `${path} ${message}${got === undefined ? "" : ` (${got})`}`,
    fix,
  }));
}

function identityFaults(text: string, values: SecretValues): readonly Fault[] {
  const bundle = values.get("secretsBundle")?.text;
  if (bundle === undefined) return [{ message: "has no secretsBundle to decrypt", fix: "set that too, or remove it" }];
  if (bundle !== SECRET_PLACEHOLDER && !isAgeFile(Buffer.from(bundle, "utf8")))
    return [{ message: "has nothing to decrypt: secretsBundle is not encrypted with age", fix: "remove it" }];
  return text === SECRET_PLACEHOLDER || /^AGE-SECRET-KEY-(?:PQ-)?1/m.test(text)
    ? []
    : [{ message: "is no identity of age", fix: "set the text of the file that age-keygen wrote" }];
}
