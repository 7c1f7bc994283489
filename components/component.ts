import * as pulumi from "@pulumi/pulumi";

/** Type tokens are part of every child's URN: a changed token renames, and so replaces, a running environment. */
export type ComponentType = `palisade:${"aws" | "index" | "talos"}:${string}`;

/** Base of every component: a constant type token, a name, and nothing else. */
export abstract class Component extends pulumi.ComponentResource {
  protected readonly name: string;

  constructor(type: ComponentType, name: string, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
    this.name = name;
  }

  /** Options of a direct child: parented here, so that no resource sits outside its component. */
  protected child(opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return { ...opts, parent: this };
  }
}

/** Tags of one resource: the environment's, its console name, and the role or segment that policies and people look for. */
export function tagged(
  base: Readonly<Record<string, string>>,
  name: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...base, Name: name, ...extra };
}

/** What the plan must have for a resource that is being made. Throws, naming it, where the plan does not. */
export function planned<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`environment: the plan has no ${what}`);
  return value;
}
