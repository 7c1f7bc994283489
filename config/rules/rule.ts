/** A rule between keys. It sees only the parts that are valid by themselves and says nothing about the rest. */
import type { ConfigSections } from "../schema";
import type { ValidPart } from "../valid-part";

export type Sections = ValidPart<ConfigSections>;

export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly wrong: string;
  readonly fix: string;
}

export type Rule = (sections: Sections) => readonly Finding[];

/** One finding where the condition holds. */
export function when(condition: boolean, path: readonly PropertyKey[], wrong: string, fix: string): readonly Finding[] {
  return condition ? [{ path, wrong, fix }] : [];
}
