/** A small valid configuration to break, one edit at a time, and the problems it then has. */
import { checkConfig } from "../../config/check";
import { ConfigError, formatProblem } from "../../config/error";
import { type ConfigInput, flat } from "./arbitrary";

export function sample(): ConfigInput {
  return {
    account: { id: "111122223333", region: "eu-central-1", zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] },
    network: { vpcCidr: "10.20.0.0/16" },
    access: { bastion: { image: { id: "ami-0f1e2d3c4b5a69788" } } },
    talos: { version: "v1.14.1", image: { id: "ami-0f1e2d3c4b5a69788" }, schematic: "0123456789abcdef".repeat(4) },
    kubernetes: { version: "1.36.2" },
    controlPlane: { instanceType: "m7i.large" },
    workers: [{ name: "general", instanceType: "m7i.xlarge", size: 3, min: 3, max: 6 }],
    logs: { alarmEmails: ["alarms@example.com"] },
  };
}

/** One value at a path such as "workers.0.size"; undefined removes the key. */
export type Edit = readonly [path: string, value: unknown];

export function edited(edits: readonly Edit[]): Record<string, unknown> {
  const root: Record<string, unknown> = { ...sample() };
  for (const [path, value] of edits) {
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    let here: Record<string, unknown> = root;
    for (const part of parts) {
      here[part] ??= {};
      here = here[part] as Record<string, unknown>;
    }
    if (value === undefined) delete here[last];
    else here[last] = value;
  }
  return root;
}

/** Messages of a flat map, in the order they are told. */
export function messagesOf(
  values: Record<string, string>,
  secretKeys: readonly string[] = [],
  environment = "staging",
): readonly string[] {
  try {
    checkConfig({ environment, values, isSecret: (key) => secretKeys.includes(key) });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}

export function messagesAfter(...edits: readonly Edit[]): readonly string[] {
  return messagesOf(flat(edited(edits)));
}
