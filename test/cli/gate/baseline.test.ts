/** Beside an earlier report, only what is new or worse fails; nothing that was there is lost or counted twice. */
import fc from "fast-check";
import { type Baseline, differenceOf, readBaseline } from "../../../cli/gate/baseline";
import type { GateReport } from "../../../cli/gate/report";
import { accepted, one, reportOf, rule } from "./reports";

/** As a file that was written and is read again. */
function baseline(report: GateReport): Baseline {
  const read = readBaseline(JSON.stringify(report), "test");
  if ("wrong" in read) throw new Error(read.wrong);
  return read;
}

function names(report: GateReport, before: GateReport) {
  const { fresh, worsened, known, fixed } = differenceOf(report, baseline(before));
  const of = (findings: readonly { readonly urn: string }[]) => findings.map(({ urn }) => urn.split("::").at(-1));
  return { fresh: of(fresh), worsened: of(worsened), known: of(known), fixed: of(fixed) };
}

const NONE = { fresh: [], worsened: [], known: [], fixed: [] };

it("knows what was there, whatever is said of it now", () => {
  const before = reportOf([one("a", { fail: "one text" })]);
  expect(names(before, before)).toEqual({ ...NONE, known: ["a"] });
  expect(names(reportOf([one("a", { fail: "another text" })]), before)).toEqual({ ...NONE, known: ["a"] });
});

it("tells what is new, and what is fixed", () => {
  const before = reportOf([one("a", { fail: "x" }), one("b")]);
  const now = reportOf([one("a"), one("b", { fail: "x" })]);
  expect(names(now, before)).toEqual({ ...NONE, fresh: ["b"], fixed: ["a"] });
  expect(names(reportOf([one("b")]), before)).toEqual({ ...NONE, fixed: ["a"] });
});

it("takes another policy's finding on the same resource for a new one", () => {
  const before = reportOf([one("a", { fail: "x" })]);
  const now = reportOf([one("a", { fail: "x" })], [rule(), rule({ name: "another-must-be" })]);
  expect(names(now, before)).toEqual({ ...NONE, known: ["a"], fresh: ["a"] });
});

it.each([
  ["undecided became failed", { inconclusive: "x" }, { fail: "x" }, {}, {}],
  ["more is wrong", { fail: "x" }, { fail: "x", inconclusive: "y" }, {}, {}],
  ["the rule became more severe", { fail: "x" }, { fail: "x" }, {}, { severity: "critical" }],
] as const)("takes it for worse where %s", (_, then, now, oldFacts, facts) => {
  const before = reportOf([one("a", then)], [rule(oldFacts)]);
  const after = reportOf([one("a", now)], [rule(facts)]);
  const { worsened, fresh, known } = names(after, before);
  expect([new Set(worsened), fresh, known]).toEqual([new Set(["a"]), [], []]);
  expect(names(before, after)).toMatchObject({ worsened: [], fresh: [] });
});

it("does not count advice, nor what somebody answers for", () => {
  const wrong = [one("a", { fail: "x" })];
  const clean = reportOf([one("a")]);
  expect(names(reportOf(wrong, [rule({ level: "advisory" })]), clean)).toEqual(NONE);
  expect(names(reportOf(wrong, [rule()], accepted("a")), clean)).toMatchObject({ fresh: [] });
  // What was accepted and is not any more is new: nobody answers for it.
  expect(names(reportOf(wrong), reportOf(wrong, [rule()], accepted("a")))).toMatchObject({ fresh: ["a"] });
});

it("tells which resources change, by their inputs, without a value", () => {
  const secret = (plaintext: string) => ({
    fail: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext },
  });
  const before = reportOf([
    one("gone"),
    one("same", { a: { x: 1, y: 2 } }),
    one("other", { a: "old" }),
    one("s", secret("1")),
  ]);
  const now = reportOf([
    one("same", { a: { y: 2, x: 1 } }),
    one("other", { a: "new" }),
    one("fresh"),
    one("s", secret("2")),
  ]);
  const { resources } = differenceOf(now, baseline(before));
  const last = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1));
  expect([last(resources.added), last(resources.changed), last(resources.removed)]).toEqual([
    ["fresh"],
    ["other"],
    ["gone"],
  ]);
  expect(JSON.stringify(now.resources)).not.toContain("new");
});

it("puts every failing finding in one place, and forgets none of before", () => {
  const outcomes = fc.constantFrom<Readonly<Record<string, string>>>(
    {},
    { fail: "x" },
    { inconclusive: "x" },
    { fail: "x", inconclusive: "y" },
  );
  const stack = fc
    .dictionary(fc.constantFrom("a", "b", "c", "d"), outcomes)
    .map((all) => reportOf(Object.entries(all).map(([name, inputs]) => one(name, inputs))));
  fc.assert(
    fc.property(stack, stack, (before, now) => {
      const { fresh, worsened, known, fixed } = differenceOf(now, baseline(before));
      expect([...fresh, ...worsened, ...known]).toHaveLength(now.findings.length);
      const urns = (findings: readonly { readonly urn: string }[]) => new Set(findings.map(({ urn }) => urn));
      const [then, current] = [urns(before.findings), urns(now.findings)];
      expect(urns(fixed)).toEqual(new Set([...then].filter((urn) => !current.has(urn))));
      expect(urns(fresh)).toEqual(new Set([...current].filter((urn) => !then.has(urn))));
    }),
  );
});

it.each([
  ["is not JSON", "{"],
  ["is no report of version 1", "{}"],
  ["is no report of version 1", JSON.stringify({ ...reportOf([]), reportVersion: 2 })],
  ["is the report of another stack", JSON.stringify({ ...reportOf([]), stack: "prod" })],
])("%s: is told of a file", (wrong, text) => {
  expect(readBaseline(text, "test")).toEqual({ wrong: expect.stringContaining(wrong) as unknown });
});
