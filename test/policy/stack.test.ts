/** The pack on the real program: everything passes, and each rule refuses the whole stack for one change. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../policy/catalogue";
import { judge, type State } from "../../policy/judge";
import type { Rule } from "../../policy/rule";
import { ENVIRONMENTS } from "../stack/recorded-environment";
import { MUTATIONS } from "./mutations";
import { Draft, IDS, notPassed, recorded } from "./recorded";

describe.each(ENVIRONMENTS.flatMap((environment) => IDS.map((ids) => [environment, ids] as const)))(
  "%s with ids %s",
  (environment, ids) => {
    let state: State;
    beforeAll(async () => {
      state = await recorded(environment, ids);
    });

    test("passes every rule, and every rule has something to look at", () => {
      const verdict = judge(state);
      expect(verdict.findings).toEqual([]);
      expect(notPassed(state)).toEqual({});
      expect(verdict.passed).toBe(true);
      expect(verdict.counts).toEqual({
        rules: RULES.length,
        pass: RULES.length,
        fail: 0,
        inconclusive: 0,
        "not-applicable": 0,
      });
      for (const { checked, passed } of verdict.rules) {
        expect(checked).toBeGreaterThan(0);
        expect(passed).toBe(checked);
      }
    });

    test.each(MUTATIONS)("$rule refuses $change", ({ rule, apply }) => {
      const draft = new Draft(state);
      const findings = apply(draft);
      const verdict = judge(draft.state);
      expect(
        verdict.findings.map(
          ({ policy, urn, message }) => `${policy} ${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`,
        ),
      ).toEqual(findings);
      expect(verdict.findings.every(({ outcome, level }) => outcome === "fail" && level === "mandatory")).toBe(true);
      const failing = new Set(findings.map((finding) => finding.split(" ")[0]));
      expect(failing).toContain(rule);
      expect(notPassed(draft.state)).toEqual(Object.fromEntries([...failing].map((name) => [name, "fail"])));
      expect(verdict.passed).toBe(false);
    });
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
    expect(new Set(MUTATIONS.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
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
