/** What the engine said of an environment, in the words of the offline preview. */
import { RULES } from "../../policy/catalogue";
import type { Violation } from "../engine/operations";
import type { FoundPulumi } from "../engine/pulumi-command";
import { heading, paint, WIDTH, wrapped } from "../terminal";

export interface EnginePreview {
  readonly environment: string;
  readonly engine: "pulumi";
  readonly version: string;
  readonly passed: boolean;
  /** Resources that the engine would create. */
  readonly resources: number;
  readonly rules: number;
  readonly violations: readonly Violation[];
  /** Of the engine's run alone. */
  readonly milliseconds: number;
}

export function renderEnginePreview(
  { environment, passed, resources, rules, violations, milliseconds }: EnginePreview,
  { version, from }: Pick<FoundPulumi, "version" | "from">,
): string {
  const refusing = violations.filter(({ level }) => level === "mandatory");
  const advising = violations.filter(({ level }) => level !== "mandatory");
  const failed = namesOf(refusing).length;
  const advised = namesOf(advising).filter((name) => !namesOf(refusing).includes(name)).length;
  const counted = `${rules - failed - advised} rules passed, ${failed} failed${advised === 0 ? "" : `, ${advised} with advice`}`;
  return `${[
    heading(`Preview of ${environment} on Pulumi ${version} (${from})`),
    "Stand-in providers: nothing real is touched.",
    `${resources} resources to create, ${(milliseconds / 1000).toFixed(1)} s`,
    ...refusing.map((violation) => shown(violation, paint.red("failed"))),
    ...namesOf(advising).map((name) => `\n${paint.bold(idOf(name))} ${name}: ${paint.yellow("advice")}`),
    "",
    `${passed ? paint.green("PASSED") : paint.red("FAILED")} ${environment}: ${counted}`,
  ].join("\n")}\n`;
}

function namesOf(violations: readonly Violation[]): readonly string[] {
  return [...new Set(violations.map(({ policy }) => policy))];
}

/** Id of the checklist's item. */
function idOf(policy: string): string {
  return RULES.find(({ name }) => name === policy)?.id ?? "";
}

/** The engine's message begins with the rule's own sentence. */
function shown({ policy, urn, message }: Violation, verb: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  const [, ...lines] = message.split("\n").filter((line) => line.trim() !== "");
  const rule = RULES.find((candidate) => candidate.name === policy);
  return [
    `\n${paint.bold(idOf(policy))} ${policy}: ${verb}`,
    `  ${name} (${type.split("$").at(-1)})`,
    ...[...lines, rule?.remediation ?? ""].flatMap((line) => wrapped(line, WIDTH - 2).map((part) => `  ${part}`)),
  ].join("\n");
}
