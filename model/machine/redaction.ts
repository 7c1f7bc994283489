/** Configurations without secrets: what a policy judges, a preview shows and a person may read. */
import type { CertificateAndKey, SecretsBundle } from "../../pki/bundle";

/** Path of a secret or certificate in the bundle, as talosctl's secrets.yaml has it: "certs.os.key". */
export type SecretPath = string;

/** The bundle with every text replaced. `replace` gets the path and the text; public certificates have paths that end with ".crt". */
export function mapSecrets(bundle: SecretsBundle, replace: (path: SecretPath, text: string) => string): SecretsBundle {
  const { cluster, certs } = bundle;
  const pair = (name: string, { crt, key }: CertificateAndKey): CertificateAndKey => ({
    crt: replace(`certs.${name}.crt`, crt),
    key: replace(`certs.${name}.key`, key),
  });
  return {
    cluster: { id: replace("cluster.id", cluster.id), secret: replace("cluster.secret", cluster.secret) },
    bootstrapToken: replace("secrets.bootstraptoken", bundle.bootstrapToken),
    secretboxEncryptionSecret: replace("secrets.secretboxencryptionsecret", bundle.secretboxEncryptionSecret),
    trustdToken: replace("trustdinfo.token", bundle.trustdToken),
    certs: {
      etcd: pair("etcd", certs.etcd),
      k8s: pair("k8s", certs.k8s),
      k8sAggregator: pair("k8saggregator", certs.k8sAggregator),
      k8sServiceAccount: { key: replace("certs.k8sserviceaccount.key", certs.k8sServiceAccount.key) },
      os: pair("os", certs.os),
    },
  };
}

const NOTHING: CertificateAndKey = { crt: "", key: "" };

/** Names in place of secrets: known before any secret is made, so that a configuration can be judged at every preview. */
export const NAMED_SECRETS: SecretsBundle = mapSecrets(
  {
    cluster: { id: "", secret: "" },
    bootstrapToken: "",
    secretboxEncryptionSecret: "",
    trustdToken: "",
    certs: { etcd: NOTHING, k8s: NOTHING, k8sAggregator: NOTHING, k8sServiceAccount: { key: "" }, os: NOTHING },
  },
  (path) => `${path.endsWith(".crt") ? "certificate" : "secret"}:${path}`,
);
