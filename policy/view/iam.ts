/** IAM policy documents as rules read them. */
import { isHidden, SECRET, UNKNOWN, type Value } from "./value";

export interface AllowStatement {
  readonly actions: readonly string[];
  /** NotAction: everything but these. */
  readonly allBut: boolean;
  readonly resources: readonly string[];
  /** NotResource: every resource but these. */
  readonly allResourcesBut: boolean;
}

/** The Allow statements of a document; undefined where it is not known or not a policy document. */
export function allowStatements(document: Value | undefined): readonly AllowStatement[] | undefined {
  if (document === undefined || isHidden(document)) return undefined;
  const parsed = typeof document === "string" ? parse(document) : document;
  const statements = list(member(parsed, "Statement"));
  if (
    statements.length === 0 ||
    !statements.every((statement) => typeof statement === "object" && statement !== null)
  ) {
    return undefined;
  }
  if (statements.some((statement) => ELEMENTS.some((name) => list(member(statement, name)).some(isMark))))
    return undefined;
  return statements
    .filter((statement) => member(statement, "Effect") !== "Deny")
    .map((statement) => ({
      actions: texts(member(statement, "Action") ?? member(statement, "NotAction")),
      allBut: member(statement, "NotAction") !== undefined,
      resources: texts(member(statement, "Resource") ?? member(statement, "NotResource")),
      allResourcesBut: member(statement, "NotResource") !== undefined,
    }));
}

const ELEMENTS = ["Action", "NotAction", "Resource", "NotResource"];

/** A value that is not shown may be "*". */
function isMark(value: unknown): boolean {
  return value === UNKNOWN || value === SECRET;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** IAM reads the names of these elements without regard to case. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function list(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function texts(value: unknown): readonly string[] {
  return list(value).map(String);
}

/** "*", "*:*" and whatever else of wildcards alone matches every action. */
export function matchesEveryAction(action: string): boolean {
  return /^[*?]*\*[*?]*(?::[*?]*\*[*?]*)?$/.test(action);
}

/** "s3:*": every action of a service; "s*:*" of several. */
export function matchesWholeService(action: string): boolean {
  return /^[a-z0-9*?-]+:[*?]*\*[*?]*$/i.test(action);
}

/** "*", and ARNs that leave the resource open: "arn:aws:s3:::*", "arn:*:*:*:*:*", "arn:aws:*". */
export function matchesEveryResource(resource: string): boolean {
  const parts = resource.split(":");
  // A wildcard takes colons along, so the last part of a short ARN stands for all that would follow.
  const rest = parts.length > 5 ? parts.slice(5).join(":") : (parts.at(-1) ?? "");
  return (parts.length === 1 || parts[0] !== "") && /^[*?:/]*\*[*?:/]*$/.test(rest);
}
