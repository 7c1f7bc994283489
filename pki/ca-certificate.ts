/** Certificates of CAs: whether Talos and Kubernetes can issue with one, and until when. */
import { X509Certificate } from "node:crypto";
import { day, type Fault } from "./bundle-problem";
import { isOneElement, signatureOid } from "./der";
import { algorithmOf, type KeyAlgorithm } from "./key-algorithm";
import type { PemBlock } from "./pem";

export interface CertificateFacts {
  /** "O=etcd"; empty for the aggregator's CA. */
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whole days from now to the end, rounded down; negative once it has expired. */
  readonly daysLeft: number;
  /** SHA-256 of the DER, 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** Extended key usages that a CA's certificates need; a CA that names any limits them to those it names. */
export type Use = "serverAuth" | "clientAuth";

export function readCertificate({ label, der }: PemBlock): X509Certificate | { readonly fault: Fault } {
  if (label !== "CERTIFICATE") {
    return {
      fault: { message: "must be a certificate", got: `"${label}"`, fix: "give the base64 of the certificate's PEM" },
    };
  }
  try {
    const certificate = new X509Certificate(der);
    // Node parses the key when it is asked for, and throws for what OpenSSL does not know.
    if (isOneElement(der) && certificate.publicKey.type === "public") return certificate;
  } catch {
    // Told below.
  }
  return {
    fault: { message: "is no X.509 certificate with a key that is known here", fix: "take it from the original again" },
  };
}

const DAY = 24 * 3600 * 1000;

export function certificateFacts(certificate: X509Certificate, now: Date): CertificateFacts {
  // Node 20, on which Pulumi may run the program, gives dates as text alone.
  const notAfter = new Date(certificate.validTo);
  return {
    // Node gives none for an empty subject, against its type.
    subject: ((certificate.subject as string | undefined) ?? "").replaceAll("\n", ", "),
    notBefore: new Date(certificate.validFrom),
    notAfter,
    daysLeft: Math.floor((notAfter.getTime() - now.getTime()) / DAY),
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** All that keeps a certificate from being a CA of the cluster. */
export function authorityFaults(certificate: X509Certificate, uses: readonly Use[], now: Date): readonly Fault[] {
  return [
    ...caFaults(certificate),
    ...useFaults(certificate, uses),
    ...signatureFaults(certificate),
    ...validityFaults(certificate, now),
  ];
}

function caFaults(certificate: X509Certificate): readonly Fault[] {
  // OpenSSL's answer covers both: the CA flag, and certSign where there is a key usage.
  if (certificate.ca) return [];
  return [
    {
      message: "must be the certificate of a CA (CA:TRUE, key usage certSign)",
      fix: "give the CA's own certificate, not one that it issued",
    },
  ];
}

const ANY_USE = "2.5.29.37.0";
const USES: Readonly<Record<Use, string>> = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
};

/** Go asks every certificate of a chain that names extended key usages for the one it needs, CAs included. */
function useFaults(certificate: X509Certificate, uses: readonly Use[]): readonly Fault[] {
  const given = (certificate.keyUsage as string[] | undefined) ?? [];
  if (given.length === 0 || given.includes(ANY_USE)) return [];
  return uses
    .filter((use) => !given.includes(USES[use]))
    .map((use) => ({
      message: `has extended key usages without ${use}, and so no certificate it issues has that use`,
      fix: `use a CA with ${uses.join(" and ")}, or with none`,
    }));
}

interface Signature {
  readonly family: KeyAlgorithm["family"];
  readonly name: string;
}

/** The ones that siderolabs/crypto issues under (keypair.go of v0.6.5). */
const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ["2a864886f70d01010b", { family: "RSA", name: "RSA-SHA256" }],
  ["2a864886f70d01010c", { family: "RSA", name: "RSA-SHA384" }],
  ["2a864886f70d01010d", { family: "RSA", name: "RSA-SHA512" }],
  ["2a8648ce3d040302", { family: "ECDSA", name: "ECDSA-SHA256" }],
  ["2a8648ce3d040303", { family: "ECDSA", name: "ECDSA-SHA384" }],
  ["2a8648ce3d040304", { family: "ECDSA", name: "ECDSA-SHA512" }],
  ["2b6570", { family: "Ed25519", name: "Ed25519" }],
]);

const OTHER_SIGNATURES: ReadonlyMap<string, string> = new Map([
  ["2a864886f70d010105", "RSA-SHA1"],
  ["2a864886f70d01010a", "RSA-PSS"],
  ["2a8648ce3d0401", "ECDSA-SHA1"],
  ["2a8648ce3d040301", "ECDSA-SHA224"],
]);

/** Talos picks the algorithm of what a CA issues by the algorithm that the CA itself is signed with. */
function signatureFaults(certificate: X509Certificate): readonly Fault[] {
  const oid = signatureOid(certificate.raw) ?? "";
  const signature = SIGNATURES.get(oid);
  if (signature === undefined) {
    return [
      {
        message: "must be signed with RSA or ECDSA (SHA-256, SHA-384, SHA-512) or Ed25519: Talos issues under no other",
        got: OTHER_SIGNATURES.get(oid) ?? "an unknown algorithm",
        fix: "use a CA that is signed with one of them",
      },
    ];
  }
  const key = algorithmOf(certificate.publicKey);
  if (key.family === signature.family) return [];
  return [
    {
      message: `must be signed with the algorithm of its own key (${key.name}): Talos issues with the one it is signed with`,
      got: signature.name,
      fix: "use a self-signed CA",
    },
  ];
}

function validityFaults(certificate: X509Certificate, now: Date): readonly Fault[] {
  const { notBefore, notAfter } = certificateFacts(certificate, now);
  const fix = "rotate this CA, or make a new bundle";
  if (now > notAfter) return [{ message: "has expired", got: day(notAfter), fix }];
  if (now >= notBefore) return [];
  return [
    {
      message: "is not valid yet",
      got: `from ${notBefore.toISOString()}`,
      fix: "set this machine's clock right, or wait until then",
    },
  ];
}

const SOON_DAYS = 30;

/** What the person should know about a certificate that is good today. */
export function authorityWarnings({ daysLeft, notAfter }: CertificateFacts): readonly Fault[] {
  if (daysLeft < 0 || daysLeft >= SOON_DAYS) return [];
  return [
    {
      message: `expires within ${SOON_DAYS} days`,
      got: day(notAfter),
      fix: "rotate this CA before: nothing it issued is trusted after that",
    },
  ];
}
