/** States of the tests in the form that the engine reads. */
import type { State } from "../../policy/judge";
import type { StateResource } from "../../policy/view/stack";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../sandbox/deployment";
import { resource, UNKNOWN } from "../policy/fixture";

/** As `pulumi stack export --show-secrets` writes it, with what a resource of the tests leaves out. */
export function exportedState({ deployment }: State) {
  return {
    version: 3,
    deployment: {
      manifest: { time: "1970-01-01T00:00:00Z", magic: "", version: "" },
      // Whatever its type, engine-judge has no key and shows a ciphertext as "[secret]"; without one it refuses the state.
      secrets_providers: { type: "passphrase", state: {} },
      resources: deployment.resources.map((made) => ({
        ...made,
        custom: made.id !== undefined || ("custom" in made && made.custom === true),
        inputs: exportedValue(made.inputs),
        outputs: exportedValue(made.outputs),
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

const ORIGIN = resource("random:index/randomId:RandomId", "origin");

/**
 * With a resource that every input comes from that is not known and of which the state does not say where it comes from. In a program it is
 * always some resource's, and the SDK says whose; small states of tests leave it out.
 */
export function withOrigins(state: State): State {
  const given = state.deployment.resources;
  const resources = given.map(withOrigin);
  const same = resources.every((made, index) => made === given[index]);
  return same ? state : { deployment: { resources: [...resources, ORIGIN] } };
}

function withOrigin(made: StateResource): StateResource {
  const given = made.propertyDependencies ?? {};
  const without = Object.entries(made.inputs).filter(
    ([property, value]) => (given[property] ?? []).length === 0 && JSON.stringify(value ?? null).includes(UNKNOWN),
  );
  if (without.length === 0) return made;
  const origins = Object.fromEntries(without.map(([property]) => [property, [ORIGIN.urn]]));
  return { ...made, propertyDependencies: { ...given, ...origins } };
}
