/** Stand-ins of the tls and random providers: keys, certificates and random values are really made; nothing is kept but by the engine's state. */
import { createHash, X509Certificate } from "node:crypto";
import type { PropertyMap } from "../deployment";
import { keyOutputs } from "../key-resource-model";
import { ThrowAwayKeys } from "../throw-away-keys";
import { changedPaths } from "./changes";
import type { Made, ProviderModel, ResourceAsked, ResourceKnown } from "./provider-model";

export class KeyModel implements ProviderModel {
  readonly version: string;

  constructor(version: string) {
    this.version = version;
  }

  configure(): void {}

  /** What is made once is never changed: another input is another key. */
  difference(before: ResourceKnown, inputs: PropertyMap) {
    const changed = changedPaths(before.inputs, inputs);
    return { changed, replacing: changed, deleteBeforeReplace: false };
  }

  previewCreate({ inputs }: ResourceAsked): PropertyMap {
    return inputs;
  }

  async create({ urn, type, inputs }: ResourceAsked): Promise<Made> {
    // Keys of this one call: the same URN asked again, by a replacement, gets another key.
    const computed = await keyOutputs(type, urn, inputs, new ThrowAwayKeys());
    if (computed === undefined) throw new Error(`no model of ${type}; add one to sandbox/key-resource-model.ts`);
    return { id: idOf(computed), outputs: { ...inputs, ...computed } };
  }

  previewUpdate({ outputs }: ResourceKnown, inputs: PropertyMap): PropertyMap {
    return { ...outputs, ...inputs };
  }

  update(): never {
    throw new Error("keys, certificates and random values are replaced, never updated");
  }

  read({ inputs, outputs }: ResourceKnown) {
    return { inputs, outputs };
  }

  delete(): void {}

  invoke(token: string): never {
    throw new Error(`no recorded answer for the function ${token}`);
  }
}

/**
 * As the real providers do: of a public key and of a request the SHA-1 of their DER, of a certificate its serial number, of a random value "none". An id
 * stands in clear in every state and output: it is made of nothing that is secret.
 */
function idOf(computed: PropertyMap): string {
  const { certPem, publicKeyPem, certRequestPem } = computed;
  if (typeof certPem === "string") return BigInt(`0x${new X509Certificate(certPem).serialNumber}`).toString();
  const pem = publicKeyPem ?? certRequestPem;
  return typeof pem === "string" ? createHash("sha1").update(derOf(pem)).digest("hex") : "none";
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----/g, ""), "base64");
}
