import * as pulumi from "@pulumi/pulumi";
import {
  at,
  elements,
  flag,
  type Properties,
  properties,
  SECRET,
  UNKNOWN,
  type Value,
  withoutComputed,
} from "../../../policy/view/value";

/** Internal to the SDK, and stripped from its types: what it wraps a policy's properties in. */
const proxy = require("@pulumi/policy/proxy") as Readonly<Record<string, string>> & {
  readonly unknownCheckingProxy: (properties: object) => Readonly<Record<string, unknown>>;
};

const KINDS = ["Boolean", "Number", "String", "Array", "Asset", "Archive", "Object"].map(
  (kind) => `unknown${kind}Value`,
);
const STRING = proxy["unknownStringValue"] ?? "";
const MARK = "4dabf18193072939515e22adb298388d";
const secret = (more: object) => ({ [MARK]: "1b47061264138c4ac30d75fd1eb44270", ...more });

describe("properties", () => {
  test("are plain data, undefined as null", () => {
    const source = { a: 1, b: "x", c: [true, null, undefined], d: { e: undefined }, f: () => 1, g: 1n };
    expect(properties(source)).toEqual({ a: 1, b: "x", c: [true, null, null], d: { e: null }, f: null, g: null });
    for (const none of [undefined, null, "text", 1, ["list"], STRING]) expect(properties(none)).toEqual({});
  });

  test.each(KINDS)("have the SDK's %s as a mark, plain and behind its proxy", (kind) => {
    const hidden = proxy[kind];
    expect(hidden).toMatch(/^[0-9a-f-]{36}$/);
    const source = { a: hidden, b: [hidden, "known"], c: { d: hidden }, e: "known" };
    const expected = { a: UNKNOWN, b: [UNKNOWN, "known"], c: { d: UNKNOWN }, e: "known" };
    expect(properties(source)).toEqual(expected);
    const wrapped = proxy.unknownCheckingProxy(source);
    expect(() => wrapped["a"]).toThrow("can't be known during preview");
    expect(properties(wrapped)).toEqual(expected);
  });

  test("have one mark for one hidden element, behind a proxy too", () => {
    const rules = { ingress: [{ cidrBlocks: ["10.0.0.0/8", STRING] }, STRING, { cidrBlocks: STRING }] };
    expect(properties(proxy.unknownCheckingProxy(rules))).toEqual({
      ingress: [{ cidrBlocks: ["10.0.0.0/8", UNKNOWN] }, UNKNOWN, { cidrBlocks: UNKNOWN }],
    });
  });

  test.each<[string, object, unknown]>([
    ["with its value, as on the wire", { value: { a: ["x"] } }, { a: ["x"] }],
    ["with its value as JSON, as in an exported state", { plaintext: '{"a":["x"]}' }, { a: ["x"] }],
    ["with a ciphertext", { ciphertext: "AAAA" }, SECRET],
    ["with nothing", {}, SECRET],
    ["that the CLI could not decrypt", { plaintext: '"[secret]"' }, SECRET],
    ["whose value is not known", { value: STRING }, UNKNOWN],
    ["whose JSON is not known", { plaintext: JSON.stringify(STRING) }, UNKNOWN],
    ["in a secret", { value: secret({ plaintext: '"x"' }) }, "x"],
    ["of malformed JSON", { plaintext: '{"marker' }, SECRET],
    ["of empty JSON", { plaintext: "" }, SECRET],
    ["whose JSON is no text", { plaintext: { a: 1 } }, SECRET],
  ])("unwrap a secret %s", (_, more, expected) => {
    expect(properties({ a: secret(more), b: [secret(more)] })).toEqual({ a: expected, b: [expected] });
  });

  test("keep other marked objects, and keys that JavaScript takes for its own", () => {
    expect(properties({ code: { [MARK]: "other", path: "x" } })).toEqual({ code: { [MARK]: "other", path: "x" } });
    const odd = properties(JSON.parse('{"tags":{"__proto__":"x","constructor":"y","hasOwnProperty":"z"}}'));
    expect(at(odd, "tags", "__proto__")).toBe("x");
    expect(at(odd, "tags", "constructor")).toBe("y");
    expect(at({}, "constructor")).toBeUndefined();
  });

  test("have what is in an asset as not known: the SDK promises it", () => {
    const asset = { source: new pulumi.asset.StringAsset("text") };
    expect(at(properties(asset), "source", "text")).toBe(UNKNOWN);
    expect(at(properties(proxy.unknownCheckingProxy(asset)), "source", "text")).toBe(UNKNOWN);
  });

  test("pass on an error that is not about an unknown", () => {
    const broken = Object.defineProperty({}, "a", {
      enumerable: true,
      get: () => {
        throw new RangeError("broken");
      },
    });
    expect(() => properties(broken)).toThrow(RangeError);
  });
});

describe("reading", () => {
  const value: Value = { a: [{ b: "x" }], hidden: UNKNOWN, secret: SECRET, none: null };

  test("at a path gives the value, undefined, or the mark on the way", () => {
    expect(at(value, "a", 0, "b")).toBe("x");
    for (const path of [["b"], ["a", 1], ["a", "0"], ["a", 0, "b", "c"], ["none"], ["none", "x"]]) {
      expect(at(value, ...path)).toBeUndefined();
    }
    expect(at(value, "hidden", "x", 0)).toBe(UNKNOWN);
    expect(at(value, "secret", "x")).toBe(SECRET);
  });

  test("of elements takes one value for a list of one", () => {
    expect(elements(["x", "y"])).toEqual(["x", "y"]);
    expect(elements("x")).toEqual(["x"]);
    expect(elements({ a: 1 })).toEqual([{ a: 1 }]);
    expect([elements(undefined), elements(null)]).toEqual([[], []]);
    expect([elements(UNKNOWN), elements(SECRET)]).toEqual([UNKNOWN, SECRET]);
  });

  test("of flags knows the strings of some properties", () => {
    expect([true, "true", false, "false"].map(flag)).toEqual([true, true, false, false]);
    expect([undefined, null, "yes", "TRUE", 1].map(flag)).toEqual(Array(5).fill(undefined));
    expect([flag(UNKNOWN), flag(SECRET)]).toEqual([UNKNOWN, SECRET]);
  });

  test("without computed properties leaves out what is not known and was not given", () => {
    const outputs: Properties = { given: UNKNOWN, computed: UNKNOWN, secret: SECRET, known: "x", list: [UNKNOWN] };
    expect(withoutComputed(outputs, (property) => property === "given")).toEqual({
      given: UNKNOWN,
      secret: SECRET,
      known: "x",
      list: [UNKNOWN],
    });
  });
});
