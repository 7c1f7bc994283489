/** Records one component and finds its resources by type and logical name. */
import type { DeploymentResource, PropertyMap } from "../../sandbox/deployment";
import { record } from "../../sandbox/recorder";

export class Recording {
  private readonly resources: readonly DeploymentResource[];

  private constructor(resources: readonly DeploymentResource[]) {
    this.resources = resources;
  }

  static async of(program: () => unknown): Promise<Recording> {
    const stack = await record({ project: "palisade", stack: "test" }, program);
    return new Recording(stack.deployment.deployment.resources);
  }

  /** Custom resources of a type token such as "aws:kms/key:Key". */
  all(type: string): readonly DeploymentResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  one(type: string, name: string): DeploymentResource {
    const found = this.all(type).find((resource) => resource.urn.endsWith(`::${name}`));
    if (found === undefined) {
      const names = this.all(type).map((resource) => resource.urn.split("::").at(-1));
      throw new Error(`no ${type} named ${name}; there are: ${names.join(", ") || "none"}`);
    }
    return found;
  }

  inputs(type: string, name: string): PropertyMap {
    return this.one(type, name).inputs;
  }

  /** Custom resources that lack the environment's tags or a Name, among those of the given types. */
  untagged(types: readonly string[], tags: Readonly<Record<string, string>>): readonly string[] {
    return this.resources
      .filter((resource) => types.includes(resource.type))
      .filter((resource) => {
        const found = resource.inputs["tags"] as Readonly<Record<string, string>> | undefined;
        return !found?.["Name"] || Object.entries(tags).some(([key, value]) => found[key] !== value);
      })
      .map((resource) => resource.urn);
  }

  /** Custom resources outside any component. */
  orphans(): readonly string[] {
    return this.resources
      .filter((resource) => resource.custom && (!resource.parent || resource.parent.includes("pulumi:pulumi:Stack::")))
      .map((resource) => resource.urn);
  }
}
