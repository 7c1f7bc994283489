/** Which inputs differ, and where: what a provider's Diff begins with. */
import type { PropertyMap, PropertyValue } from "../deployment";

/** Paths as in "rootBlockDevice.kmsKeyId": lists are gone into without a place, so that an index does not matter. Sorted, each once. */
export function changedPaths(before: PropertyMap, after: PropertyMap): readonly string[] {
  const found = new Set<string>();
  compare(before, after, "", found);
  return [...found].sort();
}

function compare(before: PropertyValue, after: PropertyValue, path: string, found: Set<string>): void {
  if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))) return;
  if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(before[key] ?? null, after[key] ?? null, path === "" ? key : `${path}.${key}`, found);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].every(isMap)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      const [old, now] = [before[index], after[index]];
      if (old === undefined || now === undefined) addedOrGone(old ?? now ?? {}, path, found);
      else compare(old, now, path, found);
    }
    return;
  }
  found.add(path);
}

/** One map of a list: its inputs, or the list itself where it has none. */
function addedOrGone(element: PropertyValue, path: string, found: Set<string>): void {
  const inputs = new Set<string>();
  compare(element, {}, path, inputs);
  for (const input of inputs.size === 0 ? [path] : inputs) found.add(input);
}

function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In an order of its own, and without what is null: not there and null are the same. */
function sorted(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .filter((key) => value[key] !== null)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
