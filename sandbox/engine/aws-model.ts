/** Stand-in of the AWS provider over the cloud of a rehearsal: ids and outputs are those of the offline preview. */
import { computedOutputs, invokeAnswer, NOWHERE, type Place, placeOf } from "../aws-resource-model";
import type { PropertyMap } from "../deployment";
import { refusedCreation, refusedDeletion } from "./aws-constraints";
import { changedPaths } from "./changes";
import type { Cloud, CloudOperation } from "./cloud";
import type { ProviderModel, ResourceKnown } from "./provider-model";

export class AwsModel implements ProviderModel {
  readonly version: string;
  private readonly cloud: Cloud;
  private place: Place = NOWHERE;

  constructor(version: string, cloud: Cloud) {
    this.version = version;
    this.cloud = cloud;
  }

  configure(settings: PropertyMap): void {
    this.place = placeOf(settings);
  }

  difference(before: ResourceKnown, inputs: PropertyMap) {
    const changed = changedPaths(before.inputs, inputs);
    return { changed, replacing: [] as string[], deleteBeforeReplace: false };
  }

  previewCreate({ inputs }: { readonly inputs: PropertyMap }): PropertyMap {
    return inputs;
  }

  create({ urn, type, inputs }: { readonly urn: string; readonly type: string; readonly inputs: PropertyMap }) {
    const start = Date.now();
    const generation = this.cloud.nextGeneration(urn);
    const seed = generation === 0 ? urn : `${urn}#${generation}`;
    const { id, outputs: computed } = computedOutputs(type, seed, inputs, this.place);
    const region = this.regionOf(inputs);
    refuse(type, refusedCreation(this.cloud, { type, region, id, inputs }));
    const outputs = { ...inputs, ...computed };
    this.cloud.put({ type, region, id, urn, inputs, outputs });
    this.note("create", { urn, type, id }, start);
    return { id, outputs };
  }

  previewUpdate({ outputs }: ResourceKnown, inputs: PropertyMap): PropertyMap {
    return { ...outputs, ...inputs };
  }

  update(before: ResourceKnown, inputs: PropertyMap): PropertyMap {
    const start = Date.now();
    const outputs = { ...before.outputs, ...inputs };
    this.cloud.put({ ...this.placed(before), urn: before.urn, inputs, outputs });
    this.note("update", before, start);
    return outputs;
  }

  read(known: ResourceKnown) {
    return this.cloud.find(this.placed(known));
  }

  delete(known: ResourceKnown): void {
    const start = Date.now();
    const found = this.cloud.find(this.placed(known));
    // AWS says that it is not there, which is what was wanted.
    if (found !== undefined) {
      refuse(known.type, refusedDeletion(this.cloud, found));
      this.cloud.remove(found);
    }
    this.note("delete", known, start);
  }

  invoke(token: string, args: PropertyMap): PropertyMap {
    const answer = invokeAnswer(token, args);
    if (answer === undefined) {
      throw new Error(`no recorded answer for the function ${token}; add one to sandbox/aws-resource-model.ts`);
    }
    return answer;
  }

  private placed({ type, id, inputs }: ResourceKnown) {
    return { type, id, region: this.regionOf(inputs) };
  }

  private regionOf({ region }: PropertyMap): string {
    return typeof region === "string" ? region : this.place.region;
  }

  private note(
    operation: CloudOperation,
    { urn, type, id }: Pick<ResourceKnown, "urn" | "type" | "id">,
    start: number,
  ): void {
    this.cloud.note({ operation, urn, type, id, start, end: Date.now() });
  }
}

function refuse(type: string, reason: string | undefined): void {
  if (reason !== undefined) throw new Error(`${type}: ${reason}`);
}
