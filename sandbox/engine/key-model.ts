/** Stand-ins of the tls and random providers: keys, certificates and random values are really made; nothing is kept but by the engine's state. */
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

/** Public in every state: made of nothing that is secret. */
function idOf(computed: PropertyMap): string {
  const text = computed["publicKeyPem"] ?? computed["certPem"] ?? computed["certRequestPem"];
  return typeof text === "string" ? `key-${Buffer.from(text).length}-${text.length}` : "none";
}
