/** Talos secrets of one cluster: what `talosctl gen secrets` makes, with keys and certificates as PEM text. */

/** Ten years, as Talos makes its CAs. Whoever wants less retires the CA: incidents and rotations are changes of the configuration. */
export const CA_HOURS = 87_600;
/** Bits of the RSA key that signs service account tokens. */
export const SERVICE_ACCOUNT_BITS = 4096;

/** PEM texts, each ending with a newline: apid and trustd join the certificates of several CAs with nothing in between. */
export interface CertificateAndKey {
  readonly crt: string;
  readonly key: string;
}

export interface SecretsBundle {
  readonly cluster: {
    /** 32 bytes, base64 with padding; in the URL-safe alphabet where Palisade or Talos 1.13 made it. */
    readonly id: string;
    /** 32 bytes, base64. */
    readonly secret: string;
  };
  /** Bootstrap token of Kubernetes: 6 and 16 digits and lower-case letters, joined by a dot. */
  readonly bootstrapToken: string;
  /** Key of the etcd encryption at rest: 32 bytes, base64. */
  readonly secretboxEncryptionSecret: string;
  /** What a worker shows trustd for its first certificate: of the form of the bootstrap token. */
  readonly trustdToken: string;
  readonly certs: {
    readonly etcd: CertificateAndKey;
    readonly k8s: CertificateAndKey;
    readonly k8sAggregator: CertificateAndKey;
    readonly k8sServiceAccount: { readonly key: string };
    /** CA of the Talos API. */
    readonly os: CertificateAndKey;
  };
}
