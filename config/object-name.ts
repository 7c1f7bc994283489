/** Names that every object of JavaScript has already: a map with one of them loses the entry, or breaks whoever makes a text of it. */
import { z } from "zod";
import type { Fault } from "./key";
import { isObject, placeAt, unwrapped } from "./schema-walk";

const OBJECT_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

export const OBJECT_NAME_FAULT: Fault = {
  wrong: "has a name that JavaScript keeps for itself",
  fix: "use another name",
};

export function objectNameFault(name: string): Fault | undefined {
  return OBJECT_NAMES.includes(name) ? OBJECT_NAME_FAULT : undefined;
}

/** Paths of `__proto__` in maps of free names: zod drops it before a constraint sees it. */
export function droppedPaths(
  schema: z.ZodType,
  input: unknown,
  path: readonly PropertyKey[] = [],
): readonly (readonly PropertyKey[])[] {
  if (Array.isArray(input)) return input.flatMap((_, index) => below(index));
  if (!isObject(input)) return [];
  return Object.keys(input).flatMap(below);

  function below(part: PropertyKey): readonly (readonly PropertyKey[])[] {
    const { schema: child, value } = placeAt(schema, input, [part]);
    if (part === "__proto__" && unwrapped(schema) instanceof z.ZodRecord) return [[...path, part]];
    return child === undefined ? [] : droppedPaths(child, value, [...path, part]);
  }
}
