/** Secrets in Pulumi's wire format: marked, read, and left out. */
import { type PropertyMap, type PropertyValue, REDACTED_SECRET, SECRET_SIGNATURE, SIGNATURE_KEY } from "./deployment";

/** Outputs that the resource's schema says are secret. */
export function marked(outputs: PropertyMap, secret: readonly string[]): PropertyMap {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      secret.includes(name) ? { [SIGNATURE_KEY]: SECRET_SIGNATURE, value } : value,
    ]),
  );
}

/** A value as a provider gets it: secrets are what they are. */
export function inClear(value: PropertyValue): PropertyValue {
  if (value === null || typeof value !== "object" || !holdsSecret(value)) return value;
  if (Array.isArray(value)) return value.map(inClear);
  if (isSecret(value)) return inClear(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value as PropertyMap).map(([key, child]) => [key, inClear(child)]));
}

/**
 * User data is a secret to Pulumi and none to whoever may describe an instance: a policy over the file must see it. What a recording holds of it
 * are tokens of this one run.
 */
const SHOWN: ReadonlySet<string> = new Set(["userData", "userDataBase64"]);

/** Drops the value of every secret but user data, and keeps its mark. */
export function redacted(properties: PropertyMap): PropertyMap {
  if (!holdsSecret(properties)) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      SHOWN.has(name) && isSecret(value) ? shown(value) : redactedValue(value),
    ]),
  );
}

type Secret = PropertyMap & { readonly [SIGNATURE_KEY]: typeof SECRET_SIGNATURE };

function isSecret(value: PropertyValue): value is Secret {
  return typeof value === "object" && value !== null && (value as PropertyMap)[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** As `pulumi stack export --show-secrets` writes it. */
function shown(value: PropertyMap): PropertyMap {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, plaintext: JSON.stringify(inClear(value)) };
}

function redactedValue(value: PropertyValue): PropertyValue {
  if (value === null || typeof value !== "object" || !holdsSecret(value)) return value;
  if (Array.isArray(value)) return value.map(redactedValue);
  if (isSecret(value)) return REDACTED_SECRET;
  return Object.fromEntries(Object.entries(value as PropertyMap).map(([key, child]) => [key, redactedValue(child)]));
}

/** Most values hold none, and a copy of each would be as large as the state. */
function holdsSecret(value: PropertyMap | readonly PropertyValue[]): boolean {
  if (isSecret(value)) return true;
  return Object.values(value).some((child) => typeof child === "object" && child !== null && holdsSecret(child));
}
