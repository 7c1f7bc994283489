/** How the v1alpha1 document carries PEM: base64 of the whole text. */
import type { CertificateAndKey } from "../../pki/bundle";

/** What is no PEM stands for one (a name, a digest) and stays readable, as Talos does with its own mark of a redacted value. */
export function encoded(pem: string): string {
  return pem.startsWith("-----BEGIN ") ? Buffer.from(pem, "utf8").toString("base64") : pem;
}

export function encodedPair({ crt, key }: CertificateAndKey): { readonly crt: string; readonly key: string } {
  return { crt: encoded(crt), key: encoded(key) };
}

/** The certificate alone, without the key that a worker must not have. */
export function encodedCertificate({ crt }: CertificateAndKey): { readonly crt: string; readonly key: string } {
  return { crt: encoded(crt), key: "" };
}
