/** The forms of a report: each with every finding, nothing that its reader would take for its own, and no value. */
import { differenceOf, readBaseline } from "../../../cli/gate/baseline";
import { junitReport } from "../../../cli/gate/junit";
import { markdownComment } from "../../../cli/gate/markdown";
import { sarifLog } from "../../../cli/gate/sarif";
import { accepted, one, reportOf, rule } from "./reports";

const NASTY = "a<b>|`*@org\u0026'\"";
const position = { sourcePosition: "project:///components/a%20b.ts#12,3" };

const report = reportOf(
  [
    one(NASTY, { fail: "it has <x> | y" }, position),
    one("b", { inconclusive: "z is not known" }),
    one("c", { fail: "x" }),
    one("d"),
  ],
  [rule(), rule({ name: "advice-must-be", id: "K8S-01", level: "advisory", severity: "low" })],
  accepted("c"),
);

describe("SARIF", () => {
  const [run] = sarifLog(report, "1.2.3").runs;
  const results = run?.results ?? [];
  const about = (name: string) => results.filter(({ message }) => message.text?.startsWith(`${name}:`));

  it("has every finding, with its rule, a place and a fingerprint that holds", () => {
    expect(results).toHaveLength(report.findings.length);
    for (const { ruleId, ruleIndex, partialFingerprints, locations } of results) {
      expect(run?.tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
      expect(partialFingerprints?.["palisade/v1"]).toMatch(/^[0-9a-f]{32}$/);
      expect(locations?.[0]?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
    }
  });

  it("tells the line that makes the resource, else the program", () => {
    const place = (name: string) => about(name)[0]?.locations?.[0]?.physicalLocation;
    expect(place(NASTY)).toMatchObject({ artifactLocation: { uri: "components/a b.ts" }, region: { startLine: 12 } });
    expect(place("b")).toMatchObject({ artifactLocation: { uri: "index.ts" }, region: { startLine: 1 } });
  });

  it("tells what is accepted, by whom and until when, and that advice is a note", () => {
    expect(about("c")[0]?.suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "the function is not built yet (platform team, until 2027-01-31)",
      },
    ]);
    expect(about("b")[0]?.suppressions).toBeUndefined();
    const levels = (policy: string) =>
      new Set(results.filter(({ ruleId }) => ruleId === policy).map(({ level }) => level));
    expect(levels("backup-must-be")).toEqual(new Set(["error"]));
    expect(levels("advice-must-be")).toEqual(new Set(["note"]));
  });

  it("tells an undecided finding from a failed one", () => {
    expect(about("b")[0]?.message.text).toBe("b: could not be decided: z is not known. Mend it.");
  });
});

it("JUnit has a test for each rule: failed, or skipped where it is accepted or has no subject", () => {
  const xml = junitReport(report);
  expect(xml).toContain('<testsuites name="Palisade: test" tests="3" failures="1" errors="0" skipped="0">');
  expect(xml).toMatch(/<failure message="[^"]*&lt;b>[^"]*: it has &lt;x> \| y/);
  expect(xml).toContain("b: could not be decided: z is not known");
  expect(junitReport(reportOf([one("c", { fail: "x" })], [rule()], accepted("c")))).toContain("<skipped/>");
  expect(junitReport(reportOf([], [rule()]))).toContain("<skipped/>");
  expect(junitReport(reportOf([one("c", { fail: "x" })], [rule({ level: "advisory" })]))).not.toContain("<failure");
});

describe("Markdown", () => {
  it("says in ten lines how it stands, with every finding folded", () => {
    const text = markdownComment(report, undefined, false);
    const [shown = ""] = text.split("<details>");
    expect(shown.trim().split("\n").length).toBeLessThanOrEqual(10);
    expect(shown).toContain("### Palisade: test **failed**");
    expect(text).toContain("2 findings");
    expect(text).toContain("**BCK-01** `backup-must-be` `b`: could not be decided: z is not known. Mend it.");
    expect(text).not.toContain("`c`");
  });

  it("takes nothing of the stack for markup or a person", () => {
    const text = markdownComment(report, undefined, false);
    expect(text).toContain("`a<b>|'*@org&'\"`: it has \\<x\\> \\| y (components/a b.ts:12). Mend it.");
  });

  it("says what changed since the baseline", () => {
    const before = readBaseline(JSON.stringify(reportOf([one("b", { fail: "x" }), one("old")])), "test");
    if ("wrong" in before) throw new Error(before.wrong);
    const text = markdownComment(report, differenceOf(report, before), false);
    expect(text).toContain("| findings: new / worse / known / fixed | 1 / 0 / 1 / 0 |");
    expect(text).toContain("| resources: added / changed / removed | 3 / 1 / 1 |");
    expect(text).toContain("- - `old` (`test:a/b:C`)");
    expect(text).toContain("1 new or worse findings");
  });

  it("counts what it does not show", () => {
    const many = reportOf(Array.from({ length: 25 }, (_, place) => one(`r${place}`, { fail: "x" })));
    expect(markdownComment(many, undefined, false)).toContain("- and 5 more");
  });
});
