/**
 * Findings that somebody answers for, until a day (checklist CMP-04). A suppression that is malformed, expired or matches nothing is a finding itself: what is
 * accepted once must not be accepted for ever, nor hide what comes later.
 */
import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { RuleFacts } from "./rule";
import type { Finding } from "./verdict";

export interface Suppression {
  readonly id: RuleFacts["id"];
  /** Name of the policy; undefined: every policy of the id. */
  readonly policy?: string | undefined;
  /** "urn:pulumi:<stack>::..."; `*` stands for any text. */
  readonly urn: string;
  readonly reason: string;
  readonly owner: string;
  /** Days in UTC, "2026-11-25"; `expires` is the last day on which it holds. */
  readonly created: string;
  readonly expires: string;
  /** Of the entry in the file, from 1. */
  readonly line: number;
}

/** What is wrong with an entry of the file; `line` from 1. */
export interface SuppressionProblem {
  readonly line: number;
  readonly message: string;
}

export interface Suppressions {
  readonly entries: readonly Suppression[];
  readonly problems: readonly SuppressionProblem[];
}

export const NO_SUPPRESSIONS: Suppressions = { entries: [], problems: [] };

export const LONGEST_DAYS = 180;
const SHORTEST_REASON = 20;
const MILLISECONDS_A_DAY = 86_400_000;

const day = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && dayNumber(text) !== undefined, "must be a day, YYYY-MM-DD");

const entry = z.strictObject({
  id: z.string(),
  policy: z.string().optional(),
  urn: z
    .string()
    .regex(/^urn:pulumi:[^:]+::/, 'must begin with "urn:pulumi:<stack>::"')
    .refine((text) => !/^urn:pulumi:[^:]+::\**$/.test(text), "must name more than a stack"),
  reason: z
    .string()
    .refine((text) => text.trim().length >= SHORTEST_REASON, `must have ${SHORTEST_REASON} characters or more`),
  owner: z.string().refine((text) => text.trim() !== "", "must name who answers for it"),
  created: day,
  expires: day,
});

/**
 * The entries of a file that hold on a day, and what is wrong with the others. An entry with a problem suppresses nothing.
 *
 * @param text `suppressions:` and a list, in YAML; may be empty.
 * @param rules all that there are: an id or a policy that is none of them is a problem, and so is one of a critical rule.
 * @param today "YYYY-MM-DD" in UTC.
 */
export function readSuppressions(text: string, rules: readonly RuleFacts[], today: string): Suppressions {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "core" });
  const [error] = document.errors;
  if (error !== undefined) {
    return { entries: [], problems: [{ line: lines.linePos(error.pos[0]).line, message: "is not YAML" }] };
  }
  if (document.contents === null) return NO_SUPPRESSIONS;
  const list = isMap(document.contents) ? document.contents.get("suppressions", true) : undefined;
  const onlyKey = isMap(document.contents) && document.contents.items.length === 1;
  if (!onlyKey || !isSeq(list)) {
    return { entries: [], problems: [{ line: 1, message: 'must be a list under the one key "suppressions"' }] };
  }
  const entries: Suppression[] = [];
  const problems: SuppressionProblem[] = [];
  for (const item of list.items) {
    const line = lines.linePos((item as { range?: readonly number[] }).range?.[0] ?? 0).line;
    const parsed = entry.safeParse((item as { toJSON?: () => unknown }).toJSON?.());
    const found = parsed.success
      ? problemsOf(parsed.data, rules, today)
      : parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the entry"}: ${said(message)}`);
    problems.push(...found.map((message) => ({ line, message })));
    if (parsed.success && found.length === 0)
      entries.push({ ...parsed.data, id: parsed.data.id as RuleFacts["id"], line });
  }
  return { entries, problems };
}

/** Messages of the library name types; ours say what to write. */
function said(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function problemsOf(item: z.infer<typeof entry>, rules: readonly RuleFacts[], today: string): readonly string[] {
  const meant = rules.filter(({ id, name }) => id === item.id && (item.policy === undefined || item.policy === name));
  const [created = 0, expires = 0, now = 0] = [item.created, item.expires, today].map(dayNumber);
  const held = expires - created;
  return [
    ...(meant.length > 0
      ? []
      : [`id, policy: no rule is ${[item.id, item.policy].filter((part) => part !== undefined).join(" ")}`]),
    ...(meant.some(({ severity }) => severity === "critical")
      ? [`id: ${item.id} is critical and cannot be suppressed`]
      : []),
    ...(held < 0 ? [`expires: ${item.expires} is before created, ${item.created}`] : []),
    ...(held > LONGEST_DAYS ? [`expires: must be at most ${LONGEST_DAYS} days after created, got ${held}`] : []),
    ...(created > now ? [`created: ${item.created} is not yet`] : []),
    ...(expires < now ? [`expires: ${item.id} was accepted until ${item.expires}: mend it, or decide again`] : []),
  ];
}

/** Days since 1970; undefined for a text that is no day of the calendar. */
function dayNumber(text: string): number | undefined {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined;
  return time / MILLISECONDS_A_DAY;
}

/** Days until the entry's last one; 0 on it. */
export function daysLeft({ expires }: Pick<Suppression, "expires">, today: string): number {
  return (dayNumber(expires) ?? 0) - (dayNumber(today) ?? 0);
}

/** Day of a moment, in UTC. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The entry that answers for a finding. */
export function suppressionOf(
  { entries }: Suppressions,
  finding: Pick<Finding, "id" | "policy" | "urn">,
): Suppression | undefined {
  return entries.find(
    ({ id, policy, urn }) =>
      id === finding.id && (policy === undefined || policy === finding.policy) && pattern(urn).test(finding.urn),
  );
}

/** Entries for the stack, by its own name or by a pattern, that answer for none of its findings. */
export function unmatched(
  { entries }: Suppressions,
  stack: string,
  findings: readonly Pick<Finding, "id" | "policy" | "urn">[],
): readonly Suppression[] {
  return entries.filter((item) => {
    const [, , name = ""] = item.urn.split(":");
    if (!pattern(name).test(stack)) return false;
    return !findings.some((finding) => suppressionOf({ entries: [item], problems: [] }, finding) !== undefined);
  });
}

function pattern(text: string): RegExp {
  return new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );
}
