/** Beside an earlier report: what is new or worse fails, what is gone is told. */
import { z } from "zod";
import { failing, type GateReport, REPORT_VERSION, type ReportedFinding } from "./report";

const SEVERITIES = ["low", "medium", "high", "critical"] as const;

/** What a comparison needs of a report; the rest may change with versions. */
const baselineSchema = z.object({
  reportVersion: z.literal(REPORT_VERSION),
  stack: z.string(),
  findings: z.array(
    z.object({
      policy: z.string(),
      urn: z.string(),
      fingerprint: z.string(),
      severity: z.enum(SEVERITIES),
      outcome: z.enum(["fail", "inconclusive"]),
      level: z.enum(["mandatory", "advisory"]),
      suppression: z.object({ expires: z.string() }).optional(),
    }),
  ),
  resources: z.record(z.string(), z.string()),
});

export type Baseline = z.infer<typeof baselineSchema>;

export interface Difference {
  /** Fail the gate. */
  readonly fresh: readonly ReportedFinding[];
  readonly worsened: readonly ReportedFinding[];
  /** Were there before: they fail nothing. */
  readonly known: readonly ReportedFinding[];
  readonly fixed: readonly Pick<ReportedFinding, "policy" | "urn">[];
  readonly resources: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
  };
}

/** Undefined, or why the text is no report of this stack that can be compared with. */
export function readBaseline(text: string, stack: string): Baseline | { readonly wrong: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { wrong: "is not JSON" };
  }
  const parsed = baselineSchema.safeParse(json);
  if (!parsed.success) return { wrong: `is no report of version ${REPORT_VERSION} of npm run gate -- --format json` };
  if (parsed.data.stack !== stack) return { wrong: "is the report of another stack" };
  return parsed.data;
}

export function differenceOf(report: GateReport, baseline: Baseline): Difference {
  const before = new Map<string, Baseline["findings"]>();
  for (const finding of baseline.findings.filter(({ level, suppression }) => level === "mandatory" && !suppression)) {
    before.set(finding.fingerprint, [...(before.get(finding.fingerprint) ?? []), finding]);
  }
  const now = new Map<string, ReportedFinding[]>();
  for (const finding of failing(report)) {
    now.set(finding.fingerprint, [...(now.get(finding.fingerprint) ?? []), finding]);
  }
  const [fresh, worsened, known]: [ReportedFinding[], ReportedFinding[], ReportedFinding[]] = [[], [], []];
  for (const [fingerprint, findings] of now) {
    const old = before.get(fingerprint);
    if (old === undefined) fresh.push(...findings);
    else if (badness(findings) > badness(old) || findings.length > old.length) worsened.push(...findings);
    else known.push(...findings);
  }
  const fixed = [...before].flatMap(([fingerprint, [first]]) =>
    now.has(fingerprint) || first === undefined ? [] : [{ policy: first.policy, urn: first.urn }],
  );
  return { fresh, worsened, known, fixed, resources: resourcesOf(report.resources, baseline.resources) };
}

/** The worst of several that are said of one resource by one policy. */
function badness(findings: readonly Pick<ReportedFinding, "severity" | "outcome">[]): number {
  return Math.max(
    ...findings.map(({ severity, outcome }) => 2 * SEVERITIES.indexOf(severity) + (outcome === "fail" ? 1 : 0)),
  );
}

function resourcesOf(now: GateReport["resources"], before: GateReport["resources"]): Difference["resources"] {
  const names = Object.keys(now);
  return {
    added: names.filter((urn) => before[urn] === undefined),
    changed: names.filter((urn) => before[urn] !== undefined && before[urn] !== now[urn]),
    removed: Object.keys(before).filter((urn) => now[urn] === undefined),
  };
}
