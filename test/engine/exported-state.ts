/** States of the tests in the form that the engine reads. */
import type { State } from "../../policy/judge";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../sandbox/deployment";

/** As `pulumi stack export --show-secrets` writes it, with what a resource of the tests leaves out. */
export function exportedState({ deployment }: State) {
  return {
    version: 3,
    deployment: {
      manifest: { time: "1970-01-01T00:00:00Z", magic: "", version: "" },
      resources: deployment.resources.map((resource) => ({
        ...resource,
        custom: resource.id !== undefined || ("custom" in resource && resource.custom === true),
        inputs: exportedValue(resource.inputs),
        outputs: exportedValue(resource.outputs),
      })),
    },
  };
}

/** A recorded secret carries its value as the wire has it; a state file has it as JSON in a string. */
function exportedValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(exportedValue);
  const entries = value as Readonly<Record<string, unknown>>;
  if (entries[SIGNATURE_KEY] === SECRET_SIGNATURE && "value" in entries) {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, plaintext: JSON.stringify(exportedValue(entries["value"])) };
  }
  return Object.fromEntries(Object.entries(entries).map(([key, child]) => [key, exportedValue(child)]));
}
