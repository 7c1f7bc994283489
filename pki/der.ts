/** As much of DER as says where an element ends: Go refuses a certificate with bytes behind it, OpenSSL does not look. */

interface Element {
  readonly start: number;
  readonly end: number;
}

/** The contents of the element at an offset; undefined where the bytes hold no whole element. */
function elementAt(bytes: Buffer, offset: number): Element | undefined {
  const first = bytes[offset + 1];
  if (first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  // No indefinite length in DER, and nothing here that needs more than 4 bytes.
  if (first === 0x80 || lengthBytes > 4 || offset + 2 + lengthBytes > bytes.length) return undefined;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(offset + 2, lengthBytes);
  const start = offset + 2 + lengthBytes;
  return start + length > bytes.length ? undefined : { start, end: start + length };
}

/** Whether the bytes are one element and nothing behind it. */
export function isOneElement(bytes: Buffer): boolean {
  return elementAt(bytes, 0)?.end === bytes.length;
}

/** Object identifier, in hexadecimal, of the algorithm that a certificate is signed with. */
export function signatureOid(certificate: Buffer): string | undefined {
  const whole = elementAt(certificate, 0);
  const signed = whole && elementAt(certificate, whole.start);
  const algorithm = signed && elementAt(certificate, signed.end);
  const oid = algorithm && elementAt(certificate, algorithm.start);
  return oid && certificate.toString("hex", oid.start, oid.end);
}
