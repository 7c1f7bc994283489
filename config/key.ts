/** What every key of the configuration says about itself, and how a constraint says what is wrong and what to do. */
import type { z } from "zod";

export interface KeyDoc {
  /** What the key means, with its units: one or two sentences. */
  readonly meaning: string;
  /** Limits as the documentation prints them. */
  readonly limits?: string;
  /** A value as one would write it in the stack file; leaves have one, sections do not. */
  readonly example?: unknown;
  /** What happens without the key, where that is not a fixed value. */
  readonly absent?: string;
}

/** Attaches the documentation. Call it last: zod keeps it on this very schema. */
export function key<S extends z.ZodType>(schema: S, doc: KeyDoc): S {
  return schema.meta({ description: doc.meaning, key: doc }) as S;
}

export function keyDoc(schema: z.ZodType): KeyDoc | undefined {
  return schema.meta()?.["key"] as KeyDoc | undefined;
}

export interface Fault {
  /** "must be private"; the path, the value and the fix are added around it. */
  readonly wrong: string;
  readonly fix: string;
  /** Path below the checked value, for a fault of one part. */
  readonly at?: readonly PropertyKey[];
}

/** A constraint over a value that already has its type. */
export function checked<S extends z.ZodType>(
  schema: S,
  find: (value: z.output<S>) => Fault | readonly Fault[] | undefined,
): S {
  return schema.check((context) => {
    const found = find(context.value as z.output<S>);
    const faults = found === undefined ? [] : "wrong" in found ? [found] : found;
    for (const { wrong, fix, at } of faults) {
      context.issues.push({
        code: "custom",
        input: context.value,
        message: wrong,
        params: { fix },
        path: [...(at ?? [])],
      });
    }
  }) as S;
}

/** One fault per element that an earlier one repeats. */
export function repeated(
  values: readonly unknown[],
  at: (index: number) => readonly PropertyKey[] = (index) => [index],
): readonly Fault[] {
  const seen = new Map<unknown, number>();
  return values.flatMap((value, index) => {
    const first = seen.get(value) ?? index;
    if (first === index) seen.set(value, index);
    return value === undefined || first === index
      ? []
      : [{ wrong: `repeats entry ${first}`, fix: "give each value once", at: at(index) }];
  });
}
