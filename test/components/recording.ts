/** Records one component and finds its resources by type and logical name. */
import type { DeploymentResource, PropertyMap } from "../../sandbox/deployment";
import { type RecordedStack, type RecordOptions, record } from "../../sandbox/recorder";
import { inClear } from "../../sandbox/secret-marks";

export class Recording {
  readonly stack: RecordedStack;
  private readonly resources: readonly DeploymentResource[];

  private constructor(stack: RecordedStack) {
    this.stack = stack;
    this.resources = stack.deployment.deployment.resources;
  }

  static async of(program: () => unknown, options: Partial<RecordOptions> = {}): Promise<Recording> {
    return new Recording(await record({ project: "palisade", stack: "test", ...options }, program));
  }

  /** Custom resources of a type token such as "aws:kms/key:Key". */
  all(type: string): readonly DeploymentResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  one(type: string, name: string): DeploymentResource {
    const found = this.all(type).find((resource) => resource.urn.endsWith(`::${name}`));
    if (found === undefined) {
      throw new Error(`no ${type} named ${name}; there are: ${this.names(type).join(", ") || "none"}`);
    }
    return found;
  }

  inputs(type: string, name: string): PropertyMap {
    return this.one(type, name).inputs;
  }

  /** Logical names of all of a type. */
  names(type: string): readonly string[] {
    return this.all(type).map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
  }

  /** As a provider has them: secrets are what they are. */
  inClear(type: string, name: string): Pick<DeploymentResource, "inputs" | "outputs"> {
    const { urn } = this.one(type, name);
    const found = this.stack.judged.deployment.resources.find((resource) => resource.urn === urn);
    return {
      inputs: inClear(found?.inputs ?? {}) as PropertyMap,
      outputs: inClear(found?.outputs ?? {}) as PropertyMap,
    };
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
