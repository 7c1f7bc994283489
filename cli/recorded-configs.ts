/** The machine configurations that a recorded program made, taken from where they go: secrets of Secrets Manager, and user data. */
import { gunzipSync } from "node:zlib";
import type { Deployment, PropertyMap, PropertyValue } from "../sandbox/deployment";
import { inClear } from "../sandbox/secret-marks";

const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

const NOTICE = "# Throw-away secrets of a preview: for reading, never for a node.\n";

/** YAML by the configuration's name. Secrets in them are of this process and of nothing else. */
export function recordedConfigs({ deployment }: Deployment): Readonly<Record<string, string>> {
  const configs: Record<string, string> = {};
  for (const { type, urn, inputs } of deployment.resources) {
    const identity = type === SECRET_VERSION ? /-machine-config-([a-z])$/.exec(urn)?.[1] : undefined;
    if (identity !== undefined) configs[`control-plane-${identity}`] = textOf(inputs["secretString"]);
    const pool = type === LAUNCH_TEMPLATE ? (inputs["tags"] as PropertyMap)["palisade:pool"] : undefined;
    if (typeof pool === "string") {
      configs[`worker-${pool}`] ??= gunzipSync(Buffer.from(textOf(inputs["userData"]), "base64")).toString("utf8");
    }
  }
  return Object.fromEntries(Object.entries(configs).map(([name, text]) => [name, NOTICE + text]));
}

function textOf(value: PropertyValue | undefined): string {
  const text = inClear(value ?? null);
  if (typeof text !== "string") throw new Error("the recorded program has a machine configuration that is no text");
  return text;
}
