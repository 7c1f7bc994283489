/** What of a secrets bundle a text gives away. Talos' forms: siderolabs/talos pkg/machinery/config/generate/secrets (v1.13.0). */
import { findPrivateKey } from "../../policy/view/private-key";

/** trustd's and kubeadm's tokens: 6 and 16 characters. A random one without any digit is one in 1,300; words of our own have none. */
const TOKEN = /(?<![a-z0-9.])(?=[a-z.]*[0-9])[a-z0-9]{6}\.[a-z0-9]{16}(?![a-z0-9.])/;
/** The example of kubeadm's documentation. */
const EXAMPLE_TOKEN = "abcdef.0123456789abcdef";
/** Cluster id, cluster secret and secretbox key: 32 bytes in either alphabet of base64. Go's checksums of modules have the same form behind "h1:". */
const KEY_BYTES = /(?<!h1:)(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{43}=(?![A-Za-z0-9+/=_-])/;

/** Its kind, never itself; undefined where the text holds none. */
export function secretIn(text: string): "a private key" | "a token" | "a key of 32 bytes" | undefined {
  if (findPrivateKey(text) !== "none") return "a private key";
  if (TOKEN.test(text.replaceAll(EXAMPLE_TOKEN, ""))) return "a token";
  return KEY_BYTES.test(text) ? "a key of 32 bytes" : undefined;
}
