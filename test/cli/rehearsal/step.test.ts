/** What the engine did, held against what it should do. */
import { nameOf, notHere, stepOf } from "../../../cli/rehearsal/step";
import { refused, runOf, told, urnOf } from "./engine-runs";

const none = { renewal: false };

it("has no finding where all is as it should be", () => {
  const changes = ["replace Instance a", "update Group b", "create Subnet c", "delete Eip d"] as const;
  const run = runOf(changes);
  expect(stepOf("a step", run, { changes, promised: runOf(changes), ...none })).toEqual({
    name: "a step",
    milliseconds: 1500,
    counts: { create: 1, update: 1, replace: 1, delete: 1 },
    findings: [],
    operations: [
      "delete-replaced Instance a",
      "create-replacement Instance a",
      "update Group b",
      "create Subnet c",
      "delete Eip d",
    ],
  });
});

it("takes any change where none is expected", () => {
  expect(stepOf("up", runOf(["create Vpc network"]), none).findings).toEqual([]);
  expect(stepOf("no change", runOf(["create Vpc network"]), { changes: [], ...none }).findings).toEqual([
    "not expected: create Vpc network",
  ]);
});

it("finds what was not expected, and what did not happen", () => {
  const run = runOf(["update Group b", "replace Instance a"]);
  const { findings } = stepOf("s", run, { changes: ["update Group b", "update Instance a", "create Eip c"], ...none });
  expect(findings).toEqual([
    "did not happen: create Eip c",
    "did not happen: update Instance a",
    "not expected: replace Instance a",
  ]);
});

it("lets the kubeconfig be made anew when its half-day is over, and nothing else", () => {
  const run = runOf([
    "replace PrivateKey kubernetes-access",
    "replace Instance a",
    "delete CertRequest kubernetes-access",
  ]);
  const findings = (renewal: boolean) => stepOf("s", run, { changes: [], renewal }).findings;
  expect(findings(true)).toEqual([
    "not expected: delete CertRequest kubernetes-access",
    "not expected: replace Instance a",
  ]);
  expect(findings(false)).toHaveLength(3);
});

it("holds a run against its preview, in which only updates may be too many", () => {
  const run = runOf(["create A x", "update B y"]);
  const promised = runOf(["create C z", "update B y", "update D w"]);
  expect(stepOf("s", run, { promised, ...none }).findings).toEqual([
    "the preview had not told: create A x",
    "the preview had told, and it did not happen: create C z",
  ]);
  const failed = runOf([], { succeeded: false }, [told("it broke")]);
  expect(stepOf("s", runOf([]), { promised: failed, ...none }).findings).toEqual(["in its preview: it broke"]);
});

it("tells what refused or failed", () => {
  const events = [
    refused("p-must-hold", urnOf("Vpc", "network"), "mandatory"),
    refused("advice", urnOf("Vpc", "network"), "warning"),
    told("one\ntwo"),
  ];
  expect(stepOf("s", runOf([], { succeeded: false }, events), none).findings).toEqual([
    "policy p-must-hold refuses Vpc network: no",
    "one two",
  ]);
  expect(stepOf("s", runOf([], {}, events), none).findings).toHaveLength(2);
});

it("tells the end of what the engine said where it says nothing else, and no more of a long error than its beginning", () => {
  const printed = Array.from({ length: 20 }, (_, line) => `line ${line}`).join("\n");
  expect(stepOf("s", runOf([], { succeeded: false, printed }), none).findings).toEqual([
    `the engine failed: ${[14, 15, 16, 17, 18, 19].map((line) => `line ${line}`).join(" ")}`,
  ]);
  expect(stepOf("s", runOf([], {}, [told(printed)]), none).findings).toEqual([
    [0, 1, 2, 3, 4, 5].map((line) => `line ${line}`).join(" "),
  ]);
});

it("finds control planes that change at the same time", () => {
  const metadata = (identity: string) => ({
    op: "update" as const,
    urn: `urn:pulumi:test::palisade::aws:ec2/instance:Instance::control-plane-${identity}`,
    type: "aws:ec2/instance:Instance",
    provider: "",
  });
  const events = ["a", "b"].map((identity) => ({ resourcePreEvent: { metadata: metadata(identity) } }));
  const ends = ["a", "b"].map((identity) => ({ resOutputsEvent: { metadata: metadata(identity) } }));
  expect(stepOf("s", runOf([], {}, [...events, ...ends]), none).findings).toEqual([
    "control planes changed at the same time: a with b",
  ]);
});

it("has nothing but its reason where it does not apply", () => {
  expect(notHere("s", "no zone")).toEqual({
    name: "s",
    milliseconds: 0,
    counts: { create: 0, update: 0, replace: 0, delete: 0 },
    findings: [],
    notHere: "no zone",
    operations: [],
  });
});

it.each([
  [urnOf("Instance", "control-plane-a"), "Instance control-plane-a"],
  ["urn:pulumi:test::palisade::aws:ec2/vpc:Vpc::network", "Vpc network"],
  ["urn:pulumi:test::palisade::pulumi:providers:aws::default_7_48_0", "aws default_7_48_0"],
  ["urn:pulumi:test::palisade::pulumi:pulumi:Stack::palisade-test", "Stack palisade-test"],
  ["urn:pulumi:test::palisade::aws:ec2/eip:Eip::a::b", "Eip a::b"],
])("%s is %s", (urn, name) => {
  expect(nameOf(urn)).toBe(name);
});
