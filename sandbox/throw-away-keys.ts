/** Keys for stand-ins of providers: real ones, made for this process, never written down with a use. */
import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

export interface KeyRequest {
  readonly algorithm: "RSA" | "ECDSA" | "ED25519";
  readonly rsaBits?: number;
  /** "P256" and the like, as the provider names them. */
  readonly ecdsaCurve?: string;
}

/** One for each process that records: the same request for the same URN gets the same key, so that two recordings take no longer than one. */
export class ThrowAwayKeys {
  private readonly made = new Map<string, Promise<string>>();
  private readonly prepared: { readonly rsaBits: number; readonly key: Promise<string> }[] = [];

  /** Begins an RSA key in the background: half a second of another core, and now and then two. */
  prepare(rsaBits: number): void {
    const key = pem({ algorithm: "RSA", rsaBits });
    // Whoever takes it hears of a failure.
    key.catch(() => {});
    this.prepared.push({ rsaBits, key });
  }

  /** PEM as the tls provider writes it: PKCS#1 for RSA, SEC 1 for ECDSA, PKCS#8 for Ed25519. */
  privateKey(urn: string, request: KeyRequest): Promise<string> {
    const { algorithm, rsaBits, ecdsaCurve } = request;
    const asked = JSON.stringify([urn, algorithm, rsaBits, ecdsaCurve]);
    const before = this.made.get(asked);
    if (before !== undefined) return before;
    const key = this.takePrepared(request) ?? pem(request);
    this.made.set(asked, key);
    return key;
  }

  private takePrepared({ algorithm, rsaBits }: KeyRequest): Promise<string> | undefined {
    const index = this.prepared.findIndex((one) => algorithm === "RSA" && one.rsaBits === rsaBits);
    return index < 0 ? undefined : this.prepared.splice(index, 1)[0]?.key;
  }
}

const CURVES: Readonly<Record<string, string>> = { P224: "P-224", P256: "P-256", P384: "P-384", P521: "P-521" };

async function pem({ algorithm, rsaBits = 2048, ecdsaCurve = "P224" }: KeyRequest): Promise<string> {
  const publicKeyEncoding = { type: "spki", format: "pem" } as const;
  if (algorithm === "RSA") {
    const { privateKey } = await generate("rsa", {
      modulusLength: rsaBits,
      publicKeyEncoding,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    return privateKey;
  }
  if (algorithm === "ECDSA") {
    const namedCurve = CURVES[ecdsaCurve];
    if (namedCurve === undefined) throw new Error(`no such curve: ${ecdsaCurve}`);
    const { privateKey } = await generate("ec", {
      namedCurve,
      publicKeyEncoding,
      privateKeyEncoding: { type: "sec1", format: "pem" },
    });
    return privateKey;
  }
  const { privateKey } = await generate("ed25519", {
    publicKeyEncoding,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return privateKey;
}
