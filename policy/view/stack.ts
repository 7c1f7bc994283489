/** A stack as rules see it, whether it comes from the engine, from a state file or from an offline preview. */
import {
  at,
  isHidden,
  type Properties,
  properties,
  type ReadBefore,
  UNKNOWN,
  type Value,
  withoutComputed,
} from "./value";

export interface ResourceView {
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly props: Properties;
  readonly protect: boolean;
  /** URNs that each property refers to; known when the values are not. Empty in a resource policy, which is not told. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What a property refers to. */
export interface Reference {
  /** Resources of this stack. */
  readonly resources: readonly ResourceView[];
  /** A given value is no resource of this stack. */
  readonly external: boolean;
  /** A value is not known, and the engine does not say where it comes from. */
  readonly unknown: boolean;
}

/** Outputs that identify a resource to others, in the order in which they are tried. */
const IDENTITIES = ["id", "arn", "name", "keyId", "bucket"] as const;

export class StackView {
  readonly resources: readonly ResourceView[];
  private readonly byUrn: ReadonlyMap<string, ResourceView>;
  private readonly byType = new Map<string, ResourceView[]>();
  private readonly byIdentity = new Map<string, ResourceView>();

  constructor(resources: readonly ResourceView[]) {
    this.resources = resources;
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      const sameType = this.byType.get(resource.type) ?? [];
      sameType.push(resource);
      this.byType.set(resource.type, sameType);
      for (const key of IDENTITIES) {
        const value = resource.props[key];
        const identity = `${resource.type} ${String(value)}`;
        if (typeof value === "string" && !this.byIdentity.has(identity)) this.byIdentity.set(identity, resource);
      }
    }
  }

  ofType(...types: readonly string[]): readonly ResourceView[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /**
   * Resources of `types` that the value at `path` names: by the value where it is known, else by what the engine says of the property (the
   * first part of the path).
   */
  refer(from: ResourceView, path: readonly (string | number)[], ...types: readonly string[]): Reference {
    const value = at(from.props, ...path);
    const values: readonly Value[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    const resources = new Set<ResourceView>();
    let external = false;
    let unknown = false;
    for (const item of values) {
      if (isHidden(item)) {
        const found = this.dependenciesOf(from, String(path[0]), types);
        for (const resource of found) resources.add(resource);
        unknown ||= found.length === 0;
      } else {
        const found = typeof item === "string" ? this.identified(item, types) : undefined;
        if (found === undefined) external = true;
        else resources.add(found);
      }
    }
    return { resources: [...resources], external, unknown };
  }

  private dependenciesOf(from: ResourceView, property: string, types: readonly string[]): readonly ResourceView[] {
    return (from.propertyDependencies[property] ?? [])
      .map((urn) => this.byUrn.get(urn))
      .filter((resource) => resource !== undefined)
      .filter((resource) => types.includes(resource.type));
  }

  private identified(value: string, types: readonly string[]): ResourceView | undefined {
    for (const type of types) {
      const found = this.byIdentity.get(`${type} ${value}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Tag of a resource, or the mark where its tags are not known. */
export function tagOf(resource: ResourceView, name: string): string | typeof UNKNOWN | undefined {
  const value = at(resource.props, "tags", name);
  return isHidden(value) ? UNKNOWN : typeof value === "string" ? value : undefined;
}

/** One resource of a state file (Pulumi's ResourceV3), as far as rules need it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** As resource policies see a resource: its inputs. */
export function inputsView(resource: StateResource, before?: ReadBefore): ResourceView {
  return viewOf(resource, properties(resource.inputs, before));
}

/** As stack policies see it: what it gave back, inputs copied over where it gave nothing back yet. */
export function outputsView(resource: StateResource, before?: ReadBefore): ResourceView {
  const inputs = properties(resource.inputs, before);
  const outputs = withoutComputed(properties(resource.outputs, before), (property) => Object.hasOwn(inputs, property));
  const props = { ...inputs, ...outputs };
  return viewOf(resource, resource.id === undefined ? props : { ...props, id: resource.id });
}

function viewOf(resource: StateResource, props: Properties): ResourceView {
  return {
    urn: resource.urn,
    type: resource.type,
    name: nameOf(resource.urn),
    props,
    protect: resource.protect === true,
    propertyDependencies: resource.propertyDependencies ?? {},
  };
}
