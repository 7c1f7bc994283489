import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { CA_HOURS, type CertificateAndKey, SERVICE_ACCOUNT_BITS, type SecretsBundle } from "../pki/bundle";
import { Component } from "./component";

export interface TalosSecretsArgs {
  /** Pulumi `protect`: what is lost here is the cluster. */
  readonly protect: boolean;
}

/**
 * The secrets bundle of a new cluster: keys, certificates and tokens of the same kinds, subjects, usages and lifetimes as `talosctl gen secrets`
 * makes. Everything secret is a secret output; the values are in the stack's state alone, encrypted by the stack's own secrets provider.
 */
export class TalosSecrets extends Component {
  readonly bundle: pulumi.Output<SecretsBundle>;
  private readonly options: pulumi.CustomResourceOptions;

  constructor(name: string, args: TalosSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:talos:Secrets", name, opts);
    this.options = this.child({ protect: args.protect });
    const bytes = (part: string) => new random.RandomBytes(`${name}-${part}`, { length: 32 }, this.options).base64;
    this.bundle = pulumi.secret(
      pulumi
        .output({
          cluster: { id: bytes("cluster-id").apply(urlSafe), secret: bytes("cluster-secret") },
          bootstrapToken: this.token("bootstrap-token"),
          secretboxEncryptionSecret: bytes("secretbox"),
          trustdToken: this.token("trustd-token"),
          certs: {
            etcd: this.authority("etcd", { algorithm: "ECDSA", ecdsaCurve: "P256" }, "etcd"),
            k8s: this.authority("kubernetes", { algorithm: "ECDSA", ecdsaCurve: "P256" }, "kubernetes"),
            // Talos gives this one no subject at all.
            k8sAggregator: this.authority("aggregator", { algorithm: "ECDSA", ecdsaCurve: "P256" }),
            k8sServiceAccount: {
              key: this.key("service-account", { algorithm: "RSA", rsaBits: SERVICE_ACCOUNT_BITS }).privateKeyPem,
            },
            os: this.authority("talos", { algorithm: "ED25519" }, "talos"),
          },
        })
        .apply((bundle): SecretsBundle => bundle),
    );
    this.registerOutputs({});
  }

  private key(part: string, args: tls.PrivateKeyArgs): tls.PrivateKey {
    return new tls.PrivateKey(`${this.name}-${part}`, args, this.options);
  }

  private authority(
    part: string,
    keyArgs: tls.PrivateKeyArgs,
    organization?: string,
  ): pulumi.Output<CertificateAndKey> {
    const key = this.key(part, keyArgs);
    const certificate = new tls.SelfSignedCert(
      `${this.name}-${part}`,
      {
        privateKeyPem: key.privateKeyPem,
        ...(organization === undefined ? {} : { subject: { organization } }),
        isCaCertificate: true,
        validityPeriodHours: CA_HOURS,
        allowedUses: ["cert_signing", "digital_signature", "server_auth", "client_auth"],
        setSubjectKeyId: true,
      },
      this.options,
    );
    return pulumi.output({ crt: certificate.certPem, key: key.privateKeyPem });
  }

  /** 6 and 16 digits and lower-case letters. A password, not a string: its result is a secret output. */
  private token(part: string): pulumi.Output<string> {
    const word = (half: string, length: number) =>
      new random.RandomPassword(
        `${this.name}-${part}-${half}`,
        { length, lower: true, numeric: true, upper: false, special: false },
        this.options,
      ).result;
    return pulumi.interpolate`${word("id", 6)}.${word("secret", 16)}`;
  }
}

/** Talos reads the cluster's id in the URL-safe alphabet, with padding. */
function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}
