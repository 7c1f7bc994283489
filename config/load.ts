/** Configuration of the running Pulumi program. The only file of config/ that knows Pulumi. */
import * as pulumi from "@pulumi/pulumi";
import { type ConfigValues, checkConfig, NAMESPACE, type PlanCheck } from "./check";
import type { SecretKey, StackConfig } from "./schema";

/** Secrets stay Outputs, apart from the configuration, and never enter the plan. Absent where not set. */
export type StackSecrets = { readonly [K in SecretKey]?: pulumi.Output<string> };

export interface ConfigSource extends ConfigValues {
  /** The value of a secret key, by its full name. */
  secret(key: string): pulumi.Output<string>;
}

/** Throws ConfigError with every problem. */
export function loadConfig(
  source: ConfigSource,
  planProblems: PlanCheck,
): { readonly config: StackConfig; readonly secrets: StackSecrets } {
  const { config, secretKeys } = checkConfig(source, planProblems);
  const secrets = Object.fromEntries(secretKeys.map((name) => [name, source.secret(`${NAMESPACE}:${name}`)]));
  return { config, secrets };
}

/** The SDK exports this at run time, but leaves it out of its types. Without it nothing counts as a secret, which refuses secret keys. */
function isConfigSecret(key: string): boolean {
  const runtime: object = pulumi.runtime;
  const ask: unknown = "isConfigSecret" in runtime ? runtime.isConfigSecret : undefined;
  return typeof ask === "function" && ask(key) === true;
}

/** The stack that `pulumi` (or an offline preview) runs. */
export function pulumiConfigSource(): ConfigSource {
  return {
    environment: pulumi.getStack(),
    values: pulumi.runtime.allConfig(),
    now: new Date(),
    isSecret: isConfigSecret,
    secret: (key) => new pulumi.Config(NAMESPACE).requireSecret(key.slice(NAMESPACE.length + 1)),
  };
}
