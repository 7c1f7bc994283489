/** Every item of the checklist is decided somehow, once, and nothing decides an item that there is not. */
import { RULES } from "../../policy/catalogue";
import { CHECKLIST, CHECKLIST_ITEMS, type ItemId } from "../../policy/checklist";
import { EVIDENCE } from "../../policy/evidence";
import { suppressionRule } from "../../policy/suppression-rule";
import { NO_SUPPRESSIONS } from "../../policy/suppressions";

/** Items whose rules are not written yet: this list only ever gets shorter. */
const MISSING: readonly ItemId[] = [
  ...(["INF-02", "INF-07", "INF-10", "INF-11", "INF-13", "INF-14", "INF-15", "INF-18"] as const),
  ...(["INF-20", "INF-21", "INF-22"] as const),
  ...(["CRT-02", "CRT-03", "CRT-04", "CRT-05", "CRT-06", "CRT-07", "CRT-08"] as const),
  ...(["ACC-02", "ACC-05", "ACC-06", "ACC-07", "ACC-08", "ACC-09", "ACC-10", "ACC-11", "ACC-12"] as const),
  ...(["K8S-09", "K8S-10", "K8S-11", "K8S-12", "K8S-13", "K8S-14"] as const),
  ...(["MON-02", "MON-03", "MON-04", "MON-05", "MON-06", "MON-07", "MON-08", "MON-09", "MON-10", "MON-11"] as const),
  ...(["BCK-01", "BCK-02", "BCK-03", "BCK-04", "BCK-05", "BCK-06", "BCK-07"] as const),
  ...(["CMP-02", "CMP-03", "CMP-06", "CMP-08"] as const),
];

const byRule = new Set<ItemId>([...RULES, suppressionRule(NO_SUPPRESSIONS)].map(({ id }) => id));
const byEvidence = new Set<ItemId>(EVIDENCE.map(({ id }) => id));

it("has 95 items in seven groups", () => {
  expect(CHECKLIST.map(({ id, items }) => [id, items.length])).toEqual([
    ["INF", 22],
    ["CRT", 12],
    ["ACC", 12],
    ["K8S", 20],
    ["MON", 11],
    ["BCK", 9],
    ["CMP", 9],
  ]);
  expect(CHECKLIST_ITEMS).toHaveLength(95);
  expect(new Set(CHECKLIST_ITEMS.map(({ statement }) => statement)).size).toBe(95);
});

it("decides every item by a rule or by evidence, but those that are listed as missing", () => {
  const open = CHECKLIST_ITEMS.map(({ id }) => id).filter((id) => !byRule.has(id) && !byEvidence.has(id));
  expect(open).toEqual([...MISSING].sort((a, b) => orderOf(a) - orderOf(b)));
});

it("has no rule and no evidence of an item that there is not", () => {
  const known = new Set(CHECKLIST_ITEMS.map(({ id }) => id));
  expect([...byRule, ...byEvidence].filter((id) => !known.has(id))).toEqual([]);
});

it("says of each piece of evidence what it is and how old it may be", () => {
  for (const { kind, what, command, longestDays } of EVIDENCE) {
    expect(what).toMatch(/^[a-z].{30,}[^.]$/);
    expect(longestDays).toBeGreaterThan(0);
    expect(longestDays).toBeLessThanOrEqual(365);
    expect(command === undefined).toBe(kind === "document");
  }
});

function orderOf(id: ItemId): number {
  return CHECKLIST_ITEMS.findIndex((item) => item.id === id);
}
