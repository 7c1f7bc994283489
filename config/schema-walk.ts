/** Walks the schema beside a value: which keys are known at a path, what they mean, and which alternative of a union was meant. */
import { z } from "zod";
import { type KeyDoc, keyDoc } from "./key";

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema below `optional` and `default`. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

export function optionsOf(union: z.ZodUnion): readonly z.ZodObject[] {
  return union.options.filter((option) => option instanceof z.ZodObject);
}

export function shapeOf(object: z.ZodObject): ReadonlyMap<string, z.ZodType> {
  return new Map(Object.entries(object.shape as Record<string, z.ZodType>));
}

/** A literal that the value has decides; otherwise the alternative that has most of the value's keys. Undefined where none fits at all. */
export function optionFor(union: z.ZodUnion, value: unknown): z.ZodObject | undefined {
  if (!isObject(value)) return undefined;
  const scored = optionsOf(union).map((option) => {
    const known = [...shapeOf(option)].filter(([name]) => Object.hasOwn(value, name));
    const literal = known.some(
      ([name, schema]) => schema instanceof z.ZodLiteral && schema.safeParse(value[name]).success,
    );
    return { option, score: known.length + (literal ? 100 : 0) };
  });
  return scored.filter(({ score }) => score > 0).sort((left, right) => right.score - left.score)[0]?.option;
}

/** Schema of one part of a value; undefined where the schema knows no such part. */
export function childOf(schema: z.ZodType, part: PropertyKey, value: unknown): z.ZodType | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return shapeOf(inner).get(String(part));
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType;
  if (!(inner instanceof z.ZodUnion)) return undefined;
  const option = optionFor(inner, value) ?? optionsOf(inner).find((candidate) => shapeOf(candidate).has(String(part)));
  return option === undefined ? undefined : childOf(option, part, value);
}

/** Own properties only, so that a key such as "constructor" finds nothing. */
export function partOf(value: unknown, part: PropertyKey): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, part)
    ? (value as Readonly<Record<PropertyKey, unknown>>)[part]
    : undefined;
}

export interface Place {
  readonly schema: z.ZodType | undefined;
  readonly value: unknown;
  readonly doc: KeyDoc | undefined;
}

export function placeAt(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): Place {
  let here: Place = { schema, value, doc: keyDoc(schema) };
  for (const part of path) {
    const child = here.schema === undefined ? undefined : childOf(here.schema, part, here.value);
    here = { schema: child, value: partOf(here.value, part), doc: child === undefined ? undefined : keyDoc(child) };
  }
  return here;
}
