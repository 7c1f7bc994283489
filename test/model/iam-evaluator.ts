/**
 * Judges requests against policy documents as IAM does, for the operators that the plan uses; an operator it does not know is an error, not
 * a match. Key policy, bucket policy and identity policy are judged one at a time: callers combine them.
 */
import type { Statement } from "../../model/iam-document";

export interface Request {
  /** A principal ARN, or a service principal. */
  readonly principal?: string;
  readonly action: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

type JudgedStatement = Omit<Statement, "Resource"> & { readonly Resource?: Statement["Resource"] };

export type Decision = "allowed" | "denied" | "not allowed";

/** "denied" is an explicit deny, which no other policy can lift. */
export function decide(document: { readonly Statement: readonly JudgedStatement[] }, request: Request): Decision {
  const matching = document.Statement.filter((statement) => matches(statement, request));
  if (matching.some((statement) => statement.Effect === "Deny")) return "denied";
  return matching.length > 0 ? "allowed" : "not allowed";
}

function matches(statement: JudgedStatement, request: Request): boolean {
  const resources = statement.Resource;
  return (
    some(statement.Action, (pattern) => like(pattern, request.action)) &&
    (resources === undefined ||
      request.resource === undefined ||
      some(resources, (one) => like(one, request.resource ?? ""))) &&
    principalMatches(statement.Principal, request.principal) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, request.context?.[key], list(wanted))),
    )
  );
}

/** An account's root as principal stands for every principal of that account; otherwise the ARN must be the same. */
function principalMatches(principal: JudgedStatement["Principal"], caller: string | undefined): boolean {
  if (principal === undefined || principal === "*") return true;
  if (caller === undefined) return false;
  return Object.entries(principal).some(([kind, names]) =>
    some(names, (name) => {
      if (kind === "Service" || !name.endsWith(":root")) return name === caller;
      return caller.startsWith(name.slice(0, -"root".length));
    }),
  );
}

function holds(operator: string, found: string | readonly string[] | undefined, wanted: readonly string[]): boolean {
  if (operator.startsWith("ForAnyValue:")) {
    const values = found === undefined ? [] : list(found);
    return values.some((value) => holds(operator.slice("ForAnyValue:".length), value, wanted));
  }
  if (operator.startsWith("ForAllValues:")) {
    // Of no value at all it holds: policies that want one say so with Null.
    const values = found === undefined ? [] : list(found);
    return values.every((value) => holds(operator.slice("ForAllValues:".length), value, wanted));
  }
  if (operator.endsWith("IfExists")) {
    return found === undefined || holds(operator.slice(0, -"IfExists".length), found, wanted);
  }
  if (operator === "Null") return (found === undefined) === (wanted[0] === "true");
  const value = found === undefined ? undefined : list(found)[0];
  switch (operator) {
    case "StringEquals":
    case "Bool":
      return value !== undefined && wanted.includes(value);
    case "StringNotEquals":
      return value === undefined || !wanted.includes(value);
    case "ArnNotEquals":
      return !holds("ArnEquals", found, wanted);
    case "ArnEquals":
    case "StringLike":
    case "ArnLike":
      return value !== undefined && wanted.some((pattern) => like(pattern, value));
    default:
      throw new Error(`no evaluation of the condition operator ${operator}`);
  }
}

function like(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(value);
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function some(value: string | readonly string[], test: (one: string) => boolean): boolean {
  return list(value).some(test);
}
