/** The parts of a faulty configuration that are valid by themselves, so that the rules between keys still report what they can. */
import { z } from "zod";
import { isObject, optionFor, partOf, shapeOf, unwrapped } from "./schema-walk";

/** Every key may be absent, every element of a list may be undefined (it was not valid). */
export type ValidPart<T> = T extends string | number | boolean | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly (ValidPart<E> | undefined)[]
    : { readonly [K in keyof T]?: ValidPart<T[K]> | undefined };

export function validPart<S extends z.ZodType>(schema: S, value: unknown): ValidPart<z.output<S>> {
  return part(schema, value) as ValidPart<z.output<S>>;
}

function part(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray)
    return Array.isArray(value) ? value.map((element) => part(inner.element as z.ZodType, element)) : undefined;
  const object = inner instanceof z.ZodUnion ? optionFor(inner, value) : inner;
  if (!(object instanceof z.ZodObject) || !isObject(value)) return undefined;
  // A key is there when it was given (perhaps not valid: undefined) or has a default, so that rules can tell "not given" from "not valid".
  return Object.fromEntries(
    [...shapeOf(object)]
      .map(([name, child]) => [name, part(child, partOf(value, name))] as const)
      .filter(([name, child]) => child !== undefined || Object.hasOwn(value, name)),
  );
}
