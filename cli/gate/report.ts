/** What a gate says of one stack: the form of `--format json`, which is also what a later run compares itself with. No value of a property is in it. */
import { createHash } from "node:crypto";
import type { State } from "../../policy/judge";
import type { Finding, RuleResult, Verdict } from "../../policy/verdict";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../sandbox/deployment";

/** Of the form below: another one is another number. */
export const REPORT_VERSION = 1;

/** Where the program makes the resource: a file of the project, and a line from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

export interface ReportedFinding extends Finding {
  /** The same for the same policy and resource in every run, whatever the message says. */
  readonly fingerprint: string;
  readonly source?: Source;
}

export interface GateReport {
  readonly reportVersion: typeof REPORT_VERSION;
  /** Name of the stack. */
  readonly stack: string;
  /** What was judged: a stack file, or the file of a state. */
  readonly from: string;
  readonly passed: boolean;
  readonly counts: Verdict["counts"];
  readonly rules: readonly RuleResult[];
  readonly findings: readonly ReportedFinding[];
  /** Digest of each resource's inputs by URN: secrets and certificates count as their kind alone. */
  readonly resources: Readonly<Record<string, string>>;
}

export function gateReport(stack: string, from: string, state: State, verdict: Verdict): GateReport {
  const sources = new Map(
    state.deployment.resources.map((resource) => [
      resource.urn,
      sourceOf((resource as { readonly sourcePosition?: string }).sourcePosition),
    ]),
  );
  return {
    reportVersion: REPORT_VERSION,
    stack,
    from,
    passed: verdict.passed,
    counts: verdict.counts,
    rules: verdict.rules,
    findings: verdict.findings.map((finding) => {
      const source = sources.get(finding.urn);
      return {
        ...finding,
        fingerprint: digest([finding.policy, finding.urn]),
        ...(source === undefined ? {} : { source }),
      };
    }),
    resources: Object.fromEntries(
      state.deployment.resources.map(({ urn, inputs }) => [urn, digest(plain(inputs))] as const),
    ),
  };
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly undecided: number;
  /** Advisory rules that have something to say: they fail nothing. */
  readonly advice: number;
  /** Accepted for a time: not passed. */
  readonly open: number;
  readonly withoutSubject: number;
}

/** Rules, each counted once. */
export function tallyOf({ rules }: Pick<GateReport, "rules">): Tally {
  const wrong = (rule: RuleResult) => rule.outcome === "fail" || rule.outcome === "inconclusive";
  const advice = rules.filter((rule) => rule.level === "advisory" && wrong(rule));
  const count = (outcome: RuleResult["outcome"]) =>
    rules.filter((rule) => rule.outcome === outcome && !advice.includes(rule)).length;
  return {
    passed: count("pass"),
    failed: count("fail"),
    undecided: count("inconclusive"),
    advice: advice.length,
    open: count("suppressed"),
    withoutSubject: count("not-applicable"),
  };
}

/** Findings that fail the gate: mandatory, and nobody answers for them. */
export function failing(report: Pick<GateReport, "findings">): readonly ReportedFinding[] {
  return report.findings.filter(({ level, suppression }) => level === "mandatory" && suppression === undefined);
}

/** Of Pulumi's "project:///components/network.ts#54,12"; undefined for another text, or a library's file. */
function sourceOf(position: string | undefined): Source | undefined {
  const [, file, line] = /^project:\/\/\/([^#]+)#(\d+)(?:,\d+)?$/.exec(position ?? "") ?? [];
  if (file === undefined || file.startsWith("node_modules/")) return undefined;
  return { file: decodeURI(file), line: Number(line) };
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}

/** With keys in order; what is new in each preview as its kind alone. */
function plain(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replace(/-----BEGIN (CERTIFICATE|CERTIFICATE REQUEST|PUBLIC KEY)-----[^-]+-----END \1-----/g, "[$1]");
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const map = value as Readonly<Record<string, unknown>>;
  if (map[SIGNATURE_KEY] === SECRET_SIGNATURE) return "[secret]";
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, plain(map[key])]),
  );
}

/** "network-acls-public" of a URN: names may have "::" themselves. */
export function resourceName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
