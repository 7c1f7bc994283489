/** Control planes that change at the same time. */
import type { Step, StepKind } from "../../../cli/engine/operations";
import { changedTogether, orderOfControlPlanes } from "../../../cli/rehearsal/order";

const INSTANCE = "aws:ec2/instance:Instance";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";

function step(
  name: string,
  began: number,
  ended: number | undefined,
  given: { type?: string; kind?: StepKind } = {},
): Step {
  const { type = INSTANCE, kind = "update" } = given;
  return { kind, urn: `urn:pulumi:test::palisade::a:b:C$${type}::${name}`, type, began, ended, failed: false };
}

const [a, b, c] = ["a", "b", "c"].map((identity) => `control-plane-${identity}`) as [string, string, string];

it.each<[string, readonly Step[], readonly string[]]>([
  ["one after the other", [step(a, 0, 1), step(b, 2, 3), step(c, 4, 5)], []],
  ["in any order", [step(c, 0, 1), step(a, 2, 3)], []],
  ["two that overlap", [step(a, 0, 2), step(b, 1, 3)], ["a with b"]],
  ["one within the other", [step(a, 0, 3), step(b, 1, 2)], ["a with b"]],
  ["all at once", [step(a, 0, 5), step(b, 1, 5), step(c, 2, 5)], ["a with b", "a with c", "b with c"]],
  ["one that never ended", [step(a, 0, undefined), step(b, 2, 3)], ["a with b"]],
  ["one that never ended, as the last", [step(a, 0, 1), step(b, 2, undefined)], []],
  [
    "one between the two steps of another's replacement",
    [step(a, 0, 1, { kind: "delete-replaced" }), step(b, 2, 3), step(a, 4, 5, { kind: "create-replacement" })],
    ["a with b"],
  ],
  [
    "an instance between another's instance and its interface",
    [step(a, 0, 1), step(b, 2, 3), step(a, 4, 5, { type: INTERFACE })],
    ["a with b"],
  ],
  [
    "what is no member",
    [step(a, 0, 3), step(b, 1, 2, { type: "aws:lb/targetGroupAttachment:TargetGroupAttachment" })],
    [],
  ],
  ["what is no control plane", [step(a, 0, 3), step("bastion", 1, 2), step("my-control-plane-b", 1, 2)], []],
  ["nothing", [], []],
])("%s", (_, steps, pairs) => {
  expect(changedTogether(steps)).toEqual(pairs);
});

it("are told in the order in which they began", () => {
  const steps = [
    step(c, 3, 4),
    step(a, 0, 1, { type: INTERFACE }),
    step(b, 5, 6),
    step(a, 2, 3),
    step("bastion", 7, 8),
  ];
  expect(orderOfControlPlanes(steps)).toEqual(["a", "c", "b"]);
});
