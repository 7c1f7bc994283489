/** Stand-in of the AWS provider over the cloud of a rehearsal: ids and outputs are those of the offline preview. */
import { deletesBeforeReplace, outputsSetAnew, replacingInputs } from "../aws-changes";
import { computedOutputs, invokeAnswer, NOWHERE, type Place, placeOf } from "../aws-resource-model";
import { type PropertyMap, UNKNOWN } from "../deployment";
import { refusedCreation, refusedDeletion } from "./aws-constraints";
import { changedPaths } from "./changes";
import type { Cloud } from "./cloud";
import type { ProviderModel, ResourceAsked, ResourceKnown } from "./provider-model";

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

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
    return {
      changed,
      replacing: replacingInputs(before.type, changed, { olds: before.inputs, news: inputs }),
      deleteBeforeReplace: deletesBeforeReplace(before.type, inputs),
    };
  }

  previewCreate({ inputs }: Pick<ResourceAsked, "inputs">): PropertyMap {
    return inputs;
  }

  create({ urn, type, inputs }: ResourceAsked) {
    const start = Date.now();
    const generation = this.cloud.nextGeneration(urn);
    const seed = generation === 0 ? urn : `${urn}#${generation}`;
    const { id, outputs: computed } = computedOutputs(type, seed, inputs, this.place);
    const region = this.regionOf(inputs);
    refuse(type, refusedCreation(this.cloud, { type, region, id, inputs }));
    const outputs = { ...inputs, ...computed };
    this.cloud.put({ type, region, id, urn, inputs, outputs });
    this.cloud.note("create", { urn, type, id }, start);
    return { id, outputs };
  }

  previewUpdate({ type, inputs: before, outputs }: ResourceKnown, inputs: PropertyMap): PropertyMap {
    const anew = outputsSetAnew(type, changedPaths(before, inputs));
    return { ...givenOut(before, outputs), ...inputs, ...Object.fromEntries(anew.map((name) => [name, UNKNOWN])) };
  }

  update(before: ResourceKnown, inputs: PropertyMap): PropertyMap {
    const start = Date.now();
    const found = this.cloud.find(this.placed(before));
    refuse(before.type, found === undefined ? `NotFound: ${before.id} does not exist` : undefined);
    const outputs = { ...givenOut(before.inputs, before.outputs), ...inputs, ...nextVersions(before, inputs) };
    this.cloud.put({ ...this.placed(before), urn: before.urn, inputs, outputs });
    this.cloud.note("update", before, start);
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
    this.cloud.note("delete", known, start);
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
}

/** Outputs that AWS computes: an input that is not set any more is none of them. */
function givenOut(inputs: PropertyMap, outputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => !(name in inputs)));
}

/** A launch template's versions count up with each change that makes one; tags do not, although a preview does not know. */
function nextVersions({ type, inputs: before, outputs }: ResourceKnown, inputs: PropertyMap): PropertyMap {
  const changed = changedPaths(before, inputs).filter((path) => !/^tags(?:\.|$)/.test(path));
  if (type !== LAUNCH_TEMPLATE || outputsSetAnew(type, changed).length === 0) return {};
  const next = Number(outputs["latestVersion"]) + 1;
  return { latestVersion: next, ...(inputs["updateDefaultVersion"] === true ? { defaultVersion: next } : {}) };
}

function refuse(type: string, reason: string | undefined): void {
  if (reason !== undefined) throw new Error(`${type}: ${reason}`);
}
