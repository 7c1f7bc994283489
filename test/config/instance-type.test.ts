/** Families and sizes that exist, and that a node fits into. */
import { architectureOf, isKnownFamily, isNitro } from "../../config/instance-type";
import { type Edit, messagesAfter } from "./sample";

const pool = (instanceType: string): Edit => ["workers.0.instanceType", instanceType];
const disposable: Edit = ["protection.disposable", true];
const TOO_SMALL =
  "use at least a small: Talos needs 2 GiB of memory on a control plane and 1 GiB, besides pods, on a worker";

test.each<[string, readonly Edit[], readonly string[]]>([
  [
    "a letter too many",
    [pool("m7ii.large")],
    [
      'palisade:workers[0].instanceType: has a family that is not known (m7ii), got "m7ii.large"; did you mean "m7i.large"? config/instance-type.ts lists them',
    ],
  ],
  [
    "a family without a generation",
    [["controlPlane.instanceType", "m.large"]],
    [
      'palisade:controlPlane.instanceType: has a family that is not known (m), got "m.large"; use one that config/instance-type.ts lists, for example "m7i.large"',
    ],
  ],
  [
    "a Mac host",
    [pool("mac2.metal")],
    [
      'palisade:workers[0].instanceType: is a Mac host, got "mac2.metal"; use another family, for example "m7i.large": Talos does not run on one',
    ],
  ],
  [
    "a size that only T families have",
    [["access.bastion.instanceType", "m7i.small"]],
    [
      'palisade:access.bastion.instanceType: has a size that only T families have, got "m7i.small"; use a larger size, or a T family, for example "t3.small"',
    ],
  ],
  [
    "nano as control plane",
    [["controlPlane.instanceType", "t3.nano"], disposable],
    [`palisade:controlPlane.instanceType: is too small for a node, got "t3.nano"; ${TOO_SMALL}`],
  ],
  [
    "micro as worker",
    [pool("t3a.micro")],
    [`palisade:workers[0].instanceType: is too small for a node, got "t3a.micro"; ${TOO_SMALL}`],
  ],
])("refused: %s", (_, edits, told) => {
  expect(messagesAfter(...edits)).toEqual(told);
});

test.each<[string, readonly Edit[]]>([
  ["nano as bastion", [["access.bastion.instanceType", "t3.nano"]]],
  ["small as control plane", [["controlPlane.instanceType", "t3.small"], disposable]],
  ["a family with a dash", [pool("m7i-flex.large")]],
  ["metal of a size", [pool("m7i.metal-24xl")]],
  ["much memory", [pool("u7in-16tb.224xlarge")]],
])("no problem: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([]);
});

test("no family is both known and before Nitro, and every architecture is told by the name but for two", () => {
  for (const family of ["c4", "i3", "mac2", "t2", "p3"]) expect(isKnownFamily(`${family}.large`)).toBe(false);
  for (const family of ["p3dn", "i3en", "c9g", "g7e"]) {
    expect(isKnownFamily(`${family}.large`)).toBe(true);
    expect(isNitro(`${family}.large`)).toBe(true);
  }
  expect(["a1.large", "p6e-gb200.36xlarge", "g5g.xlarge", "is4gen.large"].map(architectureOf)).toEqual(
    Array(4).fill("arm64"),
  );
  expect(["g4dn.xlarge", "gr6.4xlarge", "p6-b200.48xlarge", "m8azn.large"].map(architectureOf)).toEqual(
    Array(4).fill("amd64"),
  );
});
