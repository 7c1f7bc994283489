/** Keys and certificates of a bundle: each alone, each pair, and all beside each other. */
import type { KeyObject, X509Certificate } from "node:crypto";
import { decodeBase64 } from "./base64";
import type { Part } from "./bundle-parts";
import { at, type BundleProblem, type Fault } from "./bundle-problem";
import {
  authorityFaults,
  authorityWarnings,
  type CertificateFacts,
  certificateFacts,
  readCertificate,
  type Use,
} from "./ca-certificate";
import { ACCEPTED, accepts, algorithmOf, belongTogether, type Purpose, publicDer } from "./key-algorithm";
import { type PemBlock, readPem } from "./pem";
import { readPrivateKey } from "./private-key";

/** What may be told of a key and its certificate. */
export interface KeyFacts {
  /** "certs.etcd". */
  readonly place: string;
  /** "ECDSA P-256". */
  readonly algorithm: string;
  /** Absent for the key of service accounts, which has none. */
  readonly certificate?: CertificateFacts;
}

interface Place {
  readonly crt?: Part;
  readonly key: Part;
  readonly purpose: Purpose;
  readonly uses: readonly Use[];
}

const BOTH: readonly Use[] = ["serverAuth", "clientAuth"];

const PLACES: readonly Place[] = [
  { crt: "certs.etcd.crt", key: "certs.etcd.key", purpose: "kubernetes", uses: BOTH },
  { crt: "certs.k8s.crt", key: "certs.k8s.key", purpose: "kubernetes", uses: BOTH },
  // It issues the one certificate with which the API server calls extensions.
  { crt: "certs.k8saggregator.crt", key: "certs.k8saggregator.key", purpose: "kubernetes", uses: ["clientAuth"] },
  { key: "certs.k8sserviceaccount.key", purpose: "serviceAccount", uses: [] },
  { crt: "certs.os.crt", key: "certs.os.key", purpose: "talos", uses: BOTH },
];

export interface JudgedKeys {
  /** PEM texts of the parts that could be read. */
  readonly pem: ReadonlyMap<Part, string>;
  readonly facts: readonly KeyFacts[];
  readonly problems: readonly BundleProblem[];
  readonly warnings: readonly BundleProblem[];
}

/** `texts`: base64 of PEM, by part; parts that are missing have been told. */
export function judgeKeys(texts: ReadonlyMap<Part, string>, now: Date): JudgedKeys {
  const judge = new Judge(texts, now);
  for (const place of PLACES) judge.place(place);
  return judge;
}

class Judge implements JudgedKeys {
  readonly pem = new Map<Part, string>();
  readonly facts: KeyFacts[] = [];
  readonly problems: BundleProblem[] = [];
  readonly warnings: BundleProblem[] = [];
  readonly #texts: ReadonlyMap<Part, string>;
  readonly #now: Date;
  /** The first place that has a public key, by its DER. */
  readonly #owners = new Map<string, string>();

  constructor(texts: ReadonlyMap<Part, string>, now: Date) {
    this.#texts = texts;
    this.#now = now;
  }

  place({ crt, key: keyPart, purpose, uses }: Place): void {
    const certificate = crt && this.#read(crt, readCertificate);
    const key = this.#read(keyPart, readPrivateKey);
    if (crt !== undefined && certificate !== undefined) this.#authority(crt, certificate, uses);
    const publicKey = certificate?.publicKey ?? key;
    if (publicKey === undefined) return;
    const place = keyPart.replace(/\.key$/, "");
    const told = crt !== undefined && certificate !== undefined ? crt : keyPart;
    this.#algorithm(told, publicKey, purpose);
    this.#own(told, publicKey, place);
    this.facts.push({
      place,
      algorithm: algorithmOf(publicKey).name,
      ...(certificate === undefined ? {} : { certificate: certificateFacts(certificate, this.#now) }),
    });
    if (key !== undefined) this.#pair(keyPart, key, place, crt, certificate);
  }

  #authority(part: Part, certificate: X509Certificate, uses: readonly Use[]): void {
    this.#tell(part, ...authorityFaults(certificate, uses, this.#now));
    const warnings = authorityWarnings(certificateFacts(certificate, this.#now));
    this.warnings.push(...warnings.map((fault) => at(part, fault)));
  }

  #algorithm(part: Part, key: KeyObject, purpose: Purpose): void {
    const algorithm = algorithmOf(key);
    if (accepts(purpose, algorithm)) return;
    this.#tell(part, {
      message: `must have a key of ${ACCEPTED[purpose].text}`,
      got: algorithm.name,
      fix: purpose === "serviceAccount" ? "use another key" : "use another CA",
    });
  }

  #pair(
    part: Part,
    key: KeyObject,
    place: string,
    crt: Part | undefined,
    certificate: X509Certificate | undefined,
  ): void {
    if (crt === undefined) {
      if (!belongTogether(key, key)) this.#tell(part, DAMAGED_KEY);
    } else if (certificate !== undefined && !belongTogether(key, certificate.publicKey)) {
      this.#tell(part, { message: `is not the key of ${crt}`, fix: "give the two that belong together" });
      this.#own(part, key, place);
    }
  }

  /** Every CA, and the service accounts, with a key of their own. */
  #own(part: Part, key: KeyObject, place: string): void {
    const der = publicDer(key).toString("base64");
    const owner = this.#owners.get(der);
    if (owner === undefined) this.#owners.set(der, place);
    else if (owner !== place) {
      this.#tell(part, {
        message: `has the key of ${owner}: whoever may issue for one may issue for both`,
        fix: "give each a key of its own",
      });
    }
  }

  #read<T extends object>(part: Part, read: (block: PemBlock) => T | { readonly fault: Fault }): T | undefined {
    const text = this.#texts.get(part);
    if (text === undefined) return undefined;
    if (text === REDACTED) return this.#tell(part, REDACTED_PART);
    const bytes = decodeBase64(text);
    if (bytes === undefined) return this.#tell(part, NO_BASE64);
    const pem = bytes.toString("latin1");
    const block = readPem(pem);
    if ("fault" in block) return this.#tell(part, block.fault);
    const value = read(block);
    if (isFault(value)) return this.#tell(part, value.fault);
    this.pem.set(part, pem);
    return value;
  }

  #tell(part: Part, ...faults: readonly Fault[]): undefined {
    this.problems.push(...faults.map((fault) => at(part, fault)));
    return undefined;
  }
}

function isFault(value: object): value is { readonly fault: Fault } {
  return "fault" in value;
}

/** What talosctl writes in place of a key that it hides. */
const REDACTED = "******";

const REDACTED_PART: Fault = {
  message: "is redacted (******)",
  fix: "take it from a configuration that was not",
};

const NO_BASE64: Fault = {
  message: "must be base64 in one line, with its padding",
  fix: "give the base64 of the PEM text, as base64 -w0 writes it",
};

const DAMAGED_KEY: Fault = {
  message: "does not verify what it signs: its public half is not that of its private half",
  fix: "take it from the original again",
};
