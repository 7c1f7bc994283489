import { type Check, fail, PASS, type StackRule } from "../rule";
import { items, type MachineConfig, type Section, texts, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";
import { isObject, type Value } from "../view/value";

/** What covers secrets in an entry's list of resources. */
const SECRETS = ["secrets", "*.", "*.*"];
const WITH_KEYS = ["secretbox", "aescbc"];

/**
 * Of the v1alpha1 document Talos makes the file itself: secretbox, else aescbc, and clear text last. With KubeEtcdEncryptionConfig the first
 * entry that covers secrets counts, and of its providers the first one writes.
 */
export const etcdEncryption: StackRule = {
  id: "K8S-06",
  name: "secrets-must-be-encrypted-in-etcd",
  statement: "Kubernetes writes secrets to etcd encrypted, with a key of the cluster",
  severity: "critical",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the --encryption-provider-config argument is set as appropriate",
    "CIS Kubernetes: Ensure that encryption providers are appropriately configured",
  ],
  remediation: "Set the secretbox key, and make secretbox the first provider for secrets.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const refused = refusedArguments(config).filter(({ item }) => item === "K8S-06");
  const kind = "KubeEtcdEncryptionConfig";
  const encrypted = config.has(kind) ? byDocument(within(config.document(kind), "config")) : byKey(config);
  return [...refused.map(({ message }) => fail(message)), encrypted];
}

function byKey(config: MachineConfig): Check {
  const keys = ["secretboxEncryptionSecret", "aescbcEncryptionSecret"].map((key) => config.main("cluster", key));
  return keys.some(({ value }) => isKey(value))
    ? PASS
    : fail(`${keys[0]?.field} is not set, so secrets are written in clear`);
}

function byDocument(config: Section): Check {
  const entry = items(within(config, "resources")).find((candidate) =>
    // "secrets." is the same resource, of the group without a name.
    texts(within(candidate, "resources").value).some((resource) => [...SECRETS, "secrets."].includes(resource)),
  );
  if (entry === undefined) return fail(`${config.field}.resources has no entry for secrets`);
  const [first] = items(within(entry, "providers"));
  if (first === undefined) return fail(`${entry.field}.providers is empty`);
  return encrypts(first)
    ? PASS
    : fail(`${first.field} must be secretbox, aescbc or kms, with a key: the first provider writes`);
}

function encrypts(provider: Section): boolean {
  if (!isObject(provider.value)) return false;
  const names = Object.keys(provider.value);
  const [name] = names;
  if (names.length !== 1 || name === undefined) return false;
  if (name === "kms") return isPlugin(within(provider, name));
  const [key] = items(within(provider, name, "keys"));
  return WITH_KEYS.includes(name) && key !== undefined && isKey(within(key, "secret").value);
}

function isPlugin(kms: Section): boolean {
  const { value: version } = within(kms, "apiVersion");
  const { value: endpoint } = within(kms, "endpoint");
  return version === "v2" && typeof endpoint === "string" && endpoint.startsWith("unix:///");
}

/** 32 bytes that are not all the same. What stands for a key where secrets are not shown is no base64. */
function isKey(value: Value | undefined): boolean {
  if (typeof value !== "string" || value === "") return false;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return true;
  const bytes = Buffer.from(value, "base64");
  return bytes.length === 32 && bytes.some((byte) => byte !== bytes[0]);
}
