/** Generated configuration with something broken. */
import fc from "fast-check";
import { validConfig } from "./arbitrary";

/** Values that are wrong in most places, some of them nearly right. */
const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    ...[
      "",
      "0.0.0.0/0",
      "10.0.0.0/8",
      "10.0.0.1/16",
      "10.96.0.0/16",
      "256.0.0.0/16",
      "10.0.0.0/40",
      "v1.12.0",
      "1.36",
      "latest",
      "t3.large",
      "m7g.large",
      "eu-central-1a",
      "us-east-1",
    ],
    ...[
      0,
      1,
      2,
      4,
      -1,
      1.5,
      1e300,
      99999,
      true,
      null,
      [],
      {},
      { id: "x" },
      { exposure: "allow-list" },
      { constructor: 1 },
    ],
    "AKIAABCDEFGHIJKLMNOP",
  ),
);

type Step = {
  readonly at: number;
  readonly depth: number;
  readonly kind: "replace" | "remove" | "add" | "repeat";
  readonly value: unknown;
  readonly name: string;
};

const step: fc.Arbitrary<Step> = fc.record({
  at: fc.nat(1_000_000),
  depth: fc.nat(4),
  kind: fc.constantFrom("replace", "remove", "add", "repeat"),
  value: wrong,
  name: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("cidrs", "__proto__", "toString", "regoin", "password")),
});

function change(target: unknown, { at, depth, kind, value, name }: Step): unknown {
  if (typeof target !== "object" || target === null) return kind === "remove" ? undefined : value;
  const entries: [string, unknown][] = Object.entries(target);
  const index = entries.length === 0 ? 0 : at % entries.length;
  const chosen = entries[index];
  const list = Array.isArray(target);
  const rebuilt = (next: readonly [string, unknown][]) =>
    list ? next.map(([, child]) => child) : Object.fromEntries(next);
  if (kind === "add") return rebuilt([...entries, [name, value]]);
  if (chosen === undefined) return value;
  if (depth > 0)
    return rebuilt(
      entries.map((entry, other) =>
        other === index
          ? [entry[0], change(entry[1], { at: Math.floor(at / 7), depth: depth - 1, kind, value, name })]
          : entry,
      ),
    );
  if (kind === "remove") return rebuilt(entries.filter((_, other) => other !== index));
  if (kind === "repeat") return rebuilt([...entries, chosen]);
  return rebuilt(entries.map((entry, other) => (other === index ? [entry[0], value] : entry)));
}

/** A valid configuration with one to four changes, most of which break it. */
export const changedConfig: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .tuple(validConfig, fc.array(step, { minLength: 1, maxLength: 4 }))
  .map(([input, steps]) => steps.reduce<unknown>(change, input))
  .map((input) => (typeof input === "object" && input !== null && !Array.isArray(input) ? { ...input } : {}));
