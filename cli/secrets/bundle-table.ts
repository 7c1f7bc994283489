/** What may be told of a secrets bundle: keys and certificates as tables. */
import { visible } from "../../config/visible-text";
import type { KeyFacts } from "../../pki/bundle-authority";
import { broken, table } from "../terminal";

const SUBJECT_WIDTH = 24;

export function keyTable(keys: readonly KeyFacts[]): string {
  return table(
    [
      { title: "PART", width: 24 },
      { title: "ALGORITHM", width: 12 },
      { title: "SUBJECT", width: SUBJECT_WIDTH },
      { title: "EXPIRES", width: 11 },
      { title: "DAYS", width: 6 },
    ],
    keys.map(({ place, algorithm, certificate }) => [
      place,
      algorithm,
      certificate === undefined ? "-" : broken(visible(certificate.subject || "empty"), SUBJECT_WIDTH - 1),
      certificate?.notAfter.toISOString().slice(0, 10) ?? "-",
      certificate === undefined ? "-" : String(certificate.daysLeft),
    ]),
  );
}

/** As `openssl x509 -fingerprint -sha256` has it, less the colons, with which it is wider than a terminal. */
export function fingerprintTable(keys: readonly KeyFacts[]): string {
  return table(
    [
      { title: "PART", width: 15 },
      { title: "SHA-256 OF THE CERTIFICATE", width: 65 },
    ],
    keys.flatMap(({ place, certificate }) =>
      certificate === undefined ? [] : [[place.replace(/^certs\./, ""), certificate.fingerprint]],
    ),
  );
}
