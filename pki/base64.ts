/** Base64 as Go's decoder takes it, and nothing that only lenient decoders take. */

const STANDARD = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const URL_SAFE = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/;

/** The bytes of padded base64 in one line; undefined for anything else, bits that the padding leaves over included. */
export function decodeBase64(text: string): Buffer | undefined {
  if (!STANDARD.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** The same for the alphabet of URLs, with its padding. */
export function decodeUrlBase64(text: string): Buffer | undefined {
  return URL_SAFE.test(text) ? decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/")) : undefined;
}
