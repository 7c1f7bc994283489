/** What a stand-in of a provider answers; `provider-service.ts` speaks the engine's protocol for it. */
import type { PropertyMap } from "../deployment";

export interface ResourceAsked {
  readonly urn: string;
  readonly type: string;
  /** Secrets are in clear, as a provider of Terraform's kind gets them; unknown values are marked strings. */
  readonly inputs: PropertyMap;
}

export interface ResourceKnown extends ResourceAsked {
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface Made {
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface Difference {
  /** Paths of inputs that changed. */
  readonly changed: readonly string[];
  /** Those that another resource is needed for. */
  readonly replacing: readonly string[];
  /** The old one must be gone before the new one is made. */
  readonly deleteBeforeReplace: boolean;
}

/** Whatever is thrown becomes the failure of the engine's operation, with its message. */
export interface ProviderModel {
  readonly version: string;
  configure(settings: PropertyMap): void;
  difference(before: ResourceKnown, inputs: PropertyMap): Difference;
  create(asked: ResourceAsked): Promise<Made> | Made;
  /** Outputs that a preview of a creation knows; ids and the like are unknown. */
  previewCreate(asked: ResourceAsked): PropertyMap;
  update(before: ResourceKnown, inputs: PropertyMap): Promise<PropertyMap> | PropertyMap;
  previewUpdate(before: ResourceKnown, inputs: PropertyMap): PropertyMap;
  /** What is there now; undefined where nothing is. */
  read(known: ResourceKnown): { readonly inputs: PropertyMap; readonly outputs: PropertyMap } | undefined;
  delete(known: ResourceKnown): void;
  invoke(token: string, args: PropertyMap): PropertyMap;
}
