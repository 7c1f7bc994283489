/** A machine configuration as rules ask about it, whichever form says it: the v1alpha1 document, or documents of their own. */
import type { TalosDocument } from "./machine-config-text";
import { at, type Value } from "./value";

/** Talos minor version, which decides what is read and what is merged how. */
export type Contract = "1.13" | "1.14";

/** A part of a configuration, and the name that messages give it: "machine.features", "KubeletConfig.config". */
export interface Section {
  readonly field: string;
  readonly value: Value | undefined;
}

/** Kubernetes' documents came with 1.14; KubeSpan's are older. */
const KUBERNETES_DOCUMENT = /^Kube(?!Span).+Config$/;

const ROLES: Readonly<Record<string, "control-plane" | "worker">> = {
  init: "control-plane",
  controlplane: "control-plane",
  worker: "worker",
  join: "worker",
  "": "worker",
};

export class MachineConfig {
  readonly contract: Contract;
  /** Undefined without a v1alpha1 document: the node applies what there is and waits for the rest. */
  readonly role: "control-plane" | "worker" | undefined;
  /** What kept the configuration from being judged; undefined: nothing did. */
  readonly problem: string | undefined;
  private readonly documents: readonly TalosDocument[];

  /** Without a contract, the form tells it: it is not written in a configuration. */
  constructor(documents: readonly TalosDocument[], contract?: Contract) {
    this.documents = documents;
    const kubernetes = documents.some(({ kind }) => KUBERNETES_DOCUMENT.test(kind));
    this.contract = contract ?? (kubernetes ? "1.14" : "1.13");
    const type = this.has("") ? (this.main("machine", "type").value ?? "") : undefined;
    this.role = typeof type === "string" && Object.hasOwn(ROLES, type) ? ROLES[type] : undefined;
    this.problem = type !== undefined && this.role === undefined ? "machine.type is none that Talos knows" : undefined;
  }

  has(kind: string): boolean {
    return this.documents.some((document) => document.kind === kind);
  }

  /** Kinds of the documents beside the v1alpha1 one, each once. */
  kinds(): readonly string[] {
    return [...new Set(this.documents.map(({ kind }) => kind))].filter((kind) => kind !== "");
  }

  /** Part of the v1alpha1 document. */
  main(...path: readonly string[]): Section {
    const body = this.documents.find(({ kind }) => kind === "")?.body;
    return { field: path.join("."), value: at(body, ...path) };
  }

  /** The document of a kind that there is once. */
  document(kind: string): Section {
    return { field: kind, value: this.documents.find((document) => document.kind === kind)?.body };
  }

  /** Documents of a kind that has names, each with its place among them: a name is a value. */
  all(kind: string): readonly Section[] {
    return this.documents
      .filter((document) => document.kind === kind)
      .map(({ body }, index) => ({ field: `${kind}.${index}`, value: body }));
  }

  /** The document where there is one, as Talos prefers it, else the part of the v1alpha1 document that it replaces. */
  section(kind: string, ...legacy: readonly string[]): Section {
    return this.has(kind) ? this.document(kind) : this.main(...legacy);
  }
}

export function within({ field, value }: Section, ...path: readonly (string | number)[]): Section {
  return { field: [field, ...path].join("."), value: at(value, ...path) };
}

/** The list's elements, each with its place; nothing where there is no list. */
export function items(section: Section): readonly Section[] {
  return Array.isArray(section.value) ? section.value.map((_, index) => within(section, index)) : [];
}

const TRUE = /^(?:y|yes|on|true)$/i;
const FALSE = /^(?:n|no|off|false)$/i;

/** As Talos reads a switch, older spellings of YAML included. Undefined: not given. "other": nothing that Talos reads as one. */
export function truth(value: Value | undefined): boolean | undefined | "other" {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return "other";
  if (TRUE.test(value)) return true;
  return FALSE.test(value) ? false : "other";
}

/** Decimal number, or NaN: other ways to write one are read differently by different programs. */
export function decimal(value: Value | undefined): number {
  return typeof value === "string" && /^-?(?:0|[1-9]\d*)$/.test(value) ? Number(value) : Number.NaN;
}

/** Texts of a list; what is no text is left out. */
export function texts(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
