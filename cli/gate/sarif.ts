/** SARIF 2.1.0, as code scanning of GitHub and others reads it. */
import type { Log, ReportingDescriptor, Result } from "sarif";
import { RULES } from "../../policy/catalogue";
import type { RuleFacts } from "../../policy/rule";
import { type GateReport, type ReportedFinding, resourceName } from "./report";

/** Where the resource's own line is not known: the program that makes all of them. */
const PROGRAM = { file: "index.ts", line: 1 };

/** GitHub sorts by these numbers: critical from 9.0, high from 7.0, medium from 4.0. */
const SECURITY_SEVERITY: Readonly<Record<RuleFacts["severity"], string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

export function sarifLog(report: GateReport, version: string): Log {
  const used = [...new Set([...RULES.map(({ name }) => name), ...report.rules.map(({ policy }) => policy)])];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "Palisade", semanticVersion: version, rules: used.map((name) => descriptor(name, report)) },
        },
        automationDetails: { id: `palisade/${report.stack}/` },
        columnKind: "utf16CodeUnits",
        results: report.findings.map((finding) => result(finding, used.indexOf(finding.policy))),
      },
    ],
  };
}

function descriptor(name: string, report: GateReport): ReportingDescriptor {
  const rule = RULES.find((candidate) => candidate.name === name);
  const found = report.rules.find(({ policy }) => policy === name);
  const told = report.findings.find(({ policy }) => policy === name);
  const severity = rule?.severity ?? told?.severity ?? "high";
  const statement = rule?.statement ?? found?.statement ?? name;
  const help = rule?.remediation ?? told?.remediation ?? statement;
  return {
    id: name,
    name,
    shortDescription: { text: statement },
    fullDescription: { text: `${rule?.id ?? found?.id ?? ""}: ${statement}.` },
    help: { text: help },
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      tags: [rule?.id ?? found?.id ?? "", ...(rule?.references ?? [])],
      "security-severity": SECURITY_SEVERITY[severity],
    },
  };
}

function result(finding: ReportedFinding, ruleIndex: number): Result {
  const { file, line } = finding.source ?? PROGRAM;
  const { suppression } = finding;
  return {
    ruleId: finding.policy,
    ruleIndex,
    level: finding.level === "advisory" ? "note" : levelOf(finding.severity),
    message: {
      text: `${resourceName(finding.urn)}: ${finding.outcome === "fail" ? "" : "could not be decided: "}${finding.message}. ${finding.remediation}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: file, uriBaseId: "%SRCROOT%" }, region: { startLine: line } },
        logicalLocations: [{ fullyQualifiedName: finding.urn, kind: "resource" }],
      },
    ],
    partialFingerprints: { "palisade/v1": finding.fingerprint },
    ...(suppression === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${suppression.reason} (${suppression.owner}, until ${suppression.expires})`,
            },
          ],
        }),
  };
}

function levelOf(severity: RuleFacts["severity"]): "error" | "warning" | "note" {
  return severity === "critical" || severity === "high" ? "error" : severity === "medium" ? "warning" : "note";
}
