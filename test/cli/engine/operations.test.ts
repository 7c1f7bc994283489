/** What the engine did, from its events. */
import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";
import { EngineLog, netChanges } from "../../../cli/engine/operations";

const URN = "urn:pulumi:test::palisade::aws:ec2/instance:Instance::control-plane-a";
const OTHER = "urn:pulumi:test::palisade::aws:ec2/instance:Instance::control-plane-b";

function metadata(op: string, urn: string): StepEventMetadata {
  return { op: op as OpType, urn, type: "aws:ec2/instance:Instance", provider: "" };
}

let sequence = 0;
const event = (given: Partial<EngineEvent>): EngineEvent => ({ sequence: sequence++, timestamp: 0, ...given });
const begins = (op: string, urn = URN) => event({ resourcePreEvent: { metadata: metadata(op, urn) } });
const ends = (op: string, urn = URN) => event({ resOutputsEvent: { metadata: metadata(op, urn) } });
const fails = (op: string, urn = URN) =>
  event({ resOpFailedEvent: { metadata: metadata(op, urn), status: 0, steps: 1 } });

function logOf(...events: readonly EngineEvent[]): EngineLog {
  const log = new EngineLog();
  events.forEach(log.add);
  return log;
}

it("has each step from the event that began it to the one that ended it, in the order of beginnings", () => {
  const log = logOf(begins("create"), begins("update", OTHER), ends("update", OTHER), ends("create"));
  expect(log.steps.map(({ kind, urn, began, ended, failed }) => [kind, urn, began, ended, failed])).toEqual([
    ["create", URN, 0, 3, false],
    ["update", OTHER, 1, 2, false],
  ]);
  expect(log.steps[0]?.type).toBe("aws:ec2/instance:Instance");
});

it("tells the steps of a replacement apart, although they have one URN", () => {
  const log = logOf(
    begins("delete-replaced"),
    ends("delete-replaced"),
    begins("replace"),
    ends("replace"),
    begins("create-replacement"),
    ends("create-replacement"),
  );
  expect(log.steps.map(({ kind, began, ended }) => [kind, began, ended])).toEqual([
    ["delete-replaced", 0, 1],
    ["replace", 2, 3],
    ["create-replacement", 4, 5],
  ]);
  expect(log.changes.map(({ kind }) => kind)).toEqual(["delete-replaced", "create-replacement"]);
});

it("hears at the end of a refresh what it has found", () => {
  const log = logOf(
    ...[begins("refresh"), begins("refresh", OTHER), begins("refresh", `${URN}-c`)],
    ...[ends("same"), ends("update", OTHER), ends("delete", `${URN}-c`)],
  );
  expect(log.steps.map(({ kind }) => kind)).toEqual(["refresh", "update", "delete"]);
  expect(log.changes.map(({ urn }) => urn)).toEqual([OTHER, `${URN}-c`]);
});

it("knows a step that failed from one that did not end", () => {
  const log = logOf(begins("create"), fails("create"), begins("delete", OTHER));
  expect(log.steps.map(({ ended, failed }) => [ended, failed])).toEqual([
    [1, true],
    [undefined, false],
  ]);
});

it("takes no notice of an end without a beginning", () => {
  expect(logOf(ends("create"), begins("update")).steps).toMatchObject([{ kind: "update", ended: undefined }]);
});

it("counts for changes what changes something", () => {
  const kinds = ["create", "same", "read", "refresh", "update", "replace", "delete", "discard-replaced"];
  expect(logOf(...kinds.map((op) => begins(op))).changes.map(({ kind }) => kind)).toEqual([
    "create",
    "update",
    "delete",
  ]);
});

it("has what policies said, with what it was about", () => {
  const policyEvent = {
    policyName: "p",
    policyPackName: "palisade",
    policyPackVersion: "1",
    policyPackVersionTag: "1",
    enforcementLevel: "mandatory" as const,
    message: "no",
    color: "never",
  };
  const log = logOf(event({ policyEvent: { ...policyEvent, resourceUrn: URN } }), event({ policyEvent }));
  expect(log.violations).toEqual([
    { policy: "p", urn: URN, level: "mandatory", message: "no" },
    { policy: "p", urn: "", level: "mandatory", message: "no" },
  ]);
});

it("has the errors, and no other message", () => {
  const said = (severity: "error" | "warning", message: string) =>
    event({ diagnosticEvent: { message, color: "never", severity } });
  expect(logOf(said("warning", "w"), said("error", "  it broke\n")).errors).toEqual(["it broke"]);
});

it("has the resources that the program asked for", () => {
  const state = { type: "t", urn: URN, id: "", parent: "", inputs: {}, outputs: {}, provider: "" };
  const asked = event({ resourcePreEvent: { metadata: { ...metadata("create", URN), new: state } } });
  expect(logOf(asked, begins("delete", OTHER)).asked).toEqual([state]);
});

describe("changes by resource", () => {
  const of = (...kinds: readonly string[]) => netChanges(logOf(...kinds.map((op) => begins(op))).steps);

  it.each([
    [["create"], "create"],
    [["update"], "update"],
    [["delete"], "delete"],
    [["create-replacement", "replace", "delete-replaced"], "replace"],
    [["delete-replaced", "replace", "create-replacement"], "replace"],
    [["create-replacement"], "replace"],
    // What a killed run had left to do.
    [["delete-replaced"], "replace"],
    [["same", "update"], "update"],
  ] as const)("%j is one %s", (kinds, change) => {
    expect(of(...kinds)).toEqual([{ urn: URN, change }]);
  });

  it("are none for what changes nothing", () => {
    expect(of("same", "read", "refresh", "replace", "discard-replaced", "remove-pending-replace")).toEqual([]);
  });

  it("are sorted, one for each resource", () => {
    const log = logOf(begins("create", OTHER), begins("update", URN), begins("create", OTHER));
    expect(netChanges(log.steps)).toEqual([
      { urn: URN, change: "update" },
      { urn: OTHER, change: "create" },
    ]);
  });
});
