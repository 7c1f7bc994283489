/** The pack on the real program: everything passes, and each rule refuses the whole stack for one change. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../policy/catalogue";
import { judge, type State } from "../../policy/judge";
import type { Rule } from "../../policy/rule";
import { ENVIRONMENTS, recordedResources } from "../stack/recorded-environment";
import { MACHINE_CONFIG_MUTATIONS } from "./machine-config-mutations";
import { MUTATIONS } from "./mutations";
import { Draft, IDS, notPassed, recorded } from "./recorded";

const MANDATORY = RULES.filter(({ level }) => level === "mandatory");

/** What is not judged passes no less: its own tests say where it is looked at. */
function failed(state: State): readonly string[] {
  return Object.entries(notPassed(state))
    .filter(([, outcome]) => outcome !== "not-applicable")
    .map(([name]) => name)
    .sort();
}

describe.each(ENVIRONMENTS.flatMap((environment) => IDS.map((ids) => [environment, ids] as const)))(
  "%s with ids %s",
  (environment, ids) => {
    let state: State;
    beforeAll(async () => {
      state = await recorded(environment, ids);
    });

    test("passes every rule, and every rule has something to look at", () => {
      const verdict = judge(state);
      expect(verdict.findings.filter(({ level }) => level === "mandatory")).toEqual([]);
      expect(verdict.passed).toBe(true);
      // Talos 1.13 has no workload isolation to look at.
      const absent = environment === "prod" ? ["workloads-must-be-isolated-from-the-host"] : [];
      expect(Object.keys(notPassed(state))).toEqual(absent);
      for (const { policy, level, checked, passed } of verdict.rules) {
        if (absent.includes(policy)) continue;
        expect(checked).toBeGreaterThan(0);
        if (level === "mandatory") expect(passed).toBe(checked);
      }
    });

    test.each(MUTATIONS)("$rule refuses $change", ({ rule, apply }) => {
      const draft = new Draft(state);
      const findings = apply(draft);
      const verdict = judge(draft.state, MANDATORY);
      expect(
        verdict.findings.map(
          ({ policy, urn, message }) => `${policy} ${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`,
        ),
      ).toEqual(findings);
      expect(verdict.findings.every(({ outcome, level }) => outcome === "fail" && level === "mandatory")).toBe(true);
      const failing = new Set(findings.map((finding) => finding.split(" ")[0]));
      expect(failing).toContain(rule);
      expect(failed(draft.state)).toEqual([...failing].sort());
      expect(verdict.passed).toBe(false);
    });
  },
);

test.each(ENVIRONMENTS)(
  "the file that a preview of %s writes passes, although secrets in it have no value",
  async (environment) => {
    const resources = await recordedResources(environment);
    const { findings, passed } = judge({ deployment: { resources } }, MANDATORY);
    expect({ findings, passed }).toEqual({ findings: [], passed: true });
  },
);

test("a stack without anything to look at does not pass", () => {
  const verdict = judge({ deployment: { resources: [] } });
  expect(verdict).toMatchObject({ passed: false, findings: [] });
  expect(verdict.counts).toEqual({
    rules: RULES.length,
    pass: 0,
    fail: 0,
    inconclusive: 0,
    suppressed: 0,
    "not-applicable": RULES.length,
  });
});

describe("the catalogue", () => {
  const files = (folder: string, end: string) =>
    readdirSync(join(__dirname, folder))
      .filter((file) => file.endsWith(end))
      .map((file) => file.slice(0, -end.length))
      .sort();

  test("has a change of the whole stack for every rule", () => {
    // Those of machine configurations are applied in machine-config-stack.test.ts.
    const changed = [...MUTATIONS, ...MACHINE_CONFIG_MUTATIONS].map(({ rule }) => rule);
    expect(new Set(changed)).toEqual(new Set(RULES.map(({ name }) => name)));
  });

  test("has unique names of one form", () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*-must-[a-z]+(-[a-z]+)*$/);
    for (const { id } of RULES) expect(id).toMatch(/^(INF|CRT|ACC|K8S|MON|BCK|CMP)-\d\d$/);
    for (const { statement, remediation } of RULES) {
      expect(statement).toMatch(/^(etcd|[A-Z]).*[^.]$/);
      expect(remediation).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("has every rule that is written, and a test file for each", async () => {
    const modules = files("../../policy/rules", ".ts");
    expect(files("rules", ".test.ts")).toEqual(modules);
    const written = await Promise.all(
      modules.map(async (name) => Object.values((await import(`../../policy/rules/${name}`)) as object)),
    );
    // By name: a recording before this test has reset the modules, so the objects are others.
    const names = written.flat().flatMap((value) => (typeof value === "object" ? [(value as Rule).name] : []));
    expect(RULES.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});
