/** Settings that are known, as a tree of their names: what a configuration has beside them is told by its name. */
import { items, type Section, truth, within } from "./machine-config";
import { isObject, type Value } from "./value";

/** What is wrong with a setting, each beginning with its field. `around` is what the setting stands in. */
export type Leaf = (setting: Section, around: Section) => readonly string[];

export type Tree = Leaf | { readonly [key: string]: Tree };

/** Judged by a rule of its own, or able to weaken nothing. */
export const known: Leaf = () => [];

/** Whoever reads a finding learns why, since there is no field that would do the same and is judged. */
export const UNJUDGED = "must not be there: no rule judges what it does";

export function knownAll(...names: readonly string[]): Readonly<Record<string, Leaf>> {
  return Object.fromEntries(names.map((name) => [name, known]));
}

/** Empty is as good as absent. */
export function none(why: string): Leaf {
  return ({ field, value }) => (isEmpty(value) ? [] : [`${field} must be empty: ${why}`]);
}

export function must(what: string, holds: (value: Value, around: Section) => boolean): Leaf {
  return ({ field, value }, around) =>
    value === undefined || holds(value, around) ? [] : [`${field} must be ${what}`];
}

export const off = (why: string): Leaf => must(`false: ${why}`, (value) => truth(value) === false);

/** Elements of a list. */
export function each(tree: Tree): Leaf {
  return (section) => items(section).flatMap((item) => wrongIn(item, tree, section));
}

/** Values of a map whose keys are names of somebody's choice: "*" stands for them. */
export function entries(tree: Tree): Leaf {
  return ({ field, value }, around) =>
    Object.values(isObject(value) ? value : {}).flatMap((entry) =>
      wrongIn({ field: `${field}.*`, value: entry ?? undefined }, tree, around),
    );
}

/** What of a section is not known, or is not as it must be. */
export function wrongIn(section: Section, tree: Tree, around: Section = section): readonly string[] {
  const { field, value } = section;
  if (value === undefined) return [];
  if (typeof tree === "function") return tree(section, around);
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => {
    const branch = Object.hasOwn(tree, key) ? tree[key] : undefined;
    const inside = { ...within(section, key), field: field === "" ? key : `${field}.${key}` };
    if (branch !== undefined) return wrongIn(inside, branch, section);
    if (isEmpty(inside.value)) return [];
    return [
      isName(key) ? `${inside.field} ${UNJUDGED}` : `${field || "the configuration"} has a key that names nothing`,
    ];
  });
}

/** A word, as Talos names things: anything else could be a value that slipped. */
export function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]{0,47}$/.test(text) && !/\d{3}/.test(text);
}

export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
