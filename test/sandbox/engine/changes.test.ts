/** Paths of inputs that differ. */
import fc from "fast-check";
import type { PropertyMap, PropertyValue } from "../../../sandbox/deployment";
import { changedPaths } from "../../../sandbox/engine/changes";

it.each<[string, PropertyMap, PropertyMap, readonly string[]]>([
  ["nothing", { a: 1, b: { c: ["d"] } }, { b: { c: ["d"] }, a: 1 }, []],
  ["a value", { a: 1, b: 2 }, { a: 1, b: 3 }, ["b"]],
  ["a type", { a: 1 }, { a: "1" }, ["a"]],
  ["what was added", {}, { a: 1 }, ["a"]],
  ["what was removed", { a: 1 }, {}, ["a"]],
  ["a value inside", { a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 1, d: 3 } } }, ["a.b.d"]],
  ["a whole map", { a: {} }, { a: "b" }, ["a"]],
  ["a map that was added", {}, { a: { b: 1 } }, ["a"]],
  ["two values, sorted, each once", { b: 1, a: [{ c: 1 }, { c: 2 }] }, { b: 2, a: [{ c: 3 }, { c: 4 }] }, ["a.c", "b"]],
  ["an element of a list", { a: ["x", "y"] }, { a: ["x", "z"] }, ["a"]],
  ["the order of a list", { a: ["x", "y"] }, { a: ["y", "x"] }, ["a"]],
  ["a value in a list of maps", { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1, c: 3 }] }, ["a.c"]],
  ["one map more", { a: [{ b: 1 }] }, { a: [{ b: 1 }, { c: 2 }] }, ["a.c"]],
  ["one map less", { a: [{ b: 1 }, { c: 2 }] }, { a: [{ b: 1 }] }, ["a.c"]],
  ["an empty map more", { a: [{}] }, { a: [{}, {}] }, ["a"]],
  ["the first map, empty", { a: [] }, { a: [{}] }, ["a"]],
  ["an empty map less", { a: [{ b: 1 }, {}] }, { a: [{ b: 1 }] }, ["a"]],
  ["a mixed list", { a: [{ b: 1 }, 2] }, { a: [{ b: 2 }, 2] }, ["a"]],
  ["false and nothing", { a: false }, {}, ["a"]],
  ["null and nothing, which are the same", { a: null, b: { c: null } }, { b: {} }, []],
])("%s", (_, before, after, paths) => {
  expect(changedPaths(before, after)).toEqual(paths);
});

const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: true }) as fc.Arbitrary<PropertyValue>;
const map = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), value) as fc.Arbitrary<PropertyMap>;

/** The same, with every map's keys the other way round. */
function reordered(given: PropertyValue): PropertyValue {
  if (Array.isArray(given)) return given.map(reordered);
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(
    Object.entries(given)
      .reverse()
      .map(([key, child]) => [key, reordered(child as PropertyValue)]),
  );
}

/** Without what is null: the engine leaves it out. */
function withoutNulls(given: PropertyValue): PropertyValue {
  if (Array.isArray(given)) return given.map(withoutNulls);
  if (typeof given !== "object" || given === null) return given;
  const some = Object.entries(given).filter(([, child]) => child !== null);
  some.sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(some.map(([key, child]) => [key, withoutNulls(child as PropertyValue)]));
}

it("finds nothing in equal values, whatever the order of their keys", () => {
  fc.assert(
    fc.property(map, (one) => {
      expect(changedPaths(one, reordered(one) as PropertyMap)).toEqual([]);
    }),
  );
});

it("finds something in values that differ, whichever is the older", () => {
  fc.assert(
    fc.property(map, map, (one, other) => {
      const same = JSON.stringify(withoutNulls(one)) === JSON.stringify(withoutNulls(other));
      const paths = changedPaths(one, other);
      expect(paths.length === 0).toBe(same);
      expect(changedPaths(other, one)).toEqual(paths);
    }),
    { numRuns: 2000 },
  );
});
