/** Secrets bundles in the form of talosctl's `secrets.yaml`. No message holds a value of the bundle. */
import { stringify } from "yaml";
import { decodeBase64, decodeUrlBase64 } from "./base64";
import type { SecretsBundle } from "./bundle";
import { type JudgedKeys, judgeKeys, type KeyFacts } from "./bundle-authority";
import { type Part, readParts } from "./bundle-parts";
import { at, type BundleProblem } from "./bundle-problem";

interface Judged {
  /** What may be told of the keys that could be read, good or bad. */
  readonly keys: readonly KeyFacts[];
  /** What is good today and will not be soon. */
  readonly warnings: readonly BundleProblem[];
}

export interface GoodBundle extends Judged {
  readonly bundle: SecretsBundle;
}

export interface BadBundle extends Judged {
  /** All of them. */
  readonly problems: readonly BundleProblem[];
  /** False for a text that is something else: no YAML, or none of a bundle's parts. */
  readonly isBundle: boolean;
}

/** Reads and judges a bundle; texts of more than 1 MiB are refused unread. */
export function readBundle(text: string, now: Date): GoodBundle | BadBundle {
  const parts = readParts(text);
  if ("noBundle" in parts) return { problems: parts.noBundle, isBundle: false, keys: [], warnings: [] };
  const { pem, facts, problems, warnings }: JudgedKeys = judgeKeys(parts.texts, now);
  const all = [...parts.problems, ...valueProblems(parts.texts), ...problems];
  const judged = { keys: facts, warnings };
  return all.length > 0
    ? { problems: all, isBundle: true, ...judged }
    : { bundle: bundleOf((part) => pem.get(part) ?? parts.texts.get(part) ?? ""), ...judged };
}

/** Writes a bundle as talosctl does, byte for byte. */
export function renderBundle(bundle: SecretsBundle): string {
  const { certs } = bundle;
  const pair = ({ crt, key }: { readonly crt: string; readonly key: string }) => ({
    crt: encoded(crt),
    key: encoded(key),
  });
  const file = {
    cluster: { id: bundle.cluster.id, secret: bundle.cluster.secret },
    secrets: {
      bootstraptoken: bundle.bootstrapToken,
      secretboxencryptionsecret: bundle.secretboxEncryptionSecret,
    },
    trustdinfo: { token: bundle.trustdToken },
    certs: {
      etcd: pair(certs.etcd),
      k8s: pair(certs.k8s),
      k8saggregator: pair(certs.k8sAggregator),
      k8sserviceaccount: { key: encoded(certs.k8sServiceAccount.key) },
      os: pair(certs.os),
    },
  };
  return stringify(file, { indent: 4, lineWidth: 0 });
}

function encoded(pem: string): string {
  return Buffer.from(pem, "latin1").toString("base64");
}

function bundleOf(text: (part: Part) => string): SecretsBundle {
  return {
    cluster: { id: text("cluster.id"), secret: text("cluster.secret") },
    bootstrapToken: text("secrets.bootstraptoken"),
    secretboxEncryptionSecret: text("secrets.secretboxencryptionsecret"),
    trustdToken: text("trustdinfo.token"),
    certs: {
      etcd: { crt: text("certs.etcd.crt"), key: text("certs.etcd.key") },
      k8s: { crt: text("certs.k8s.crt"), key: text("certs.k8s.key") },
      k8sAggregator: { crt: text("certs.k8saggregator.crt"), key: text("certs.k8saggregator.key") },
      k8sServiceAccount: { key: text("certs.k8sserviceaccount.key") },
      os: { crt: text("certs.os.crt"), key: text("certs.os.key") },
    },
  };
}

const TOKEN = /^[0-9a-z]{6}\.[0-9a-z]{16}$/;
const KEY_BYTES = 32;

interface Rule {
  readonly holds: (text: string) => boolean;
  readonly message: string;
}

const BYTES: Rule = {
  holds: (text) => decodeBase64(text)?.length === KEY_BYTES,
  message: "must be 32 bytes in base64, with + and / and the padding",
};

const TOKEN_FORM: Rule = {
  holds: (text) => TOKEN.test(text),
  message: "must be 6 and 16 digits and lower-case letters, joined by a dot",
};

const RULES: readonly (readonly [Part, Rule])[] = [
  // Talos never decodes it; talosctl 1.13 writes it in the alphabet of URLs, 1.14 in the other.
  [
    "cluster.id",
    {
      holds: (text) => (decodeBase64(text) ?? decodeUrlBase64(text))?.length === KEY_BYTES,
      message: "must be 32 bytes in base64, of either alphabet, with the padding",
    },
  ],
  // An AES key, decoded with the standard alphabet alone.
  ["cluster.secret", BYTES],
  ["secrets.bootstraptoken", TOKEN_FORM],
  ["secrets.secretboxencryptionsecret", BYTES],
  ["trustdinfo.token", TOKEN_FORM],
];

function valueProblems(texts: ReadonlyMap<Part, string>): readonly BundleProblem[] {
  return RULES.flatMap(([part, { holds, message }]) => {
    const text = texts.get(part);
    return text === undefined || holds(text) ? [] : [at(part, { message, fix: "take it from the bundle's original" })];
  });
}
