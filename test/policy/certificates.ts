/** Certificates for keys of one run. Nobody checks who signed them, so nobody did. */
import { type KeyObject, randomBytes } from "node:crypto";
import { boundary } from "./private-keys";

const SEQUENCE = 0x30;

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const hex = (text: string) => Buffer.from(text, "hex");

/** ecdsa-with-SHA256. */
const ALGORITHM = der(SEQUENCE, der(0x06, hex("2a8648ce3d040302")));
const NAME = der(SEQUENCE);
const TIME = (year: string) => der(0x17, Buffer.from(`${year}0101000000Z`));

/** X.509 version 3, of an authority without a name, as PEM with its newline. */
export function certificateOf(publicKey: KeyObject): string {
  const signed = der(
    SEQUENCE,
    der(0xa0, der(0x02, hex("02"))),
    der(0x02, hex("01")),
    ALGORITHM,
    NAME,
    der(SEQUENCE, TIME("24"), TIME("44")),
    NAME,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const certificate = der(SEQUENCE, signed, ALGORITHM, der(0x03, hex("00"), randomBytes(70)));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `${[boundary("BEGIN", "CERTIFICATE"), ...lines, boundary("END", "CERTIFICATE")].join("\n")}\n`;
}
