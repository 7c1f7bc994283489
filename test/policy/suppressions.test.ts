/** What somebody answers for: only what is written well, for the time that is written, and only what is found. */
import { judge } from "../../policy/judge";
import { fail, judged, type ResourceRule } from "../../policy/rule";
import {
  dayOf,
  daysLeft,
  NO_SUPPRESSIONS,
  readSuppressions,
  suppressionOf,
  unmatched,
} from "../../policy/suppressions";
import { resource, stateOf } from "./fixture";

const TODAY = "2026-11-25";
const FACTS = { statement: "A holds", level: "mandatory", references: [], remediation: "Mend it." } as const;

const rule = (
  name: string,
  severity: "high" | "critical" = "high",
  id: ResourceRule["id"] = "BCK-01",
): ResourceRule => ({
  ...FACTS,
  id,
  name,
  severity,
  scope: "resource",
  types: ["test:a/b:C"],
  judge: ({ urn }) => judged(urn, [fail("it is wrong")]),
});

const RULES = [rule("backup-must-be"), rule("etcd-must-be-closed", "critical", "INF-05")];
const STACK = resource("pulumi:pulumi:Stack", "palisade-test", {}, { id: null });
const ONE = resource("test:a/b:C", "one");
const TWO = resource("test:a/b:C", "two");

const VALID = {
  id: "BCK-01",
  urn: "urn:pulumi:test::palisade::test:a/b:C::one",
  reason: "the backup's function is not built yet",
  owner: "platform team",
  created: "2026-11-01",
  expires: "2027-01-31",
};

/** The file with one entry a record; undefined takes a key out. */
function file(...entries: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({ suppressions: entries.map((entry) => ({ ...VALID, ...entry })) });
}

const read = (text: string, today = TODAY) => readSuppressions(text, RULES, today);
const problems = (entry: Readonly<Record<string, unknown>>, today?: string) =>
  read(file(entry), today).problems.map(({ message }) => message);

describe("an entry", () => {
  it("holds from the day of its making to its last day", () => {
    expect(read(file({})).entries).toEqual([{ ...VALID, line: 1 }]);
    expect(problems({}, "2026-11-01")).toEqual([]);
    expect(problems({}, "2027-01-31")).toEqual([]);
    expect(problems({}, "2026-10-31")).toEqual(["created: 2026-11-01 is not yet"]);
    expect(problems({}, "2027-02-01")).toEqual([
      "expires: BCK-01 was accepted until 2027-01-31: mend it, or decide again",
    ]);
  });

  it.each([
    ["another key", { note: "x" }, [expect.stringContaining("note")]],
    ["no reason", { reason: undefined }, [expect.stringMatching(/^reason: /)]],
    ["a short reason", { reason: "because of this    " }, ["reason: must have 20 characters or more"]],
    ["no owner", { owner: " " }, ["owner: must name who answers for it"]],
    ["a whole stack", { urn: "urn:pulumi:test::*" }, ["urn: must name more than a stack"]],
    ["every stack and resource", { urn: "urn:pulumi:*::**" }, ["urn: must name more than a stack"]],
    ["no URN", { urn: "*" }, ['urn: must begin with "urn:pulumi:<stack>::"']],
    ["no day", { created: "2026-02-30" }, ["created: must be a day, YYYY-MM-DD"]],
    ["a moment", { expires: "2027-01-31T00:00:00Z" }, ["expires: must be a day, YYYY-MM-DD"]],
    [
      "days that are turned round",
      { expires: "2026-10-31" },
      [
        "expires: 2026-10-31 is before created, 2026-11-01",
        "expires: BCK-01 was accepted until 2026-10-31: mend it, or decide again",
      ],
    ],
    ["181 days", { expires: "2027-05-01" }, ["expires: must be at most 180 days after created, got 181"]],
    ["an id that there is not", { id: "BCK-99" }, ["id, policy: no rule is BCK-99"]],
    [
      "a policy of another id",
      { policy: "etcd-must-be-closed" },
      ["id, policy: no rule is BCK-01 etcd-must-be-closed"],
    ],
    ["a critical id", { id: "INF-05" }, ["id: INF-05 is critical and cannot be suppressed"]],
  ])("with %s is said, and suppresses nothing", (_, entry, expected) => {
    const { entries, problems: found } = read(file(entry));
    expect(found.map(({ message }) => message)).toEqual(expected);
    expect(entries).toEqual([]);
  });

  it("may last 180 days", () => {
    expect(problems({ expires: "2027-04-30" })).toEqual([]);
  });

  it("is found by its line, beside others that hold", () => {
    const text = `suppressions:\n${[VALID, { ...VALID, owner: "" }, VALID]
      .map((entry) =>
        Object.entries(entry)
          .map(([key, value], place) => `${place === 0 ? "  - " : "    "}${key}: "${value}"`)
          .join("\n"),
      )
      .join("\n")}\n`;
    expect(read(text).entries.map(({ line }) => line)).toEqual([2, 14]);
    expect(read(text).problems).toEqual([{ line: 8, message: "owner: must name who answers for it" }]);
  });
});

it.each([
  ["", []],
  ["# nothing\n", []],
  ["suppressions: []\n", []],
  ["suppressions: [\n", ["is not YAML"]],
  ["- a\n", ['must be a list under the one key "suppressions"']],
  ["suppressions: {}\n", ['must be a list under the one key "suppressions"']],
  ["suppressions: []\nmore: 1\n", ['must be a list under the one key "suppressions"']],
  ["suppressions: [text]\n", [expect.stringMatching(/^the entry: /)]],
  ["suppressions: [null]\n", [expect.stringMatching(/^the entry: /)]],
])("reads the file %j", (text, expected) => {
  expect(read(text).problems.map(({ message }) => message)).toEqual(expected);
  expect(read(text).entries).toEqual([]);
});

it("counts days to the last one, in UTC", () => {
  expect(daysLeft({ expires: TODAY }, TODAY)).toBe(0);
  expect(daysLeft({ expires: "2026-12-01" }, TODAY)).toBe(6);
  expect(dayOf(new Date("2026-11-25T23:59:59-01:00"))).toBe("2026-11-26");
});

describe("a pattern", () => {
  const finding = (urn: string, policy = "backup-must-be") => ({ id: "BCK-01", policy, urn }) as const;
  const answers = (entry: Readonly<Record<string, unknown>>, urn: string, policy?: string) =>
    suppressionOf(read(file(entry)), finding(urn, policy)) !== undefined;

  it.each([
    ["urn:pulumi:test::palisade::test:a/b:C::one", "urn:pulumi:test::palisade::test:a/b:C::one", true],
    ["urn:pulumi:test::palisade::test:a/b:C::one", "urn:pulumi:test::palisade::test:a/b:C::one-more", false],
    ["urn:pulumi:test::palisade::*::one", "urn:pulumi:test::palisade::a$b::one", true],
    ["urn:pulumi:*::palisade::test:a/b:C::one", "urn:pulumi:prod::palisade::test:a/b:C::one", true],
    ["urn:pulumi:test::p.l::*", "urn:pulumi:test::pal::x", false],
    ["urn:pulumi:test::a$b::(*", "urn:pulumi:test::a$b::(x", true],
  ])("%s: %s is %s", (urn, found, expected) => {
    expect(answers({ urn }, found)).toBe(expected);
  });

  it("answers for one policy where it names one", () => {
    expect(answers({ policy: "backup-must-be" }, VALID.urn)).toBe(true);
    expect(answers({ policy: "backup-must-be" }, VALID.urn, "another-must-be")).toBe(false);
  });

  it("that answers for nothing is said of its own stack alone", () => {
    const entries = read(file({ urn: "urn:pulumi:prod::*::gone" }, { urn: "urn:pulumi:*::*::gone" }, {}));
    const found = [finding(VALID.urn)];
    expect(unmatched(entries, "test", found).map(({ urn }) => urn)).toEqual(["urn:pulumi:*::*::gone"]);
    expect(unmatched(entries, "prod", found)).toHaveLength(2);
  });
});

describe("a verdict", () => {
  const verdict = (text: string, ...resources: readonly (typeof ONE)[]) =>
    judge(stateOf(STACK, ...resources), RULES.slice(0, 1), read(text));

  it("passes with what somebody answers for, counts it as open, and says who and why", () => {
    const { passed, rules, counts, findings } = verdict(file({}), ONE);
    expect(passed).toBe(true);
    expect(counts).toMatchObject({ pass: 1, suppressed: 1, fail: 0 });
    expect(rules).toMatchObject([
      { outcome: "suppressed", checked: 1, passed: 0, failed: 0, suppressed: 1 },
      { id: "CMP-04", outcome: "pass" },
    ]);
    const { reason, owner, expires } = VALID;
    expect(findings).toMatchObject([{ message: "it is wrong", suppression: { reason, owner, expires } }]);
  });

  it("fails for the resource beside it", () => {
    const { passed, rules } = verdict(file({}), ONE, TWO);
    expect(passed).toBe(false);
    expect(rules[0]).toMatchObject({ outcome: "fail", checked: 2, failed: 1, suppressed: 1 });
  });

  it("fails for an entry with a problem, which suppresses nothing", () => {
    const { passed, findings } = verdict(file({ reason: "short" }), ONE);
    expect(passed).toBe(false);
    expect(findings.map(({ id, message }) => [id, message])).toEqual([
      ["BCK-01", "it is wrong"],
      ["CMP-04", "policy/suppressions.yaml:1: reason: must have 20 characters or more"],
    ]);
  });

  it("fails for an entry that finds nothing", () => {
    const { passed, findings } = verdict(file({}, { urn: "urn:pulumi:test::*::gone" }), ONE);
    expect(passed).toBe(false);
    expect(findings.map(({ message }) => message)).toContain(
      "policy/suppressions.yaml:1: BCK-01 finds nothing that this entry answers for; take it out",
    );
  });

  it("has no rule about the file where there is none", () => {
    expect(judge(stateOf(ONE), RULES.slice(0, 1), NO_SUPPRESSIONS).rules).toHaveLength(1);
    expect(verdict("suppressions: []", ONE).rules[1]).toMatchObject({ id: "CMP-04", outcome: "not-applicable" });
  });
});
