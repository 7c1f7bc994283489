/** A section as the flat configuration map carries it: JSON, if it is a map or a list. */

/** No section has more than six levels; far below the depth at which walking a value ends the program. */
export const DEEPEST = 32;

export interface TextFault {
  readonly wrong: string;
  readonly fix: string;
  readonly at: readonly PropertyKey[];
}

export const TOO_DEEP = {
  wrong: `is nested deeper than ${DEEPEST} levels`,
  fix: "docs/configuration.md describes its keys",
} as const;

interface Container {
  /** Undefined for a list. */
  readonly names: Set<string> | undefined;
  /** Name or index of the part that is being read. */
  part: PropertyKey;
}

/** JSON.parse takes the last of two equal keys and says nothing; what it took is asked here, of text that it could read. */
function faultOf(json: string): TextFault | undefined {
  const open: Container[] = [];
  for (const [token, text] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs)) {
    const here = open.at(-1);
    if (token === "{" || token === "[") {
      if (open.length === DEEPEST) return { ...TOO_DEEP, at: [] };
      open.push(token === "{" ? { names: new Set(), part: "" } : { names: undefined, part: 0 });
    } else if (token === "}" || token === "]") open.pop();
    else if (token === "," && typeof here?.part === "number") here.part += 1;
    else if (text !== undefined && here?.names !== undefined) {
      here.part = String(JSON.parse(text));
      if (here.names.has(here.part))
        return { wrong: "is given twice", fix: "keep one of them", at: open.map(({ part }) => part) };
      here.names.add(here.part);
    }
  }
  return undefined;
}

/** Text that is no JSON is its own value. */
export function readText(text: string): { readonly value: unknown } | { readonly fault: TextFault } {
  if (!/^\s*[[{]/.test(text)) return { value: text };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { value: text };
  }
  const fault = faultOf(text);
  return fault === undefined ? { value } : { fault };
}
