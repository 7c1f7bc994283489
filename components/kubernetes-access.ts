import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { SecretsBundle } from "../pki/bundle";
import { Component } from "./component";

/** Hours that a client certificate is good for. */
const VALID_HOURS = 24;
/** Hours after which the next run makes another one and another key, so that a run never begins with less than half a day left. */
const PERIOD_HOURS = 12;

export interface KubernetesAccessArgs {
  readonly bundle: pulumi.Output<SecretsBundle>;
  /** https URL of the Kubernetes API. */
  readonly endpoint: string;
  readonly cluster: string;
  readonly now: Date;
}

/**
 * Kubeconfig of the run itself, for the Pulumi Kubernetes provider: a client certificate that ends with the day. Members of `system:masters` are
 * above RBAC, which the first add-ons need since no binding exists before them; nothing but this run gets it.
 *
 * The provider's own early renewal does nothing under Pulumi (pulumi/pulumi-tls#39). Here the period is a part of the certificate's subject:
 * another period is another request, and so another certificate. The key goes with its period, and the certificate is a secret of the state:
 * a key that was lost is worth nothing a day later, even to whoever reads the state that later runs write.
 */
export class KubernetesAccess extends Component {
  /** Secret. */
  readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, args: KubernetesAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:talos:KubernetesAccess", name, opts);
    const period = periodOf(args.now);
    const key = new tls.PrivateKey(
      name,
      { algorithm: "ECDSA", ecdsaCurve: "P256" },
      // Engines before 3.215 do not know the option and would keep the key: Pulumi.yaml asks for that version.
      this.child({ replacementTrigger: period }),
    );
    const request = new tls.CertRequest(
      name,
      {
        privateKeyPem: key.privateKeyPem,
        subject: {
          commonName: "palisade-deployment",
          organization: "system:masters",
          serialNumber: period,
        },
      },
      this.child({ additionalSecretOutputs: ["certRequestPem"] }),
    );
    const certificate = new tls.LocallySignedCert(
      name,
      {
        certRequestPem: request.certRequestPem,
        caCertPem: args.bundle.certs.k8s.crt,
        caPrivateKeyPem: args.bundle.certs.k8s.key,
        validityPeriodHours: VALID_HOURS,
        allowedUses: ["digital_signature", "client_auth"],
      },
      this.child({ additionalSecretOutputs: ["certPem"] }),
    );
    this.kubeconfig = pulumi.secret(
      pulumi
        .all([args.bundle, certificate.certPem, key.privateKeyPem])
        .apply(([{ certs }, crt, privateKey]) => kubeconfigOf(args, certs.k8s.crt, crt, privateKey)),
    );
    this.registerOutputs({});
  }
}

/** Start of the period, in UTC: "2026-11-25T12". */
function periodOf(now: Date): string {
  const hour = now.getUTCHours() - (now.getUTCHours() % PERIOD_HOURS);
  return `${now.toISOString().slice(0, 10)}T${String(hour).padStart(2, "0")}`;
}

/** JSON is YAML: every client reads it. */
function kubeconfigOf(
  { cluster, endpoint }: KubernetesAccessArgs,
  authority: string,
  certificate: string,
  key: string,
): string {
  const data = (pem: string) => Buffer.from(pem, "utf8").toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": cluster,
    clusters: [{ name: cluster, cluster: { server: endpoint, "certificate-authority-data": data(authority) } }],
    users: [
      {
        name: "palisade-deployment",
        user: { "client-certificate-data": data(certificate), "client-key-data": data(key) },
      },
    ],
    contexts: [{ name: cluster, context: { cluster, user: "palisade-deployment" } }],
  });
}
