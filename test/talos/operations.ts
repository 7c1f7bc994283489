/** What a judge can be asked, and what it answers. Its side is in tools/judge. */

/** An answer's `error` is the verdict in the program's own words, null where there is nothing to say against. */
interface Verdict {
  readonly error: string | null;
}

interface ConfigRequest {
  readonly config: string;
}

/** What Talos sets itself, or how it merges: "default" is not a policy, but says that there is something to merge with. */
export type ArgumentPolicy = "additive" | "denied" | "overwrite" | "default";

export interface ArgumentRow {
  /** Path below the module, and function in it. */
  readonly file: string;
  readonly function: string;
  /** Number of the policies' table in the function; 0 before the first. */
  readonly table: number;
  readonly argument: string;
  readonly policy: ArgumentPolicy;
  /** Whether the policy holds only under a condition. */
  readonly conditional: boolean;
  /** Values of a default that the source holds; null where they are computed. */
  readonly values: readonly string[] | null;
}

export interface BundlePart {
  readonly part: "os" | "etcd" | "k8s" | "k8saggregator" | "k8sserviceaccount";
  readonly algorithm: string;
  /** Bits of an RSA key. */
  readonly keySize?: number;
  readonly curve?: string;
  /** The rest is absent where there is a key only. */
  readonly subject?: string;
  readonly issuer?: string;
  readonly isCA?: boolean;
  readonly keyUsages?: readonly string[];
  readonly extKeyUsages?: readonly string[];
  /** RFC 3339. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly serialBits?: number;
  readonly signatureAlgorithm?: string;
  readonly matchesKey?: boolean;
  /** As the only root, for clients and for servers. */
  readonly verifiesItself?: boolean;
  /** "verified" where a certificate that Talos' code issues from it verifies; else what is wrong. */
  readonly issues?: string;
}

/** A resource is asked for, or (without one) a path. */
export interface AuditedRequest {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

export interface Operations {
  /** A whole machine configuration: what talosctl checks, what a node checks, and that it survives being written and read. */
  readonly validate: {
    readonly request: ConfigRequest;
    readonly answer: Verdict & {
      readonly warnings: readonly string[];
      readonly machineType: "controlplane" | "worker" | "init" | "unknown" | null;
      /** Whether a machine boots with it instead of waiting for more. */
      readonly complete: boolean;
    };
  };
  /** The same of user data, in base64 as EC2 takes it: unpacked as a node on AWS does. */
  readonly "user-data": {
    readonly request: { readonly userData: string };
    readonly answer: Operations["validate"]["answer"];
  };
  /** Documents of each text as Talos' parser reads them, scalars as they are written but for null and booleans; null: refused. */
  readonly yaml: {
    readonly request: { readonly texts: readonly string[] };
    readonly answer: { readonly read: readonly (readonly unknown[] | null)[] };
  };
  /** What Talos' own generator makes of a secrets bundle. */
  readonly generate: {
    readonly request: {
      readonly bundle: string;
      readonly cluster: string;
      /** Address of the Kubernetes API, with scheme and port. */
      readonly endpoint: string;
      /** Without "v". */
      readonly kubernetes: string;
      /** "1.13". */
      readonly contract: string;
      readonly role: "controlplane" | "worker";
    };
    readonly answer: { readonly config: string };
  };
  readonly bundle: {
    readonly request: { readonly bundle: string };
    readonly answer: Verdict & { readonly parts: readonly BundlePart[] };
  };
  readonly "new-bundle": {
    readonly request: { readonly contract: string };
    readonly answer: { readonly bundle: string };
  };
  /** What a node makes of extraArgs. No validation does this. */
  readonly "merge-args": {
    readonly request: {
      readonly defaults: Readonly<Record<string, readonly string[]>>;
      readonly extra: Readonly<Record<string, readonly string[]>>;
      /** An argument without a policy is overwritten. */
      readonly policies: Readonly<Record<string, "additive" | "denied">>;
    };
    readonly answer: Verdict & { readonly args: readonly string[] };
  };
  readonly "argument-tables": {
    readonly request: { readonly directory: string; readonly files: readonly string[] };
    readonly answer: { readonly rows: readonly ArgumentRow[] };
  };
  readonly "admission-plugin": {
    readonly request: {
      /** Directory of the sources by module. */
      readonly sources: Readonly<Record<"k8s.io/kubernetes" | "k8s.io/apiserver", string>>;
      readonly enable: string;
    };
    readonly answer: Verdict & { readonly plugins: readonly string[] };
  };
  /** Levels are in the order of the requests. */
  readonly "audit-policy": {
    readonly request: { readonly policy: string; readonly requests: readonly AuditedRequest[] };
    readonly answer: Verdict & {
      readonly levels: readonly {
        readonly level: "None" | "Metadata" | "Request" | "RequestResponse";
        readonly omitStages: readonly string[];
      }[];
    };
  };
  readonly "pod-security": {
    readonly request: ConfigRequest;
    readonly answer: Verdict & {
      readonly defaults: Readonly<Record<string, string>> | null;
      readonly exemptNamespaces: readonly string[] | null;
    };
  };
  /** Files of kube-apiserver, with apiVersion and kind. */
  readonly authentication: { readonly request: ConfigRequest; readonly answer: Verdict };
  readonly authorization: { readonly request: ConfigRequest; readonly answer: Verdict };
  readonly encryption: { readonly request: ConfigRequest; readonly answer: Verdict };
  /** What Talos sets by itself for hardening, without "proc.sys."; what a configuration says of one wins. */
  readonly "hardened-sysctls": {
    readonly request: object;
    readonly answer: { readonly sysctls: Readonly<Record<string, string>> };
  };
  /** What is set of a kubelet's configuration, without apiVersion and kind. */
  readonly "kubelet-config": { readonly request: ConfigRequest; readonly answer: Verdict };
}

export type Request = {
  readonly [Op in keyof Operations]: { readonly op: Op } & Operations[Op]["request"];
}[keyof Operations];

export type Answers<Requests extends readonly Request[]> = {
  readonly [Index in keyof Requests]: Operations[Requests[Index]["op"]]["answer"];
};
