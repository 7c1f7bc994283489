/**
 * Stand-in of the Kubernetes provider: objects of one API server, in the cloud of a rehearsal. Not modelled: server-side apply and its owners of
 * fields, names that the provider makes up, defaults that the API server fills in, waiting until an object is ready.
 */
import { randomUUID } from "node:crypto";
import type { PropertyMap, PropertyValue } from "../deployment";
import { changedPaths } from "./changes";
import type { Cloud, CloudResource } from "./cloud";
import { apiGroup, type KubernetesObject, keepsItsNamespace, replacingFields } from "./kubernetes-objects";
import type { ProviderModel, ResourceAsked, ResourceKnown } from "./provider-model";

/** A rehearsal has one cluster: objects are in no region. */
const CLUSTER = "cluster";
/** They are there in every cluster. */
const NAMESPACES: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

export class KubernetesModel implements ProviderModel {
  readonly version: string;
  private readonly cloud: Cloud;
  private settings: PropertyMap = {};

  constructor(version: string, cloud: Cloud) {
    this.version = version;
    this.cloud = cloud;
  }

  configure(settings: PropertyMap): void {
    this.settings = settings;
  }

  difference(before: ResourceKnown, inputs: PropertyMap) {
    const [old, now] = [this.objectOf(before.inputs), this.objectOf(inputs)];
    const changed = changedPaths(old.fields, now.fields);
    return {
      changed,
      replacing: replacingFields(old, changed, this.settings),
      // The provider waits only where both would have the same place.
      deleteBeforeReplace: old.id === now.id,
    };
  }

  previewCreate({ inputs }: ResourceAsked): PropertyMap {
    return this.objectOf(inputs).fields;
  }

  create({ urn, type, inputs }: ResourceAsked) {
    const start = Date.now();
    const object = this.objectOf(inputs);
    const { id, namespace } = object;
    if (namespace !== undefined && !this.hasNamespace(namespace))
      throw new Error(`namespaces "${namespace}" not found`);
    if (this.objects.some((other) => isSame(this.objectOf(other.inputs), object))) {
      throw new Error(`${plural(object)} "${object.name}" already exists`);
    }
    const outputs = withMetadata(object.fields, { uid: randomUUID(), resourceVersion: "1" });
    this.cloud.put({ type, region: CLUSTER, id, urn, inputs, outputs });
    this.cloud.note("create", { urn, type, id }, start);
    return { id, outputs };
  }

  previewUpdate({ outputs }: ResourceKnown, inputs: PropertyMap): PropertyMap {
    const { uid = "", resourceVersion = "" } = metadataOf(outputs);
    return withMetadata(this.objectOf(inputs).fields, { uid, resourceVersion });
  }

  /** An object that somebody deleted is not there to be changed. */
  update(before: ResourceKnown, inputs: PropertyMap): PropertyMap {
    const start = Date.now();
    const object = this.objectOf(inputs);
    const found = this.cloud.find(placed(before));
    if (found === undefined) throw new Error(`${plural(object)} "${object.name}" not found`);
    const { uid = "", resourceVersion } = metadataOf(found.outputs);
    const outputs = withMetadata(object.fields, { uid, resourceVersion: String(Number(resourceVersion) + 1) });
    this.cloud.put({ ...found, inputs, outputs });
    this.cloud.note("update", before, start);
    return outputs;
  }

  read(known: ResourceKnown) {
    return this.cloud.find(placed(known));
  }

  /** A namespace takes with it what is in it. */
  delete(known: ResourceKnown): void {
    const start = Date.now();
    const found = this.cloud.find(placed(known));
    if (found !== undefined) {
      const { kind, name } = this.objectOf(found.inputs);
      const within = kind === "Namespace" ? this.objects.filter((one) => this.isIn(one, name)) : [];
      for (const gone of [...within, found]) this.cloud.remove(gone);
    }
    this.cloud.note("delete", known, start);
  }

  invoke(token: string): never {
    throw new Error(`no recorded answer for the function ${token}`);
  }

  private get objects(): readonly CloudResource[] {
    return this.cloud.resources.filter(({ region }) => region === CLUSTER);
  }

  private hasNamespace(name: string): boolean {
    const isIt = ({ inputs }: CloudResource) => inputs["kind"] === "Namespace" && metadataOf(inputs)["name"] === name;
    return NAMESPACES.has(name) || this.objects.some(isIt);
  }

  private isIn({ inputs }: CloudResource, namespace: string): boolean {
    return this.objectOf(inputs).namespace === namespace;
  }

  /** Throws an Error for inputs that are no whole object. */
  private objectOf(inputs: PropertyMap): KubernetesObject {
    const metadata = metadataOf(inputs);
    const [apiVersion, kind] = [needed(inputs, "apiVersion"), needed(inputs, "kind")];
    const name = needed(metadata, "name", "metadata.");
    const given = metadata["namespace"];
    const namespace = keepsItsNamespace(apiVersion, kind, given)
      ? String(given ?? this.settings["namespace"] ?? "default")
      : undefined;
    const fields = namespace === undefined ? inputs : withMetadata(inputs, { namespace });
    return { apiVersion, kind, name, namespace, fields, id: namespace === undefined ? name : `${namespace}/${name}` };
  }
}

function placed({ type, id }: Pick<ResourceKnown, "type" | "id">) {
  return { type, id, region: CLUSTER };
}

/** Two versions of an API show the same object. */
function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.id === other.id && one.kind === other.kind && apiGroup(one.apiVersion) === apiGroup(other.apiVersion);
}

/** "configmaps", as the API server names a kind in its errors. */
function plural({ kind }: KubernetesObject): string {
  return `${kind.toLowerCase()}s`;
}

function metadataOf(inputs: PropertyMap): PropertyMap {
  return (inputs["metadata"] ?? {}) as PropertyMap;
}

function withMetadata(fields: PropertyMap, more: PropertyMap): PropertyMap {
  return { ...fields, metadata: { ...metadataOf(fields), ...more } };
}

function needed(map: PropertyMap, key: string, above = ""): string {
  const value: PropertyValue | undefined = map[key];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${above}${key}: is no text, got ${JSON.stringify(value ?? null)}; give the stand-in a whole object`);
}
