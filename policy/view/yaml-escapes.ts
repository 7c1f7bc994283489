/** Escapes that YAML and JSON take between double quotes, and a backslash that ends a line of them. */
const ESCAPES = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/gi;
const ESCAPED_BREAK = /\\\r?\n[ \t]*/g;

/** The text as if all of it stood between such quotes: to look for words in, not to read. */
export function withoutEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(ESCAPED_BREAK, "").replaceAll(ESCAPES, (_, ...hex: (string | undefined)[]) => {
    const code = Number.parseInt(hex.slice(0, 3).find((digits) => digits !== undefined) ?? "0", 16);
    return code > 0x10ffff ? "" : String.fromCodePoint(code);
  });
}
