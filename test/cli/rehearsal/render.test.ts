/** A rehearsal as people read it, in 80 columns. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { EDITS } from "../../../cli/rehearsal/edits";
import { notHere, type StepResult } from "../../../cli/rehearsal/step";
import { keptNote, rehearsalHeader, rehearsalVerdict, renderStep } from "../../../cli/render/rehearsal";
import { ownFolder } from "../../sandbox/engine/cloud-folder";

const LONG = "a-name-of-an-environment-that-is-as-long-as-anyone-may-want-it-to-be-for-once";
const URN = `urn:pulumi:${LONG}::palisade::palisade:aws:Environment$aws:ec2/instance:Instance::control-plane-a`;

const done: StepResult = {
  name: "a new AMI",
  milliseconds: 12_345,
  counts: { create: 0, update: 0, replace: 0, delete: 0 },
  findings: [],
  operations: [],
};

const plain = stripVTControlCharacters;
const tooLong = (text: string) =>
  plain(text)
    .split("\n")
    .filter((line) => line.length > 80);

it.each<[string, Partial<StepResult>, string]>([
  ["that changes nothing", {}, "a new AMI               12.3    nothing changes                         ok"],
  [
    "that changes much",
    { counts: { create: 1234, update: 1234, replace: 1234, delete: 1234 } },
    "1234 created, 1234 updated, 1234",
  ],
  ["with a remark", { remark: "refused, nothing is gone" }, "12.3    refused, nothing is gone                ok"],
  ["with a finding", { findings: ["not expected: update Vpc network"] }, "FAILED\n  not expected: update Vpc network"],
  ["with a long finding", { findings: [`not expected: update ${URN}`, "word ".repeat(200)] }, "  not expected: update"],
  [
    "with many findings",
    { findings: Array.from({ length: 30 }, (_, n) => `finding ${n}`) },
    "  finding 19\n  and 10 more: --json has all",
  ],
])("a step %s", (_, given, part) => {
  const text = renderStep({ ...done, ...given });
  expect(plain(text)).toContain(part);
  expect(tooLong(text)).toEqual([]);
});

it("a step that does not apply says why", () => {
  const text = renderStep(notHere("deletion lock off", "nothing of it is locked"));
  expect(plain(text)).toBe("deletion lock off               nothing of it is locked                 -");
  expect(tooLong(renderStep(notHere("s", "eu-central-1 has no further zone, as long as this goes on and on")))).toEqual(
    [],
  );
});

it("a step's long error is four lines and no more", () => {
  const text = renderStep({ ...done, findings: ["word ".repeat(1000)] });
  expect(text.split("\n").length).toBeLessThanOrEqual(6);
});

it("every name of a step is on one line", () => {
  const names = [
    ...EDITS.map(({ name }) => name),
    "destroy while protected",
    "no change at the end",
    "protection lifted",
  ];
  for (const name of names) expect(renderStep({ ...done, name }).split("\n")).toHaveLength(1);
});

it.each(["staging", LONG, "x".repeat(100)])("header and verdict of %s fit", (environment) => {
  const header = rehearsalHeader(environment, { version: "3.259.0-alpha.1763550000", from: "get.pulumi.com" });
  expect(tooLong(header)).toEqual([]);
  expect(plain(header).replaceAll("\n", "")).toContain(environment);
  expect(plain(header)).toContain("STEP                    SECONDS OPERATIONS                              RESULT");
  const steps = [done, { ...done, findings: ["x"], operations: ["a", "b"] }, notHere("a", "b")];
  const verdict = rehearsalVerdict(environment, steps, 1234.56);
  expect(tooLong(verdict)).toEqual([]);
});

it("the verdict counts what was done", () => {
  const steps = [done, { ...done, operations: ["a", "b"] }, notHere("a", "b")];
  expect(plain(rehearsalVerdict("staging", steps, 61.4))).toBe(
    "\nPASSED staging: 2 steps as they should be, 0 not, 2 operations, 61 s",
  );
  expect(plain(rehearsalVerdict("staging", [...steps, { ...done, findings: ["x"] }], 61.6))).toBe(
    "\nFAILED staging: 2 steps as they should be, 1 not, 2 operations, 62 s",
  );
});

describe("the note on what was kept", () => {
  const note = keptNote(".palisade/rehearsals/staging", "staging");

  it("fits", () => {
    expect(tooLong(note)).toEqual([]);
  });

  const folder = ownFolder();

  it("is a way that a shell goes", () => {
    const kept = join(folder(), ".palisade", "rehearsals", "staging");
    mkdirSync(join(kept, "project"), { recursive: true });
    writeFileSync(join(kept, "env.sh"), "export PULUMI_HOME=/home\n");
    const commands = note.split("with the stand-ins:\n")[1] ?? "";
    const script = `pulumi() { echo "$PULUMI_HOME $PWD" "$@"; }\n${commands}`;
    const { stdout, stderr, status } = spawnSync("/bin/sh", ["-e", "-c", script], { cwd: folder(), encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^\/home \/.+\/staging\/project stack -s staging\n$/);
  });
});
