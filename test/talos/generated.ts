/** Configurations that Talos' own generator makes, to change one thing in: what then fails, fails by that. */
import { parseAllDocuments } from "yaml";
import { ask, type Contract } from "./judge";

export type MachineRole = "controlplane" | "worker";

export const CLUSTER = "judged";
export const ENDPOINT = "https://api.judged.internal:6443";
/** Supported by both minor versions. */
export const KUBERNETES = "1.36.0";

const bundles = new Map<Contract, string>();
const configs = new Map<string, string>();

/** secrets.yaml of Talos' own making: other keys in each run. */
export function ownBundle(contract: Contract): string {
  const known = bundles.get(contract);
  if (known !== undefined) return known;
  const { bundle } = ask(contract, { op: "new-bundle", contract });
  bundles.set(contract, bundle);
  return bundle;
}

export function generated(contract: Contract, role: MachineRole): string {
  const key = `${contract} ${role}`;
  const known = configs.get(key);
  if (known !== undefined) return known;
  const { config } = ask(contract, {
    op: "generate",
    bundle: ownBundle(contract),
    cluster: CLUSTER,
    endpoint: ENDPOINT,
    kubernetes: KUBERNETES,
    contract,
    role,
  });
  configs.set(key, config);
  return config;
}

export interface Change {
  /** Kind of the document; without one, the document that has none. */
  readonly kind?: string;
  readonly at: readonly string[];
  /** Taken out where it is undefined. */
  readonly value: unknown;
}

/** The text with these changes and all else as it was. */
export function changed(text: string, ...changes: readonly Change[]): string {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) throw new Error("the configuration is empty");
  for (const { kind, at, value } of changes) {
    const document = documents.find((each) => each.get("kind") === kind);
    if (document === undefined) throw new Error(`there is no document ${kind}`);
    if (value === undefined) document.deleteIn(at);
    else document.setIn(at, document.createNode(value));
  }
  return documents.map((document) => document.toString({ lineWidth: 0 }).replace(/^---\n/, "")).join("---\n");
}

/** What the judge says of Talos' own configuration with these changes: null where it is valid. */
export function verdict(contract: Contract, role: MachineRole, ...changes: readonly Change[]): string | null {
  return ask(contract, { op: "validate", config: changed(generated(contract, role), ...changes) }).error;
}
