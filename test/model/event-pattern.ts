/** Matches events against EventBridge patterns, for the parts of the pattern language that the plan uses. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function matchesPattern(pattern: unknown, event: unknown): boolean {
  return Object.entries(pattern as Record<string, unknown>).every(([key, wanted]) => {
    if (key === "$or") return (wanted as readonly unknown[]).some((branch) => matchesPattern(branch, event));
    const found = isObject(event) ? event[key] : undefined;
    return Array.isArray(wanted) ? wanted.some((one) => matchesValue(one, found)) : matchesPattern(wanted, found);
  });
}

function matchesValue(wanted: unknown, found: unknown): boolean {
  if (!isObject(wanted)) return wanted === found;
  if ("exists" in wanted) return wanted["exists"] === (found !== undefined);
  if ("anything-but" in wanted) return found !== undefined && wanted["anything-but"] !== found;
  throw new Error(`no matching of ${JSON.stringify(wanted)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
